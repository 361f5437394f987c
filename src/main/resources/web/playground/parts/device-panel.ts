import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { LightElement } from '../../pages/shared/light-element';
import type { Device } from '../device';
import './break-it';
import './channel-tabs';
import './device-log';
import { Following } from './following';
import './message-composer';
import './message-list';
import './people-list';
import './sync-line';

/** One device: its network, how its sync stands, and the chat as it has it. */
@customElement('device-panel')
export class DevicePanel extends LightElement {
  @property({ attribute: false }) device!: Device;
  readonly following = new Following(this, () => this.device);

  protected override render() {
    const { device } = this;
    const { person, on, channel } = device;
    return html`
      <section class="device" aria-labelledby="${person.id}-heading" data-on=${on}>
        <header class="device-head">
          <h2 id="${person.id}-heading"><span class="avatar" data-person=${person.id} aria-hidden="true">${person.name[0]}</span>${person.name}<small>${person.device}</small></h2>
          <button type="button" class="switch" role="switch" aria-checked=${on} aria-label="${person.name}'s network" @click=${() => device.turn(!on)}>
            <span class="switch-word">${on ? 'Online' : 'Offline'}</span><span class="switch-track" aria-hidden="true"></span>
          </button>
        </header>
        <sync-line .device=${device}></sync-line>
        <channel-tabs .device=${device}></channel-tabs>
        ${channel
          ? html`
              <message-list .device=${device} .channel=${channel}></message-list>
              <message-composer .device=${device} .channel=${channel}></message-composer>
            `
          : html`<p class="empty">Nothing here yet: this device has not synced.</p>`}
        <people-list .device=${device}></people-list>
        ${channel ? html`<break-it .device=${device} .channel=${channel.id}></break-it>` : nothing}
        <device-log .device=${device}></device-log>
      </section>
    `;
  }
}
