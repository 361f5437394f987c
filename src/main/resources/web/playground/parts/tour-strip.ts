import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { LightElement } from '../../pages/shared/light-element';
import type { Tour } from '../tour';
import { Following } from './following';

/** The steps to a conflict and out of it, ticked off as they are done. */
@customElement('tour-strip')
export class TourStrip extends LightElement {
  @property({ attribute: false }) tour!: Tour;
  readonly following = new Following(this, () => this.tour);

  protected override render() {
    const { done, end, leading, steps } = this.tour;
    return html`
      <section class="tour" aria-labelledby="tour-heading">
        <h2 id="tour-heading" class="sr-only">See a conflict being resolved</h2>
        <ol class="steps">
          ${steps.map(
            ({ title, text }, index) => html`
              <li class="step" data-is=${index < done ? 'done' : index === done ? 'next' : 'later'} aria-current=${index === done ? 'step' : nothing}>
                <span class="tick" aria-hidden="true">${index < done ? '✓' : index + 1}</span>
                <span><strong>${title}</strong>${index < done ? html`<span class="sr-only"> (done)</span>` : nothing}<small>${text}</small></span>
              </li>
            `,
          )}
        </ol>
        <div class="tour-end">
          <p role="status">${end || (leading ? 'Watch the two devices.' : '')}</p>
          <div class="actions">
            <button type="button" class="button primary" ?disabled=${leading} @click=${() => void this.tour.lead(false)}>Do it for me</button>
            <button type="button" class="button" ?disabled=${leading} @click=${() => void this.tour.lead(true)}>With the same word</button>
            ${done === steps.length ? html`<button type="button" class="button plain" @click=${() => this.tour.again()}>Begin again</button>` : nothing}
          </div>
        </div>
      </section>
    `;
  }
}
