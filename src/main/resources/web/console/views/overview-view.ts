import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type Context, has, missing } from '../context';
import * as drawings from '../drawings';
import { ago, duration, number, rate } from '../format';
import { Loading } from '../loading';
import { LightElement } from '../../pages/shared/light-element';
import type { Analytics, Status } from '../types';
import { verdictOf } from '../verdict';

const HISTORY_EVERY = 30_000;
const LIVE_SPAN = 120_000;
const WAYS = { stream: 'Live by the event stream', polling: 'Asking every 2 s', none: 'Not connected' };

/** How the sync stands now, and an operator's stop, go and "now". */
@customElement('overview-view')
export class OverviewView extends LightElement {
  @property({ attribute: false }) context!: Context;
  @state() acting = '';
  readonly #history = new Loading<Analytics>(this);
  #again = 0;
  readonly #update = () => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    const { live } = this.context;
    live.addEventListener('change', this.#update);
    live.addEventListener('sample', this.#update);
    if (has(this.context, 'sync-admin')) {
      this.#ask();
      this.#again = window.setInterval(() => this.#ask(), HISTORY_EVERY);
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.context.live.removeEventListener('change', this.#update);
    this.context.live.removeEventListener('sample', this.#update);
    window.clearInterval(this.#again);
  }

  #ask(): void {
    void this.#history.run((signal) => this.context.api.get<Analytics>('/api/v1/analytics', { window: '1h' }, signal));
  }

  async #act(name: string, path: string, said: string): Promise<void> {
    this.acting = name;
    try {
      await this.context.api.post(path);
      this.context.announce(said);
    } catch (failure) {
      this.context.announce(`${name} failed: ${(failure as Error).message}`, 'bad');
    }
    this.acting = '';
    void this.context.live.look();
  }

  protected override render() {
    const { live } = this.context.live;
    const verdict = verdictOf(live);
    return html`
      <header class="page-head">
        <div>
          <h1 class="state"><status-pill .level=${verdict.level} .word=${verdict.word}></status-pill></h1>
          <p class="why" role="status">${verdict.why}</p>
        </div>
        ${this.#actions(live.status)}
      </header>
      ${live.way === 'withheld' ? nothing : html`<p class="way" data-way=${live.way} role="status"><span class="dot" aria-hidden="true"></span>${WAYS[live.way]}${live.note ? html`<span class="quiet">. ${live.note}.</span>` : nothing}</p>`}
      ${live.status ? this.#facts(live.status) : nothing} ${live.status ? this.#progress(live.status) : nothing}
      ${this.#charts()}
    `;
  }

  #actions(status: Status | undefined) {
    const noEngine = missing(this.context, 'sync-operator');
    const noSync = missing(this.context, 'sync', 'sync-operator');
    const paused = status?.paused ?? false;
    return html`
      <div class="actions">
        <button type="button" class="button" ?disabled=${!!noSync || !!this.acting} title=${noSync || nothing} aria-describedby=${noSync ? 'no-sync' : nothing}
          @click=${() => this.#act('Sync now', '/api/v1/sync', 'Every wait is ended; it is being tried now.')}>Sync now</button>
        ${paused
          ? html`<button type="button" class="button primary" ?disabled=${!!noEngine || !!this.acting} title=${noEngine || nothing} aria-describedby=${noEngine ? 'no-engine' : nothing}
              @click=${() => this.#act('Resume', '/api/v1/engine/resume', 'The engine goes on with the queue.')}>Resume</button>`
          : html`<button type="button" class="button" ?disabled=${!!noEngine || !!this.acting} title=${noEngine || nothing} aria-describedby=${noEngine ? 'no-engine' : nothing}
              @click=${() => this.#act('Pause', '/api/v1/engine/pause', 'The engine stops after the batch at hand.')}>Pause</button>`}
        ${noSync ? html`<p class="reason" id="no-sync">Sync now: ${noSync}</p>` : nothing}
        ${noEngine ? html`<p class="reason" id="no-engine">Pause and resume: ${noEngine}</p>` : nothing}
      </div>
    `;
  }

  #facts(status: Status) {
    const now = this.context.api.now();
    const wait = status.nextRetryTime === null ? null : Math.max(0, status.nextRetryTime - now);
    return html`
      <dl class="facts">
        ${fact('Queue', status.queueDepth === null ? 'unknown' : number(status.queueDepth), status.queueDepth === 1 ? 'change waits' : 'changes wait')}
        ${fact('Oldest change', waits(status) ? duration(status.oldestChangeAgeMs!) : 'none', waits(status) ? 'has waited so long' : 'nothing waits')}
        ${fact('Last sync', status.lastSyncTime === null ? 'never' : ago(status.lastSyncTime, now), 'changes processed')}
        ${fact('Failures in a row', number(status.failureCount), status.failureCount ? (status.cause ? `tries, cause: ${status.cause}` : 'tries') : 'none', status.failureCount ? 'warn' : '')}
        ${fact('Next try', wait === null ? 'none due' : wait === 0 ? 'now' : `in ${Math.ceil(wait / 1_000)} s`, wait === null ? 'nothing waits for one' : 'unless you sync now', wait === null ? '' : 'warn')}
        ${fact('Circuit', status.circuit, status.circuit === 'closed' ? 'calls go through' : status.circuit === 'open' ? 'calls are held back' : 'one call is tried', status.circuit === 'closed' ? '' : 'bad')}
      </dl>
    `;
  }

  #progress({ progress, queueDepth }: Status) {
    const share = progress && progress.total ? progress.done / progress.total : 0;
    const told = progress ? `${number(progress.done)} of ${number(progress.total)} changes` : queueDepth === 0 ? 'The queue is empty' : 'Not known';
    return html`
      <section class="card run" aria-labelledby="run-heading">
        <div class="run-head"><h2 id="run-heading">This run</h2><span>${told}${progress ? ` (${Math.floor(share * 100)} %)` : ''}</span></div>
        <progress max="1" .value=${share} aria-labelledby="run-heading">${told}</progress>
      </section>
    `;
  }

  #charts() {
    const { samples } = this.context.live;
    const last = samples.at(-1);
    return html`
      <div class="grid">
        <div class="card"><chart-view heading="Queue" .legend=${[{ name: 'depth, live', colour: 'accent' as const, value: last?.depth == null ? 'unknown' : number(last.depth) }]}
          summary="Changes in the queue over the last two minutes, now ${last?.depth ?? 'unknown'}." .drawing=${drawings.depth(samples, LIVE_SPAN)}></chart-view></div>
        <div class="card"><chart-view heading="Waiting time" .legend=${[{ name: 'oldest change, live', colour: 'info' as const, value: last?.ageMs == null ? 'unknown' : duration(last.ageMs) }]}
          summary="Age of the oldest change over the last two minutes." .drawing=${drawings.age(samples, LIVE_SPAN)}></chart-view></div>
        ${has(this.context, 'sync-admin') ? this.#past() : html`<p class="card message">Throughput and latency: ${missing(this.context, 'sync-admin')}</p>`}
      </div>
    `;
  }

  #past() {
    const known = this.#history.value;
    if (!known) return html`<p class="card message ${this.#history.error ? 'bad' : ''}" role="status">${this.#history.error ? `Throughput and latency: ${this.#history.error}` : 'Summing up the last hour.'}</p>`;
    return pastCharts(known, this.#history.error, 'last hour');
  }
}

const waits = ({ queueDepth, oldestChangeAgeMs }: Status): boolean => queueDepth !== 0 && oldestChangeAgeMs !== null;

const fact = (name: string, value: string, means: string, level = '') =>
  html`<div class="fact" data-level=${level || nothing}><dt>${name}</dt><dd><b>${value}</b> <small>${means}</small></dd></div>`;

const drawn = new WeakMap<Analytics, { throughput: ReturnType<typeof drawings.throughput>; latency: ReturnType<typeof drawings.latency> }>();

/** Throughput and latency of a window that has passed; drawn once for each answer. */
export function pastCharts(known: Analytics, error: string, span: string) {
  const { rates, latency, start, end } = known;
  if (!drawn.has(known)) {
    drawn.set(known, {
      throughput: drawings.throughput(rates.series, rates.bucketMs, start, end),
      latency: drawings.latency(rates.series, start, end),
    });
  }
  const drawing = drawn.get(known)!;
  const ms = (value: number | null): string => (value === null ? 'none' : duration(value));
  const none = rates.changes ? '' : `No change in the ${span}.`;
  return html`
    <div class="card"><chart-view heading="Throughput" empty=${none}
      .legend=${[{ name: 'changes', colour: 'accent' as const, value: `${rate(rates.perSecond)}/s` }, { name: 'conflicts', colour: 'warn' as const }, { name: 'failures', colour: 'bad' as const }]}
      summary="${number(rates.changes)} changes in the ${span}, ${rate(rates.perSecond)} a second." .drawing=${drawing.throughput}></chart-view></div>
    <div class="card"><chart-view heading="Latency" empty=${none}
      .legend=${[{ name: 'p50', colour: 'good' as const, value: ms(latency.p50) }, { name: 'p99', colour: 'info' as const, value: ms(latency.p99) }]}
      summary="From acceptance to outcome, half within ${ms(latency.p50)}, 99 % within ${ms(latency.p99)}, the longest ${ms(latency.max)}." .drawing=${drawing.latency}></chart-view></div>
    ${error ? html`<p class="card message bad" role="status">Not up to date: ${error}</p>` : nothing}
  `;
}
