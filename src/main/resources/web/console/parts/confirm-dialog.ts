import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { LightElement } from '../../pages/shared/light-element';

/** Asks before something that cannot be taken back; told by the event `answer`, whose detail is true or false. */
@customElement('confirm-dialog')
export class ConfirmDialog extends LightElement {
  @property() heading = '';
  @property() text = '';
  @property() action = '';
  @property({ type: Boolean }) danger = false;

  #answered = false;

  protected override firstUpdated(changed: PropertyValues): void {
    super.firstUpdated(changed);
    this.querySelector('dialog')!.showModal();
  }

  #answer(yes: boolean): void {
    if (this.#answered) return;
    this.#answered = true;
    this.querySelector('dialog')!.close();
    this.dispatchEvent(new CustomEvent('answer', { detail: yes }));
  }

  protected override render() {
    return html`
      <dialog aria-labelledby="confirm-heading" @close=${() => this.#answer(false)}>
        <h2 id="confirm-heading">${this.heading}</h2>
        ${this.text ? html`<p>${this.text}</p>` : nothing}
        <div class="actions end">
          <button type="button" class="button" @click=${() => this.#answer(false)}>Cancel</button>
          <button type="button" class="button ${this.danger ? 'danger' : 'primary'}" @click=${() => this.#answer(true)}>${this.action}</button>
        </div>
      </dialog>
    `;
  }
}
