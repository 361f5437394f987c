import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { type Context, missing } from '../context';
import { time, words } from '../format';
import { Loading } from '../loading';
import { LightElement } from '../../pages/shared/light-element';
import { LEVELS } from '../parts/status-pill';
import { hashOf, type Route } from '../route';
import type { ConflictPage, ConflictSummary, Resolution } from '../types';

const RESOLUTIONS: Resolution[] = ['MERGED', 'MERGED_WITH_LOSS', 'MINE', 'THEIRS'];
const LENGTH = 50;

/** The tenant's conflicts, newest first, by filter, with one of them in detail. */
@customElement('conflicts-view')
export class ConflictsView extends LightElement {
  @property({ attribute: false }) context!: Context;
  @property({ attribute: false }) route!: Route;
  readonly #page = new Loading<ConflictPage>(this);
  #asked = '';

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const filter = JSON.stringify(this.route.filter);
    if (filter === this.#asked || missing(this.context, 'sync-admin')) return;
    this.#asked = filter;
    this.#ask();
  }

  /** Who closes the detail is where they were. */
  protected override updated(changed: PropertyValues<{ route: Route }>): void {
    const closed = changed.get('route')?.id;
    if (closed && !this.route.id) this.querySelector<HTMLElement>(`a.row[href*="${CSS.escape(closed)}"]`)?.focus();
  }

  #ask(): void {
    void this.#page.run((signal) => this.context.api.get<ConflictPage>('/api/v1/conflicts', { ...this.route.filter, limit: LENGTH }, signal));
  }

  async #more(): Promise<void> {
    const known = this.#page.value!;
    await this.#page.run(async (signal) => {
      const next = await this.context.api.get<ConflictPage>('/api/v1/conflicts', { ...this.route.filter, limit: LENGTH, after: known.next }, signal);
      return { ...next, conflicts: [...known.conflicts, ...next.conflicts] };
    });
  }

  #filter(event: Event): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const filter = Object.fromEntries([...form].map(([name, value]) => [name, `${value}`.trim()]));
    const hash = hashOf({ view: 'conflicts', filter });
    if (hash === location.hash) this.#ask();
    else location.hash = hash;
  }

  protected override render() {
    const no = missing(this.context, 'sync-admin');
    if (no) return html`<header class="page-head"><h1>Conflicts</h1></header><p class="message">${no}</p>`;
    const { filter, id } = this.route;
    return html`
      <header class="page-head"><div><h1>Conflicts</h1><p class="why">Changes that were not made on what was stored. Nothing that lost is gone.</p></div></header>
      <form class="filter" role="search" aria-label="Filter the conflicts" @submit=${this.#filter} @change=${(event: Event) => event.target instanceof HTMLSelectElement && this.#filter(event)}>
        <label class="field">Entity <input name="entity" .value=${filter['entity'] ?? ''} placeholder="any" maxlength="200"></label>
        <label class="field">Record <input name="entityId" .value=${filter['entityId'] ?? ''} placeholder="any" maxlength="200"></label>
        <label class="field">Client <input name="clientId" .value=${filter['clientId'] ?? ''} placeholder="any" maxlength="200"></label>
        <label class="field">Resolution
          <select name="resolution">
            ${['', ...RESOLUTIONS].map((one) => html`<option value=${one} .selected=${one === (filter['resolution'] ?? '')}>${one ? words(one) : 'any'}</option>`)}
          </select>
        </label>
        <div class="actions"><button class="button">Filter</button><a class="button plain" href=${hashOf({ view: 'conflicts' })}>Clear</a></div>
      </form>
      <div class="split" data-open=${id ? 'yes' : 'no'}>
        ${this.#list()}
        ${id ? keyed(id, html`<conflict-detail .context=${this.context} .conflictId=${id} .back=${hashOf({ view: 'conflicts', filter })}></conflict-detail>`) : nothing}
      </div>
    `;
  }

  #list() {
    const { value, busy, error } = this.#page;
    return html`
      <section aria-label="Conflicts found" aria-busy=${busy} class="list">
        <p class="sr-only" role="status">${busy ? 'Looking' : value ? `${value.conflicts.length} conflicts` : ''}</p>
        ${error ? html`<p class="message bad" role="alert">${error}</p>` : nothing}
        ${value && !value.conflicts.length ? html`<p class="empty">No conflict matches.</p>` : nothing}
        <ul class="rows">${value?.conflicts.map((conflict) => this.#row(conflict))}</ul>
        ${value?.more ? html`<button type="button" class="button wide" ?disabled=${busy} @click=${this.#more}>Show more</button>` : nothing}
      </section>
    `;
  }

  #row(conflict: ConflictSummary) {
    const { filter, id } = this.route;
    return html`
      <li>
        <a class="row" href=${hashOf({ view: 'conflicts', id: conflict.id, filter })} aria-current=${conflict.id === id ? 'true' : nothing}>
          <span class="row-main"><span class="row-title">${conflict.entity} <b>${conflict.entityId}</b></span>
          <status-pill .level=${LEVELS[conflict.resolution] ?? 'unknown'} .word=${words(conflict.resolution)}></status-pill></span>
          <span class="row-side"><span>${conflict.subject} on ${conflict.clientId}</span><time datetime=${new Date(conflict.createdAt).toISOString()}>${time(conflict.createdAt)}</time></span>
        </a>
      </li>
    `;
  }
}
