import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Context } from '../context';
import { number, time, words } from '../format';
import { Loading } from '../loading';
import type { ContentEditor, Edit } from '../parts/content-editor';
import { LightElement } from '../../pages/shared/light-element';
import { LEVELS } from '../parts/status-pill';
import type { DeadLetter, DryRun } from '../types';

const LOOK_EVERY = 1_000;
const UNEDITED: Edit = { valid: true, content: {} };

/** One dead letter: its change, what was done with it, and what can be. Another one is another element's. */
@customElement('dead-letter-detail')
export class DeadLetterDetail extends LightElement {
  @property({ attribute: false }) context!: Context;
  @property() letterId = '';
  @property() back = '';
  @property({ type: Boolean }) undecodable = false;
  @state() edit: Edit = UNEDITED;
  @state() acting = '';
  @state() discards = false;
  @state() dryRun: DryRun | undefined;
  @state() error = '';
  readonly #letter = new Loading<DeadLetter>(this);
  #again = 0;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearTimeout(this.#again);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('letterId')) void this.#look();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('letterId')) this.querySelector<HTMLElement>('section')?.focus();
  }

  get #path(): string {
    return `/api/v1/dead-letters/${this.letterId}`;
  }

  get #query(): { undecodable?: boolean } {
    return this.undecodable ? { undecodable: true } : {};
  }

  /** What was sent comes to an end by itself; until it has, it is looked for. */
  async #look(): Promise<void> {
    window.clearTimeout(this.#again);
    const before = this.#letter.value;
    await this.#letter.run(async (signal) => {
      const letter = await this.context.api.get<DeadLetter>(this.#path, this.#query, signal);
      // The editor keeps what is being typed, as long as the change is the same.
      return before?.change && JSON.stringify(before.change) === JSON.stringify(letter.change) ? { ...letter, change: before.change } : letter;
    });
    const { value } = this.#letter;
    if (before && value && before.state !== value.state) this.dispatchEvent(new Event('acted'));
    if (value?.state === 'SENT' && this.isConnected) this.#again = window.setTimeout(() => void this.#look(), LOOK_EVERY);
  }

  async #act(name: string, act: () => Promise<string>): Promise<void> {
    this.acting = name;
    this.error = '';
    try {
      const said = await act();
      if (said) {
        this.context.announce(said);
        this.dispatchEvent(new Event('acted'));
        await this.#look();
      }
    } catch (failure) {
      const told = `${name}: ${(failure as Error).message}`;
      // Whoever has gone on to another one is told all the same.
      if (this.isConnected) this.error = told;
      else this.context.announce(told, 'bad');
    }
    this.acting = '';
  }

  #post<T>(body: object): Promise<T> {
    return this.context.api.post<T>(`${this.#path}/redrive${this.undecodable ? '?undecodable=true' : ''}`, body);
  }

  #try(): Promise<void> {
    return this.#act('Dry run', async () => {
      this.dryRun = await this.#post<DryRun>({ ...this.edit.content, dryRun: true });
      return '';
    });
  }

  #redrive(): Promise<void> {
    return this.#act('Redrive', async () => {
      const { attempt } = await this.#post<{ attempt: number }>(this.edit.content);
      this.dryRun = undefined;
      return `It is on its way again, as attempt ${attempt}.`;
    });
  }

  async #answered(yes: boolean): Promise<void> {
    this.discards = false;
    if (!yes) return;
    await this.#act('Discard', async () => {
      const { attempt } = await this.context.api.delete<{ attempt: number }>(this.#path, this.#query);
      return `It is being given up, as attempt ${attempt}.`;
    });
  }

  protected override render() {
    const { value, error } = this.#letter;
    return html`
      <section class="detail card" tabindex="-1" aria-label="Dead letter in detail">
        <a class="back" href=${this.back}>Close</a>
        ${error ? html`<p class="message bad" role="alert">${error}</p>` : nothing}
        ${value ? this.#shown(value) : error ? nothing : html`<p class="quiet" role="status">Fetching the dead letter.</p>`}
      </section>
    `;
  }

  #shown(letter: DeadLetter) {
    const open = letter.state === 'PENDING' || letter.state === 'SENT';
    return html`
      <header class="detail-head">
        <h2>${letter.entity ? html`${letter.entity} <b>${letter.entityId}</b>` : 'Unreadable message'}</h2>
        <span role="status"><status-pill .level=${LEVELS[letter.state] ?? 'unknown'} .word=${words(letter.state)}></status-pill></span>
      </header>
      <p><code>${letter.cause}</code> ${letter.detail}</p>
      <dl class="about">
        ${letter.change ? html`<div><dt>Change</dt><dd>${words(letter.change.type)} by ${letter.subject} on ${letter.clientId}</dd></div>` : nothing}
        ${letter.receivedAt ? html`<div><dt>Received</dt><dd>${time(letter.receivedAt)}</dd></div>` : nothing}
        <div><dt>Failed</dt><dd>${time(letter.failedAt)}</dd></div>
        <div><dt>Attempts</dt><dd>${letter.attempt || 'none yet'}</dd></div>
        <div><dt>Waiting behind it</dt><dd>${letter.parked === 0 ? 'no change' : letter.parked === 1 ? '1 change, which follows by itself' : `${number(letter.parked)} changes, which follow by themselves`}</dd></div>
        ${letter.exception ? html`<div><dt>Thrown</dt><dd><code>${letter.exception}</code></dd></div>` : nothing}
        ${letter.topic ? html`<div><dt>Message</dt><dd><code>${letter.topic}</code>, partition ${letter.partition}, offset ${letter.offset}</dd></div>` : nothing}
      </dl>
      ${letter.change && letter.change.type !== 'DELETE'
        ? html`<content-editor .change=${letter.change} ?disabled=${!open} @edited=${(event: Event) => (this.edit = (event.target as ContentEditor).edit)}></content-editor>`
        : nothing}
      ${letter.message ? html`<h3>The message</h3><pre>${readable(letter.message.payload)}</pre>` : nothing}
      ${open ? this.#actions(letter) : nothing}
      <div role="alert">${this.error ? html`<p class="message bad">${this.error}</p>` : nothing}</div>
      <div role="status">${this.dryRun ? this.#would(this.dryRun) : nothing}</div>
      <h3>What was done</h3>
      <audit-trail .entries=${letter.audit}></audit-trail>
      ${this.discards
        ? html`<confirm-dialog heading="Discard this change?" text="Whoever made it is told that it was rejected. Its content stays beside the rejection. This cannot be undone." action="Discard" danger
            @answer=${(event: CustomEvent<boolean>) => this.#answered(event.detail)}></confirm-dialog>`
        : nothing}
    `;
  }

  #actions(letter: DeadLetter) {
    const cannot = !!this.acting || !this.edit.valid;
    const edited = Object.keys(this.edit.content).length > 0;
    return html`
      <div class="actions">
        <button type="button" class="button" ?disabled=${cannot} @click=${this.#try}>Dry run</button>
        <button type="button" class="button primary" ?disabled=${cannot || !letter.takesOrders} @click=${this.#redrive}>${edited ? 'Redrive edited' : 'Redrive'}</button>
        <button type="button" class="button danger push" ?disabled=${!!this.acting || !letter.takesOrders} @click=${() => (this.discards = true)}>Discard</button>
        ${letter.state === 'SENT' ? html`<p class="reason">${letter.takesOrders ? 'What was sent must be lost; it can be sent again, or given up.' : 'It is on its way; its outcome shows here.'}</p>` : nothing}
      </div>
    `;
  }

  #would(run: DryRun) {
    return html`
      <section class="dry-run" aria-label="Dry run">
        <h3>Dry run: it would be <status-pill .level=${LEVELS[run.outcome] ?? 'unknown'} .word=${words(run.outcome)}></status-pill></h3>
        <p>${run.code ? html`<code>${run.code}</code> ${run.detail ?? ''}` : run.version ? `The record would be at version ${run.version}. Nothing was changed.` : 'Nothing was changed.'}</p>
        ${run.conflict
          ? html`<side-by-side .sides=${run.conflict}></side-by-side>`
          : run.data
            ? html`<pre>${JSON.stringify(run.data, null, 2)}</pre>`
            : nothing}
      </section>
    `;
  }
}

/** The message's bytes as text, as far as they are one. */
function readable(base64: string | undefined): string {
  if (!base64) return 'empty';
  return new TextDecoder().decode(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)));
}
