import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { CallFailed } from '../api';
import type { Context } from '../context';
import { pathText, time, words } from '../format';
import { Loading } from '../loading';
import { LightElement } from '../../pages/shared/light-element';
import { LEVELS } from '../parts/status-pill';
import { valueText } from '../fields';
import type { Ack, Conflict, Lost } from '../types';

const EXPLAINED: Record<string, string> = {
  MERGED: 'Both sides are in the result.',
  MERGED_WITH_LOSS: 'The sides were merged; where they touched the same, one value was kept and the other is below.',
  MINE: 'The change was the later one and took the record; what was stored is kept below.',
  THEIRS: 'What was stored was later and stayed; the change is kept below.',
};

interface Told {
  text: string;
  level: 'good' | 'bad';
}

/** One conflict: its sides field by field, what lost, and bringing that back. Another one is another element's. */
@customElement('conflict-detail')
export class ConflictDetail extends LightElement {
  @property({ attribute: false }) context!: Context;
  @property() conflictId = '';
  @property() back = '';
  @state() restoring = false;
  @state() asks = false;
  @state() outcome: Told | undefined;
  readonly #conflict = new Loading<Conflict>(this);

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('conflictId')) void this.#look();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('conflictId')) this.querySelector<HTMLElement>('section')?.focus();
  }

  #look(): Promise<void> {
    return this.#conflict.run((signal) => this.context.api.get<Conflict>(`/api/v1/conflicts/${this.conflictId}`, {}, signal));
  }

  #answered(yes: boolean, conflict: Conflict): void {
    this.asks = false;
    if (yes) void this.#restore(conflict);
  }

  async #restore({ entity, entityId }: Conflict): Promise<void> {
    this.restoring = true;
    this.outcome = undefined;
    const told = await this.#restored();
    this.restoring = false;
    // Whoever has gone on to another one is told all the same.
    if (!this.isConnected) return this.context.announce(`${entity} ${entityId}: ${told.text}`, told.level);
    this.outcome = told;
    void this.#look();
  }

  async #restored(): Promise<Told> {
    try {
      return said(await this.context.api.post<Ack>(`/api/v1/conflicts/${this.conflictId}/restore`, undefined, { Prefer: 'wait=10' }));
    } catch (failure) {
      const text = failure instanceof CallFailed ? failure.message : String(failure);
      return { text: `Not restored: ${text}`, level: 'bad' };
    }
  }

  protected override render() {
    const { value, error } = this.#conflict;
    return html`
      <section class="detail card" tabindex="-1" aria-label="Conflict in detail">
        <a class="back" href=${this.back}>Close</a>
        ${error ? html`<p class="message bad" role="alert">${error}</p>` : nothing}
        ${value ? this.#shown(value) : error ? nothing : html`<p class="quiet" role="status">Fetching the conflict.</p>`}
      </section>
    `;
  }

  #shown(conflict: Conflict) {
    return html`
      <header class="detail-head">
        <h2>${conflict.entity} <b>${conflict.entityId}</b></h2>
        <status-pill .level=${LEVELS[conflict.resolution] ?? 'unknown'} .word=${words(conflict.resolution)}></status-pill>
      </header>
      <p>${EXPLAINED[conflict.resolution] ?? ''}</p>
      <dl class="about">
        <div><dt>Change</dt><dd>${words(conflict.type)} by ${conflict.subject} on ${conflict.clientId}</dd></div>
        <div><dt>Resolved</dt><dd>${time(conflict.createdAt)}, ${conflict.strategy}, ${words(conflict.outcome).toLowerCase()}</dd></div>
        <div><dt>Versions</dt><dd>met ${conflict.theirsVersion}, made ${conflict.resultVersion}</dd></div>
        ${conflict.restored ? html`<div><dt>Last restore</dt><dd>by ${conflict.restored.by}, ${time(conflict.restored.at)}</dd></div>` : nothing}
      </dl>
      <side-by-side .sides=${conflict}></side-by-side>
      ${conflict.lost.length ? this.#lost(conflict) : html`<p class="quiet">No value lost, so there is nothing to restore.</p>`}
      <p class="outcome" role="status">${this.outcome ? html`<span class="message ${this.outcome.level}">${this.outcome.text}</span>` : nothing}</p>
    `;
  }

  #lost(conflict: Conflict) {
    return html`
      <section aria-labelledby="lost-heading" class="lost">
        <h3 id="lost-heading">What lost</h3>
        ${lostList(conflict.lost)}
        <div class="actions">
          <button type="button" class="button primary" ?disabled=${this.restoring} @click=${() => (conflict.restored ? (this.asks = true) : this.#restore(conflict))}>${this.restoring ? 'Restoring' : 'Restore'}</button>
          <p class="reason">${sends(conflict.lost)} as a new change of yours, on the record's current version.</p>
        </div>
        ${conflict.restored && this.asks
          ? html`<confirm-dialog heading="Restore it again?" text="${conflict.restored.by} asked for it on ${time(conflict.restored.at)}. What was written to these fields since then is replaced." action="Restore again"
              @answer=${(event: CustomEvent<boolean>) => this.#answered(event.detail, conflict)}></confirm-dialog>`
          : nothing}
      </section>
    `;
  }
}

/** What a restore sends: the change's own values are not undone by the others' deletion, which comes before them. */
function sends(lost: Lost[]): string {
  const deletion = lost.find(({ path }) => !path.length);
  if (!deletion) return 'Sends these values';
  return deletion.side === 'mine' || lost.every(({ side }) => side === 'theirs') ? 'Sends the deletion of the record' : 'Sends these values, but not the deletion of the record,';
}

function lostList(lost: Lost[]): TemplateResult {
  return html`
    <ul>
      ${lost.map(
        ({ path, side, value, members }) =>
          html`<li><code>${pathText(path)}</code> <span class="tag" data-level="warn">${side}</span> ${members ? lostList(members) : html`<span class="value">${value === undefined ? html`<span class="quiet">removed</span>` : valueText(value)}</span>`}</li>`,
      )}
    </ul>
  `;
}

function said(ack: Ack): Told {
  if (!ack.outcome) return { text: 'On its way: the change is in the queue.', level: 'good' };
  if (ack.outcome === 'SUPERSEDED') return { text: 'Not restored: a later write stands.', level: 'bad' };
  if (ack.outcome === 'REJECTED' || ack.outcome === 'DEAD_LETTERED') return { text: `Not restored: ${ack.detail ?? ack.code}`, level: 'bad' };
  return { text: `Restored: ${words(ack.outcome).toLowerCase()}, the record is now at version ${ack.version}.`, level: 'good' };
}
