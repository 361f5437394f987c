import type { SyncRecord } from '/syncline/client.js';
import { html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { LightElement } from '../../pages/shared/light-element';
import type { Device } from '../device';
import type { Channel } from '../model';

/** Where a new message is written. */
@customElement('message-composer')
export class MessageComposer extends LightElement {
  @property({ attribute: false }) device!: Device;
  @property({ attribute: false }) channel!: SyncRecord<Channel>;

  protected override render() {
    const { name } = this.channel.data;
    return html`
      <form class="composer" @submit=${this.#send}>
        <input name="text" aria-label="New message in ${name}" placeholder="Message #${name}" autocomplete="off" maxlength="2000" required>
        <button class="button">Send</button>
      </form>
    `;
  }

  readonly #send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const text = `${new FormData(form).get('text')}`.trim();
    if (!text) return;
    form.reset();
    await this.device.post(this.channel.id, text);
  };
}
