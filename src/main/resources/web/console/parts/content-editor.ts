import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { readObject } from '../json-text';
import type { Change, JsonObject } from '../types';
import { LightElement } from '../../pages/shared/light-element';

export type Kind = 'data' | 'patch';

/** What is to be sent: nothing where it is as it was, or the content that replaces it. */
export interface Edit {
  valid: boolean;
  content: { data?: JsonObject; patch?: JsonObject };
}

/** A change's content to be edited: the whole record or, for an update, a merge patch. */
@customElement('content-editor')
export class ContentEditor extends LightElement {
  @property({ attribute: false }) change!: Change;
  @property({ type: Boolean }) disabled = false;
  @state() kind: Kind = 'data';
  @state() text = '';

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('change')) this.#reset();
  }

  get edit(): Edit {
    if (!this.#isEdited) return { valid: true, content: {} };
    const { object } = readObject(this.text);
    return { valid: !!object, content: object ? { [this.kind]: object } : {} };
  }

  get #isEdited(): boolean {
    return this.kind !== originalKind(this.change) || this.text !== originalText(this.change);
  }

  #reset(): void {
    this.kind = originalKind(this.change);
    this.text = originalText(this.change);
    this.#tell();
  }

  #tell(): void {
    this.dispatchEvent(new Event('edited'));
  }

  #typed(event: Event): void {
    this.text = (event.target as HTMLTextAreaElement).value;
    this.#tell();
  }

  #choose(kind: Kind): void {
    this.kind = kind;
    this.#tell();
  }

  protected override render() {
    const { error } = readObject(this.text);
    const wrong = this.#isEdited ? error : '';
    return html`
      <fieldset class="editor" ?disabled=${this.disabled}>
        <legend>Content</legend>
        ${this.change.type === 'UPDATE'
          ? html`<div class="choices">
              ${this.#choice('data', 'data, the whole record')} ${this.#choice('patch', 'patch, only what changes')}
            </div>`
          : nothing}
        <label class="field"><span class="sr-only">Content as JSON</span>
          <textarea rows=${Math.min(16, Math.max(5, this.text.split('\n').length + 1))} spellcheck="false" autocomplete="off" .value=${this.text}
            aria-invalid=${wrong ? 'true' : 'false'} aria-describedby="editor-error" @input=${this.#typed}></textarea>
        </label>
        <p class="editor-foot"><span id="editor-error" class="error" role="status">${wrong}</span>
          ${this.#isEdited ? html`<button type="button" class="button small" @click=${this.#reset}>Undo the edit</button>` : html`<span class="quiet">As it was sent</span>`}</p>
      </fieldset>
    `;
  }

  #choice(kind: Kind, name: string) {
    return html`<label class="check"><input type="radio" name="kind" .checked=${this.kind === kind} @change=${() => this.#choose(kind)}> ${name}</label>`;
  }
}

const originalKind = (change: Change): Kind => (change.patch ? 'patch' : 'data');
const originalText = (change: Change): string => JSON.stringify(change.patch ?? change.data ?? {}, null, 2);
