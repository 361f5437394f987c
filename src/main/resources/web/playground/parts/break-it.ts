import { html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { LightElement } from '../../pages/shared/light-element';
import type { Device } from '../device';
import { Following } from './following';

/** What can go wrong with one device's changes and token. */
@customElement('break-it')
export class BreakIt extends LightElement {
  @property({ attribute: false }) device!: Device;
  @property() channel = '';
  readonly following = new Following(this, () => this.device);

  protected override render() {
    const { device } = this;
    return html`
      <div class="break" role="group" aria-label="Break it on ${device.person.name}'s device">
        <span class="break-name">Break it</span>
        <button type="button" class="button small" title="Sends a message with a photo of 300 KB: the service rejects it, and the device rolls back" @click=${() => void device.sendTooMuch(this.channel)}>Send too much</button>
        <button type="button" class="button small" title="The token is refused, and the next one is good for 2 seconds" ?disabled=${!device.on} @click=${() => device.expireToken()}>Expire my token</button>
      </div>
    `;
  }
}
