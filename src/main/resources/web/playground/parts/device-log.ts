import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { LightElement } from '../../pages/shared/light-element';
import type { Device } from '../device';
import { Following } from './following';

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** What happened on a device, the newest first. */
@customElement('device-log')
export class DeviceLog extends LightElement {
  @property({ attribute: false }) device!: Device;
  readonly following = new Following(this, () => this.device);

  protected override render() {
    const entries = [...this.device.entries].reverse();
    return html`
      <ol class="log" role="log" aria-label="What happened on ${this.device.person.name}'s device" tabindex="0">
        ${repeat(entries, ({ id }) => id, ({ time, tone, text, times }) => html`<li data-tone=${tone}><time>${TIME.format(time)}</time><span>${text}${times > 1 ? html` <small>×${times}</small>` : nothing}</span></li>`)}
      </ol>
    `;
  }
}
