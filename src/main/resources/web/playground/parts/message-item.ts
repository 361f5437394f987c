import type { SyncRecord } from '/syncline/client.js';
import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { LightElement } from '../../pages/shared/light-element';
import type { Device } from '../device';
import { keyOf, type Message } from '../model';
import './record-note';

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

/** One message, to read, to edit, to pin or to delete. */
@customElement('message-item')
export class MessageItem extends LightElement {
  @property({ attribute: false }) device!: Device;
  @property({ attribute: false }) message!: SyncRecord<Message>;
  @state() editing = false;
  /** What it was when the editing began; the record may change meanwhile. */
  #begunOn = '';

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    const before = changed.get('message') as SyncRecord<Message> | undefined;
    if (before && before.version !== this.message.version) this.#flash();
    if (changed.get('editing') === false) this.querySelector('textarea')!.focus();
    else if (changed.get('editing') === true) this.querySelector<HTMLElement>('[data-act="edit"]')?.focus();
  }

  /** A new version came. */
  #flash(): void {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    this.querySelector('.post')?.animate([{ backgroundColor: 'var(--accent-soft)' }, { backgroundColor: 'transparent' }], 1_600);
  }

  protected override render() {
    const { device, message } = this;
    const { author, sentAt, text, pinned } = message.data;
    const name = device.users.find(({ id }) => id === author)?.data.name ?? author;
    return html`
      <article class="post" data-pending=${message.pending} data-id=${message.id}>
        <header>
          <strong data-person=${author}>${name}</strong>
          <time datetime=${new Date(sentAt).toISOString()}>${TIME.format(sentAt)}</time>
          ${pinned ? html`<span class="badge">Pinned</span>` : nothing}
          ${message.pending
            ? html`<span class="badge pending">Waits to be synced</span>`
            : html`<span class="version" title="Version ${message.version} at the service">v${message.version}</span>`}
          ${this.editing ? nothing : this.#actions(pinned === true)}
        </header>
        ${this.editing ? this.#form(text) : html`<p class="text">${text}</p>`}
        <record-note .device=${device} .key=${keyOf('message', message.id)}></record-note>
      </article>
    `;
  }

  #actions(pinned: boolean) {
    const { device, message } = this;
    return html`
      <span class="post-actions">
        <button type="button" class="link" data-act="edit" @click=${() => this.#begin()}>Edit</button>
        <button type="button" class="link" @click=${() => void device.patch('message', message.id, { pinned: pinned ? null : true })}>${pinned ? 'Unpin' : 'Pin'}</button>
        <button type="button" class="link" @click=${() => void device.remove('message', message.id)}>Delete</button>
      </span>
    `;
  }

  #begin(): void {
    this.#begunOn = this.message.data.text;
    this.editing = true;
  }

  #form(text: string) {
    return html`
      <form class="edit" @submit=${this.#save} @keydown=${this.#key}>
        <textarea name="text" rows="2" aria-label="The message" required .value=${this.#begunOn}></textarea>
        ${text === this.#begunOn ? nothing : html`<p class="note" data-tone="warn" role="status"><span>Changed meanwhile, and replaced if you save: “${text}”</span></p>`}
        <div class="actions">
          <button class="button primary small">Save</button>
          <button type="button" class="button small" @click=${() => (this.editing = false)}>Cancel</button>
        </div>
      </form>
    `;
  }

  readonly #save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const text = `${new FormData(event.target as HTMLFormElement).get('text')}`.replaceAll('\r\n', '\n').trim();
    if (text && text !== this.message.data.text) await this.device.patch('message', this.message.id, { text });
    this.editing = false;
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.editing = false;
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || (event.target as Element).localName !== 'textarea') return;
    event.preventDefault();
    (event.currentTarget as HTMLFormElement).requestSubmit();
  };
}
