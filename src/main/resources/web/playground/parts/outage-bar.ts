import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { LightElement } from '../../pages/shared/light-element';
import type { Backend, Outages } from '../outages';
import { Following, Ticking } from './following';

const SECONDS = 20;

const MEANS: Record<Backend, string> = {
  database: 'Changes are still taken: they wait in the queue, and devices hear of their outcome afterwards.',
  broker: 'Pushes are answered 503: devices keep their changes and come again.',
};

/** Takes the service's backends away for a while. */
@customElement('outage-bar')
export class OutageBar extends LightElement {
  @property({ attribute: false }) outages!: Outages;
  readonly following = new Following(this, () => this.outages);
  readonly ticking = new Ticking(this, () => this.#away.length > 0);

  get #away(): Backend[] {
    return this.outages.backends.filter((backend) => this.outages.left(backend) > 0);
  }

  protected override render() {
    const { outages } = this;
    if (!outages.backends.length) return nothing;
    return html`
      <section class="outage" aria-labelledby="outage-heading">
        <div>
          <h2 id="outage-heading">Break the service</h2>
          <p role="status">${this.#away.length ? this.#away.map((backend) => `The ${backend} is away. ${MEANS[backend]}`).join(' ') : 'Both stop for real, and come back by themselves. Go on editing meanwhile.'}</p>
        </div>
        <div class="actions">
          ${outages.backends.map((backend) => {
            const left = outages.left(backend);
            return html`<button type="button" class="button" ?disabled=${left > 0} @click=${() => void outages.begin(backend, SECONDS)}>${left ? `The ${backend} is back in ${left} s` : `Take the ${backend} away for ${SECONDS} s`}</button>`;
          })}
        </div>
      </section>
    `;
  }
}
