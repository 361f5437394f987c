import type { SyncRecord } from '/syncline/client.js';
import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { LightElement } from '../../pages/shared/light-element';
import type { Device } from '../device';
import type { Channel } from '../model';
import { Following } from './following';
import './message-item';
import './record-note';

/** A channel's messages, the oldest first, and what became of those that are gone. */
@customElement('message-list')
export class MessageList extends LightElement {
  @property({ attribute: false }) device!: Device;
  @property({ attribute: false }) channel!: SyncRecord<Channel>;
  readonly following = new Following(this, () => this.device);

  protected override render() {
    const { device } = this;
    const messages = device.messages.filter(({ data }) => data.channel === this.channel.id);
    const gone = [...device.notes.keys()].filter((key) => key.startsWith('message/') && !device.message(key.slice('message/'.length)));
    return html`
      <ul class="messages" aria-label="Messages in ${this.channel.data.name}">
        ${repeat(messages, ({ id }) => id, (message) => html`<li><message-item .device=${device} .message=${message}></message-item></li>`)}
        ${messages.length ? nothing : html`<li class="empty">No messages yet.</li>`}
        ${repeat(gone, (key) => key, (key) => html`<li><record-note .device=${device} .key=${key}></record-note></li>`)}
      </ul>
    `;
  }

}
