import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { type Context, has, missing } from '../context';
import { time, words } from '../format';
import { Loading } from '../loading';
import { LightElement } from '../../pages/shared/light-element';
import { LEVELS } from '../parts/status-pill';
import { hashOf, type Route } from '../route';
import type { DeadLetterPage, DeadLetterSummary, LetterState } from '../types';

const STATES: LetterState[] = ['PENDING', 'SENT', 'RESOLVED', 'DISCARDED'];
const LENGTH = 50;
const ANY = 'any';
/** Beyond it a local time has no four digits for its year. */
const LATEST = '9999-12-31T23:59';

/** What the service failed on, newest first, by filter, with one of them in detail. */
@customElement('dead-letters-view')
export class DeadLettersView extends LightElement {
  @property({ attribute: false }) context!: Context;
  @property({ attribute: false }) route!: Route;
  @state() redrivesAll = false;
  readonly #page = new Loading<DeadLetterPage>(this);
  #asked = '';

  /** As the address has it; whoever may see only the unreadable ones sees those. */
  get #filter(): Record<string, string> {
    const filter = this.route.filter;
    return has(this.context, 'sync-admin') ? filter : { ...filter, undecodable: 'true' };
  }

  get #query() {
    const { state = 'PENDING', cause, entity, from, to, undecodable } = this.#filter;
    return { state: state === ANY ? undefined : state, cause, entity, from, to, undecodable, limit: LENGTH };
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const asked = JSON.stringify(this.#filter);
    if (asked === this.#asked || missing(this.context, 'sync-admin', 'sync-operator')) return;
    this.#asked = asked;
    this.#ask();
  }

  /** Who closes the detail is where they were. */
  protected override updated(changed: PropertyValues<{ route: Route }>): void {
    const closed = changed.get('route')?.id;
    if (closed && !this.route.id) this.querySelector<HTMLElement>(`a.row[href*="${CSS.escape(closed)}"]`)?.focus();
  }

  #ask(): void {
    void this.#page.run((signal) => this.context.api.get<DeadLetterPage>('/api/v1/dead-letters', this.#query, signal));
  }

  async #more(): Promise<void> {
    const known = this.#page.value!;
    await this.#page.run(async (signal) => {
      const next = await this.context.api.get<DeadLetterPage>('/api/v1/dead-letters', { ...this.#query, after: known.next }, signal);
      return { ...next, deadLetters: [...known.deadLetters, ...next.deadLetters] };
    });
  }

  #choose(event: Event): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const millis = (name: string): string => {
      const at = Date.parse(`${form.get(name)}`);
      return Number.isNaN(at) ? '' : `${at}`;
    };
    const text = (name: string): string => `${form.get(name) ?? ''}`.trim();
    const filter = { state: text('state') === 'PENDING' ? '' : text('state'), cause: text('cause'), entity: text('entity'), from: millis('from'), to: millis('to'), undecodable: text('undecodable') };
    const hash = hashOf({ view: 'dead-letters', filter });
    if (hash === location.hash) this.#ask();
    else location.hash = hash;
  }

  protected override render() {
    const no = missing(this.context, 'sync-admin', 'sync-operator');
    if (no) return html`<header class="page-head"><h1>Dead letters</h1></header><p class="message">${no}</p>`;
    const { id } = this.route;
    const filter = this.#filter;
    const state = filter['state'] || 'PENDING';
    return html`
      <header class="page-head">
        <div><h1>Dead letters</h1><p class="why">Changes that the service failed on. They wait here until they are sent again or given up.</p></div>
        <div class="actions"><button type="button" class="button" ?disabled=${state !== 'PENDING'} title=${state !== 'PENDING' ? 'Only pending ones can be redriven' : nothing} @click=${() => (this.redrivesAll = true)}>Redrive all of this filter</button></div>
      </header>
      <form class="filter" role="search" aria-label="Filter the dead letters" @submit=${this.#choose} @change=${(event: Event) => (event.target as HTMLElement).matches('select, [type=checkbox]') && this.#choose(event)}>
        <label class="field">State
          <select name="state">${[...STATES, ANY].map((one) => html`<option value=${one} .selected=${one === state}>${words(one)}</option>`)}</select>
        </label>
        <label class="field">Cause <input name="cause" .value=${filter['cause'] ?? ''} placeholder="any" maxlength="200"></label>
        <label class="field">Entity <input name="entity" .value=${filter['entity'] ?? ''} placeholder="any" maxlength="200"></label>
        <label class="field">Failed from <input name="from" type="datetime-local" max=${LATEST} .value=${local(filter['from'])}></label>
        <label class="field">until <input name="to" type="datetime-local" max=${LATEST} .value=${local(filter['to'])}></label>
        ${has(this.context, 'sync-operator')
          ? html`<label class="check"><input type="checkbox" name="undecodable" value="true" .checked=${filter['undecodable'] === 'true'} ?disabled=${!has(this.context, 'sync-admin')}> Unreadable messages
              ${has(this.context, 'sync-admin') ? nothing : html`<small>${missing(this.context, 'sync-admin')}</small>`}</label>`
          : nothing}
        <div class="actions"><button class="button">Filter</button><a class="button plain" href=${hashOf({ view: 'dead-letters' })}>Clear</a></div>
      </form>
      <div class="split" data-open=${id ? 'yes' : 'no'}>
        ${this.#list()}
        ${id
          ? keyed(id, html`<dead-letter-detail .context=${this.context} .letterId=${id} .undecodable=${filter['undecodable'] === 'true'}
              .back=${hashOf({ view: 'dead-letters', filter: this.route.filter })} @acted=${() => this.#ask()}></dead-letter-detail>`)
          : nothing}
      </div>
      ${this.redrivesAll
        ? html`<bulk-redrive .context=${this.context} .filter=${filter} .undecodable=${filter['undecodable'] === 'true'} @closed=${() => { this.redrivesAll = false; this.#ask(); }}></bulk-redrive>`
        : nothing}
    `;
  }

  #list() {
    const { value, busy, error } = this.#page;
    return html`
      <section aria-label="Dead letters found" aria-busy=${busy} class="list">
        <p class="sr-only" role="status">${busy ? 'Looking' : value ? `${value.deadLetters.length} dead letters` : ''}</p>
        ${error ? html`<p class="message bad" role="alert">${error}</p>` : nothing}
        ${value && !value.deadLetters.length ? html`<p class="empty">No dead letter matches.</p>` : nothing}
        <ul class="rows">${value?.deadLetters.map((letter) => this.#row(letter))}</ul>
        ${value?.more ? html`<button type="button" class="button wide" ?disabled=${busy} @click=${this.#more}>Show more</button>` : nothing}
      </section>
    `;
  }

  #row(letter: DeadLetterSummary) {
    return html`
      <li>
        <a class="row" href=${hashOf({ view: 'dead-letters', id: letter.id, filter: this.route.filter })} aria-current=${letter.id === this.route.id ? 'true' : nothing}>
          <span class="row-main"><span class="row-title">${letter.entity ? html`${letter.entity} <b>${letter.entityId}</b>` : html`<b>Unreadable message</b>`}</span>
          <status-pill .level=${LEVELS[letter.state] ?? 'unknown'} .word=${words(letter.state)}></status-pill></span>
          <span class="row-note"><code>${letter.cause}</code> ${letter.detail}</span>
          <span class="row-side"><span>${letter.subject ? `${letter.subject} on ${letter.clientId}` : ''}${letter.attempt ? ` attempt ${letter.attempt}` : ''}</span><time datetime=${new Date(letter.failedAt).toISOString()}>${time(letter.failedAt)}</time></span>
        </a>
      </li>
    `;
  }
}

/** As an input for a local time takes it; empty where it is none. */
function local(millis: string | undefined): string {
  if (!millis) return '';
  const at = new Date(Number(millis));
  const there = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return Number.isNaN(there.getTime()) ? '' : there.toISOString().slice(0, 16);
}
