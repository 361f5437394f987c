import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { time } from '../format';
import type { AuditEntry, Change } from '../types';
import { LightElement } from '../../pages/shared/light-element';

const DID = { REDRIVE: 'sent it again', EDIT: 'sent it again with other content', DISCARD: 'gave it up' };

/** Who did what with a dead letter. */
@customElement('audit-trail')
export class AuditTrail extends LightElement {
  @property({ attribute: false }) entries: AuditEntry[] = [];

  protected override render() {
    if (!this.entries.length) return html`<p class="quiet">Nobody has done anything with it yet.</p>`;
    return html`
      <ol class="audit">
        ${this.entries.map(
          (entry) => html`
            <li>
              <p><b>${entry.subject}</b> ${DID[entry.action]} <span class="quiet">attempt ${entry.attempt}, <time datetime=${new Date(entry.at).toISOString()}>${time(entry.at)}</time></span></p>
              ${entry.before && entry.after
                ? html`<details><summary>What was edited</summary><div class="two"><pre>${content(entry.before)}</pre><pre>${content(entry.after)}</pre></div></details>`
                : nothing}
            </li>
          `,
        )}
      </ol>
    `;
  }
}

const content = (change: Change): string => JSON.stringify(change.patch ?? change.data ?? {}, null, 2);
