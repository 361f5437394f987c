import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { type Context, missing } from '../context';
import { duration, number, pathText, rate, time, words } from '../format';
import { Loading } from '../loading';
import { LightElement } from '../../pages/shared/light-element';
import { hashOf, type Route } from '../route';
import type { Analytics } from '../types';
import { pastCharts } from './overview-view';

const WINDOWS: Record<string, string> = {
  '15m': 'last 15 minutes',
  '1h': 'last hour',
  '6h': 'last 6 hours',
  '24h': 'last 24 hours',
  '7d': 'last 7 days',
  '31d': 'last 31 days',
};
const OUTCOMES = ['APPLIED', 'MERGED', 'SUPERSEDED', 'REJECTED', 'DEAD_LETTERED'];

/** What became of the tenant's changes over a window. */
@customElement('analytics-view')
export class AnalyticsView extends LightElement {
  @property({ attribute: false }) context!: Context;
  @property({ attribute: false }) route!: Route;
  readonly #answer = new Loading<Analytics>(this);
  #asked = '';

  get #window(): string {
    const asked = this.route.filter['window'] ?? '';
    return asked in WINDOWS ? asked : '1h';
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.#asked === this.#window || missing(this.context, 'sync-admin')) return;
    this.#asked = this.#window;
    // The figures of one window are not another's.
    this.#answer.value = undefined;
    this.#ask();
  }

  #ask(): void {
    void this.#answer.run((signal) => this.context.api.get<Analytics>('/api/v1/analytics', { window: this.#window }, signal));
  }

  #choose(event: Event): void {
    location.hash = hashOf({ view: 'analytics', filter: { window: (event.target as HTMLSelectElement).value } });
  }

  protected override render() {
    const no = missing(this.context, 'sync-admin');
    if (no) return html`<header class="page-head"><h1>Analytics</h1></header><p class="message">${no}</p>`;
    const { value, busy, error } = this.#answer;
    return html`
      <header class="page-head">
        <div><h1>Analytics</h1><p class="why">What became of the tenant's changes.</p></div>
        <div class="actions">
          <label class="field inline">Window <select name="window" @change=${this.#choose}>
            ${Object.entries(WINDOWS).map(([window, name]) => html`<option value=${window} .selected=${window === this.#window}>${name}</option>`)}
          </select></label>
          <button type="button" class="button" ?disabled=${busy} @click=${this.#ask}>Refresh</button>
        </div>
      </header>
      <p class="sr-only" role="status">${busy ? 'Summing up' : value ? `${number(value.rates.changes)} changes` : ''}</p>
      ${error ? html`<p class="message bad" role="alert">${error}</p>` : nothing}
      <div aria-busy=${busy}>${value ? this.#shown(value) : error ? nothing : html`<p class="quiet">Summing up.</p>`}</div>
    `;
  }

  #shown(known: Analytics) {
    const { latency, rates } = known;
    const ms = (value: number | null): string => (value === null ? 'none' : duration(value));
    return html`
      <p class="span">${time(known.start)} to ${time(known.end)}${known.complete ? '' : '. A part of it is not summed up yet, or no longer kept.'}</p>
      <dl class="facts">
        ${fact('Changes', number(rates.changes), `${rate(rates.perSecond)} a second`)} ${fact('Latency, half', ms(latency.p50), 'p50')}
        ${fact('Latency, nine of ten', ms(latency.p90), 'p90')} ${fact('Latency, nearly all', ms(latency.p99), 'p99')} ${fact('Longest', ms(latency.max), 'of all')}
      </dl>
      <div class="grid">${pastCharts(known, '', WINDOWS[this.#window]!)}</div>
      <div class="grid">
        ${this.#outcomes(known)} ${this.#conflicts(known)}
        ${table('Busiest records', ['Record', 'Changes'], known.busiestRecords.map((one) => [html`${one.entity} <b>${one.entityId}</b>`, number(one.count)]), 'No record was changed.')}
        <div class="stack">
          ${table('Top failures', ['Cause', 'Outcome', 'Changes'], known.failures.map((one) => [html`<code>${one.code}</code>`, words(one.outcome), number(one.count)]), 'Nothing failed.')}
          ${table(
            'Skewed clocks',
            ['Client', 'Off by', 'Last seen'],
            known.skewedClocks.map((one) => [html`${one.subject} <b>${one.clientId}</b>`, `${duration(one.skewMs)} ${one.skewMs < 0 ? 'behind' : 'ahead'}`, time(one.lastSeen)]),
            'No clock was off by 5 s or more.',
          )}
        </div>
      </div>
    `;
  }

  #outcomes({ outcomes }: Analytics) {
    const entities = [...new Set(outcomes.map(({ entity }) => entity))];
    const seen = OUTCOMES.filter((outcome) => outcomes.some((one) => one.outcome === outcome));
    const count = (entity: string, outcome: string): string => {
      const found = outcomes.find((one) => one.entity === entity && one.outcome === outcome);
      return found ? number(found.count) : '0';
    };
    return table('Outcomes', ['Entity', ...seen.map(words)], entities.map((entity) => [html`<b>${entity}</b>`, ...seen.map((outcome) => count(entity, outcome))]), 'No outcome yet.');
  }

  #conflicts({ conflicts }: Analytics) {
    const rows = conflicts.flatMap(({ entity, count, resolutions, fields, otherFields }) => {
      const lossy = number((resolutions.MERGED_WITH_LOSS ?? 0) + (resolutions.MINE ?? 0) + (resolutions.THEIRS ?? 0));
      return [
        [html`<b>${entity}</b>`, number(count), lossy],
        ...fields.map((field) => [html`<span class="sub"><code>${pathText(field.path)}</code></span>`, '', number(field.count)]),
        ...(otherFields ? [[html`<span class="sub">other fields</span>`, '', number(otherFields)]] : []),
      ];
    });
    return table('Conflicts', ['Entity and field', 'Conflicts', 'A value lost'], rows, 'No conflict.');
  }
}

const fact = (name: string, value: string, means: string) => html`<div class="fact"><dt>${name}</dt><dd><b>${value}</b> <small>${means}</small></dd></div>`;

function table(heading: string, heads: string[], rows: (string | TemplateResult)[][], none: string) {
  return html`
    <section class="card">
      <h3>${heading}</h3>
      ${rows.length
        ? html`<div class="scroll"><table class="plain-table">
            <thead><tr>${heads.map((head, at) => html`<th scope="col" class=${at ? 'count' : ''}>${head}</th>`)}</tr></thead>
            <tbody>${rows.map((row) => html`<tr>${row.map((cell, at) => (at ? html`<td class="count">${cell}</td>` : html`<th scope="row">${cell}</th>`))}</tr>`)}</tbody>
          </table></div>`
        : html`<p class="quiet">${none}</p>`}
    </section>
  `;
}
