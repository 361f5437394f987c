import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { LightElement } from '../../pages/shared/light-element';
import type { Device } from '../device';
import { keyOf, STATUSES } from '../model';
import { Following } from './following';
import './record-note';

/** Who is in the team; either device may set anybody's status, and the last write wins. */
@customElement('people-list')
export class PeopleList extends LightElement {
  @property({ attribute: false }) device!: Device;
  readonly following = new Following(this, () => this.device);

  protected override render() {
    const { device } = this;
    return html`
      <ul class="people" aria-label="People">
        ${repeat(
          device.users,
          ({ id }) => id,
          ({ id, data, pending }) => html`
            <li>
              <label class="person">
                <span class="name" data-person=${id}>${data.name}${pending ? html`<span class="waits" title="Waits to be synced"><span class="sr-only"> waits</span></span>` : nothing}</span>
                <select aria-label="${data.name}'s status" .value=${data.status} @change=${(event: Event) => void device.patch('user', id, { status: (event.target as HTMLSelectElement).value })}>
                  ${STATUSES.map((status) => html`<option value=${status} .selected=${status === data.status}>${status}</option>`)}
                </select>
              </label>
              <record-note .device=${device} .key=${keyOf('user', id)}></record-note>
            </li>
          `,
        )}
      </ul>
    `;
  }
}
