import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { LightElement } from '../../pages/shared/light-element';
import type { Device } from '../device';
import { keyOf } from '../model';
import { Following } from './following';
import './record-note';

/** The channels, who is in the chosen one, and a way to make another. */
@customElement('channel-tabs')
export class ChannelTabs extends LightElement {
  @property({ attribute: false }) device!: Device;
  @state() naming = false;
  readonly following = new Following(this, () => this.device);

  async #add(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const name = `${new FormData(event.target as HTMLFormElement).get('name')}`.trim();
    this.naming = false;
    if (name) await this.device.addChannel(name);
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('naming') && this.naming) this.querySelector('input')?.focus();
  }

  protected override render() {
    const { device } = this;
    const { channel } = device;
    const member = channel?.data.members.includes(device.person.id) ?? false;
    const names = channel?.data.members.map((id) => device.users.find((user) => user.id === id)?.data.name ?? id).sort();
    return html`
      <div class="channels">
        <div class="tabs" role="group" aria-label="Channels">
          ${device.channels.map(
            ({ id, data, pending }) => html`<button type="button" class="tab" aria-pressed=${id === channel?.id} @click=${() => device.choose(id)}># ${data.name}${pending ? html`<span class="waits" title="Waits to be synced"><span class="sr-only"> waits</span></span>` : nothing}</button>`,
          )}
          ${this.naming
            ? html`<form class="naming" @submit=${this.#add} @focusout=${this.#left}><label class="sr-only" for="${device.person.id}-channel">Name of the channel</label><input id="${device.person.id}-channel" name="name" maxlength="40" autocomplete="off" placeholder="Name" @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && (this.naming = false)}></form>`
            : html`<button type="button" class="tab add" aria-label="New channel" @click=${() => (this.naming = true)}>+</button>`}
        </div>
        ${channel
          ? html`
              <p class="members">
                <span>${names!.length ? names!.join(', ') : 'Nobody'}</span>
                <button type="button" class="link" @click=${() => void device.setMember(channel, !member)}>${member ? 'Leave' : 'Join'}</button>
              </p>
              <record-note .device=${device} .key=${keyOf('channel', channel.id)}></record-note>
            `
          : nothing}
      </div>
    `;
  }

  readonly #left = (event: FocusEvent): void => {
    if (!this.querySelector('.naming')?.contains(event.relatedTarget as Node | null)) this.naming = false;
  };
}
