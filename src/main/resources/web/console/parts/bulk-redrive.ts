import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Context } from '../context';
import { number } from '../format';
import type { BulkProgress } from '../types';
import { LightElement } from '../../pages/shared/light-element';

const LOOK_EVERY = 500;

/** What is no number goes as it is, for the service to refuse: as JSON it would be null, which stands for any time. */
const millis = (text: string): number | string => (Number.isFinite(Number(text)) ? Number(text) : text);

/** Sends again all pending dead letters of a filter, at a rate, and shows how far that is. Tells `closed` when put away. */
@customElement('bulk-redrive')
export class BulkRedrive extends LightElement {
  @property({ attribute: false }) context!: Context;
  @property({ attribute: false }) filter: Record<string, string> = {};
  @property({ type: Boolean }) undecodable = false;
  @state() progress: BulkProgress | undefined;
  @state() error = '';
  @state() busy = false;
  #timer = 0;

  protected override firstUpdated(changed: PropertyValues): void {
    super.firstUpdated(changed);
    this.querySelector('dialog')!.showModal();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearTimeout(this.#timer);
  }

  get #query(): string {
    return this.undecodable ? '?undecodable=true' : '';
  }

  async #start(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const rate = Number(new FormData(event.target as HTMLFormElement).get('rate'));
    const { cause, entity, from, to } = this.filter;
    const body = { ...(cause && { cause }), ...(entity && { entity }), ...(from && { from: millis(from) }), ...(to && { to: millis(to) }), rate };
    this.busy = true;
    this.error = '';
    try {
      const { job, matched } = await this.context.api.post<{ job: string; matched: number }>(`/api/v1/dead-letters/redrive${this.#query}`, body);
      this.progress = { matched, sent: 0, failed: 0, done: false };
      await this.#follow(job);
    } catch (failure) {
      this.error = (failure as Error).message;
      this.busy = false;
    }
  }

  async #follow(job: string): Promise<void> {
    try {
      this.progress = await this.context.api.get<BulkProgress>(`/api/v1/dead-letters/redrive/${job}${this.#query}`);
      this.error = '';
    } catch (failure) {
      this.error = (failure as Error).message;
    }
    if (!this.isConnected) return;
    if (this.progress?.done) this.busy = false;
    else this.#timer = window.setTimeout(() => void this.#follow(job), LOOK_EVERY);
  }

  #closed(): void {
    this.dispatchEvent(new Event('closed'));
  }

  protected override render() {
    return html`
      <dialog aria-labelledby="bulk-heading" @close=${this.#closed}>
        <h2 id="bulk-heading">Redrive all of this filter</h2>
        <p>Every pending dead letter ${this.#said()} is sent again, the oldest of each chain first.</p>
        <form @submit=${this.#start}>
          <label class="field">Changes a second <input name="rate" type="number" min="1" max="10000" value="100" required ?disabled=${this.busy || !!this.progress}></label>
          <div role="status">${this.progress ? this.#shown(this.progress) : nothing}</div>
          <div role="alert">${this.error ? html`<p class="message bad">${this.error}</p>` : nothing}</div>
          <div class="actions end">
            <button type="button" class="button" @click=${() => this.querySelector('dialog')!.close()}>${this.progress ? 'Close' : 'Cancel'}</button>
            ${this.progress ? nothing : html`<button class="button primary" ?disabled=${this.busy}>Redrive all</button>`}
          </div>
        </form>
      </dialog>
    `;
  }

  #said(): string {
    const { cause, entity, from, to } = this.filter;
    const parts = [cause && `with the cause ${cause}`, entity && `of the entity ${entity}`, (from || to) && 'of the chosen time'].filter(Boolean);
    return parts.length ? parts.join(', ') : this.undecodable ? 'whose message could not be read' : 'of your tenant';
  }

  #shown({ matched, sent, failed, done, code }: BulkProgress) {
    const said = `${number(sent)} of ${number(matched)} sent${failed ? `, ${number(failed)} not sent` : ''}`;
    return html`
      <progress max=${Math.max(1, matched)} .value=${matched ? sent + failed : 1} aria-label="Redriven">${said}</progress>
      <p>${said}${done ? html`. <b>${code ? `It ended early: ${code}` : 'Done'}.</b>` : '.'}</p>
    `;
  }
}
