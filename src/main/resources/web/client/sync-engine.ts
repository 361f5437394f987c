import type { Ack, Clock, SyncEvents } from '../public/syncline/client';
import { Phase, toItem, toRejection, type Pending, type Told } from './changes';
import { Timer } from './clock';
import { NetworkMonitor } from './network-monitor';
import { Portion } from './portion';
import type { EngineState } from './progress-reporter';
import type { FeedItem, RecordStore } from './record-store';
import { RetryManager } from './retry-manager';
import { readStream, type Block } from './stream-reader';
import { nameOf, SyncError, textOf } from './sync-error';
import { MAX_CHARACTERS, type SyncQueue } from './sync-queue';
import type { TokenSource } from './token-source';
import { RequestError, type Transport } from './transport';

const PAGE = 500;
const MOST_IDS = 1_000;
/** Seconds that a push waits for the outcomes of what it handed over. */
const WAIT = 5;
/** How soon to ask again for outcomes that no stream will tell. */
const SOON = 3_000;
/** After an edit: what is typed in one go is one sync. */
const BREATH = 50;
/** How long a change may have no outcome before it is handed over again; as long as the service waits for a predecessor. */
const LOST_AFTER = 3_600_000;
/** A stream that says nothing for so long is taken to be dead. */
const SILENCE = 60_000;

interface PushAnswer {
  accepted: string[];
  rejected: { id: string | null; code: string; detail: string }[];
  acks?: Ack[];
}

interface Outcomes {
  acks: Ack[];
  unknown: string[];
  /** Those that one answer had no room for. */
  more?: string[];
}

interface FeedAnswer {
  items: FeedItem[];
  cursor: string;
  epoch: string;
  more: boolean;
}

export interface EngineOptions {
  clientId: string;
  entities: string[] | undefined;
  stream: boolean;
  syncEvery: number;
  batchSize: number;
  pullFirst: boolean;
}

export interface EngineParts {
  queue: SyncQueue;
  records: RecordStore;
  transport: Transport;
  tokens: TokenSource;
  clock: Clock;
  signal: AbortSignal;
  show: (state: Partial<EngineState>) => void;
  tell: <K extends keyof SyncEvents>(name: K, detail: SyncEvents[K]) => void;
  synced: (time: number) => Promise<void>;
}

/** Orchestrates the sync in the tab that leads: push, outcomes, pull; by time, on reconnect, on request, by the stream. */
export class SyncEngine {
  readonly network: NetworkMonitor;
  #retry: RetryManager;
  #streamRetry: RetryManager;
  #timer: Timer;
  #streamTimer: Timer;
  #silence: Timer;
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #started = false;
  #waiting: EngineState['waiting'] = null;
  #stream: AbortController | undefined;
  #streaming: Promise<unknown> = Promise.resolve();
  #streamId: string | undefined;
  readonly #pushed = new Portion();
  readonly #asked = new Portion();
  readonly #fed = new Portion();
  /** Whether the last run pulled to the end, from where a stream goes on. */
  #pulled = false;
  /** The stream that is open, and the one that was when outcomes were last asked for: it tells those that come later. */
  #open: AbortController | undefined;
  #askedWith: AbortController | undefined;

  constructor(private readonly options: EngineOptions, private readonly parts: EngineParts) {
    const { clock, transport, signal } = parts;
    this.#retry = new RetryManager(clock);
    this.#streamRetry = new RetryManager(clock);
    this.#timer = new Timer(clock);
    this.#streamTimer = new Timer(clock);
    this.#silence = new Timer(clock);
    this.network = new NetworkMonitor(clock, () => transport.probe(signal), (online) => this.#networkChanged(online));
  }

  start(): void {
    this.#started = true;
    void (this.network.connected ? this.syncNow() : this.#rest());
  }

  /** Ends every wait; resolves when a sync that began after the call is over. */
  syncNow(): Promise<void> {
    return (this.#next ??= this.#running = this.#running.then(async () => {
      this.#next = undefined;
      await this.#run();
      await this.#rest();
    }));
  }

  /** Something was edited: a sync soon, unless the queue waits for something. */
  edited(): void {
    if (!this.#started || this.#waiting || !this.network.connected || this.#next) return;
    // One that is to come as soon stays: edits without a pause would put it off for ever.
    if (this.#timer.delay > BREATH) this.#timer.start(BREATH, () => void this.syncNow());
  }

  /** Requests end by the signal; this waits until nothing goes on any more. */
  async close(): Promise<void> {
    this.#started = false;
    this.network.close();
    this.#closeStream();
    this.#timer.stop();
    await Promise.all([this.#running, this.#streaming]);
  }

  async #run(): Promise<void> {
    const { signal, show, clock } = this.parts;
    if (!this.#started || signal.aborted) return;
    this.#timer.stop();
    this.#pulled = false;
    show({ isSyncing: true, online: this.network.online });
    try {
      // What the app is to merge is not handed over before it is known, unless there is no room for it.
      if (this.options.pullFirst) await this.#pull().catch(unlessFull);
      await this.#inTurn(() => this.#push(), () => this.#askOutcomes(), () => this.#pull());
      this.#retry.succeeded();
      this.network.trust();
      await this.parts.synced(clock.now());
      this.#waiting = null;
      show({ lastSyncTime: clock.now(), error: null });
    } catch (failure) {
      if (signal.aborted) return;
      this.#failed(failure);
    }
  }

  /** Where the service answers with an error, such as that its broker is away, the next step may go well all the same. */
  async #inTurn(...steps: (() => Promise<void>)[]): Promise<void> {
    const failures: RequestError[] = [];
    for (const step of steps) {
      try {
        await step();
      } catch (failure) {
        if (!(failure instanceof RequestError)) throw failure;
        failures.push(failure);
        // What took too long may be only what was sent.
        if (!failure.status && (!failure.tookTooLong || failures.length > 1)) break;
      }
    }
    if (failures.length) throw failures[0];
  }

  #failed(failure: unknown): void {
    const code = failure instanceof SyncError ? failure.code : nameOf(failure) || 'failed';
    const detail = textOf(failure);
    this.#retry.failed(failure instanceof RequestError ? failure.retryAfter : 0);
    this.#waiting = code === 'token' || code === 'user' || code === 'quota' ? code : 'retry';
    this.parts.show({ error: { code, detail } });
    if (code === 'quota') this.parts.tell('quota', { detail });
  }

  /** Shows how it went, and sets the next time. */
  async #rest(): Promise<void> {
    const { signal, queue, show } = this.parts;
    if (!this.#started || signal.aborted) return;
    const { failures, nextTime } = this.#retry;
    const offline = !this.network.connected;
    let wait = this.options.syncEvery;
    if (failures) wait = this.#retry.wait;
    else {
      try {
        const told = this.#open && this.#open === this.#askedWith;
        if (!told && outstanding(await queue.unanswered())) wait = Math.min(wait, SOON);
        // What was edited during the sync is not left to the next turn.
        if (await queue.count(Phase.SENT, Phase.UNSENT)) wait = BREATH;
      } catch {
        // The next sync tells what the database has.
      }
      if (!this.#started || signal.aborted) return;
    }
    show({
      isSyncing: false, progress: null, failureCount: failures, online: this.network.online,
      nextRetryTime: offline ? 0 : nextTime, waiting: offline ? 'offline' : this.#waiting,
    });
    if (offline) return;
    if (!this.#next) this.#timer.start(Math.max(wait, 0), () => void this.syncNow());
    this.#listen();
  }

  /** Opens the stream where it is not, as soon as its own retry lets it. */
  #listen(): void {
    if (!this.options.stream || this.#stream || !this.#pulled || !this.network.connected) return;
    const { wait } = this.#streamRetry;
    if (wait <= 0) this.#streaming = Promise.all([this.#streaming, this.#openStream()]);
    else if (this.#streamTimer.delay === Infinity) this.#listenIn(wait);
  }

  /** A sync pulls to the end, and opens the next stream there; where syncs wait for a retry, the stream goes on alone. */
  #listenIn(wait: number): void {
    this.#streamTimer.start(wait, () => {
      // The wait is over, whatever the clock says.
      this.#streamRetry.nextTime = 0;
      if (this.#retry.wait > 0) this.#listen();
      else void this.syncNow();
    });
  }

  #networkChanged(online: boolean): void {
    if (!this.#started) return;
    if (online) {
      this.#streamRetry.succeeded();
      void this.syncNow();
      return;
    }
    this.#timer.stop();
    this.#closeStream();
    this.parts.show({ online: false, waiting: 'offline', nextRetryTime: 0 });
  }

  async #push(): Promise<void> {
    const { queue, show } = this.parts;
    let total = await queue.count(Phase.SENT, Phase.UNSENT);
    let done = 0;
    let limit = this.options.batchSize;
    const next = () => queue.take(Math.min(limit, this.#pushed.of(this.options.batchSize)), this.#pushed.of(MAX_CHARACTERS));
    for (let batch = await next(); batch; batch = await next()) {
      total = Math.max(total, done + batch.changes.length);
      show({ progress: { done, total } });
      try {
        await this.#pushBatch(batch, done + batch.changes.length >= total);
      } catch (failure) {
        if (!(failure instanceof RequestError) || !(await this.#refused(failure, batch.changes.map(({ id }) => id)))) throw failure;
        // Too large as a whole: it took nothing, so the same go again in smaller pushes.
        if (failure.status === 413) limit = Math.max(1, batch.changes.length >> 1);
        if (failure.status === 413 && batch.changes.length > 1) continue;
      }
      done += batch.changes.length;
      show({ progress: { done, total: Math.max(total, done) } });
    }
  }

  async #pushBatch(batch: { changes: { id: string }[]; epoch?: string }, last: boolean): Promise<void> {
    const { queue, transport, clock, signal } = this.parts;
    const answer = await transport.call<PushAnswer>('/api/v1/changes', {
      signal,
      pack: true,
      portion: this.#pushed,
      json: { clientId: this.options.clientId, sentAt: clock.now(), ...batch },
      ...(last && { headers: { Prefer: `wait=${WAIT}` }, wait: WAIT * 1_000 }),
    });
    const told = new Set([...(answer.accepted ?? []), ...(answer.rejected ?? []).map(({ id }) => id)]);
    if (!batch.changes.every(({ id }) => told.has(id))) throw new SyncError('unexpected-answer', 'no answer of the service to the push');
    await queue.accepted(answer.accepted, clock.now());
    await this.#hear([...answer.rejected.map(rejection), ...(answer.acks ?? [])]);
  }

  /** Whether the refusal is of these changes and not of the push; they are rolled back then. */
  async #refused(failure: RequestError, ids: string[]): Promise<boolean> {
    const { code, message, problem, status } = failure;
    if (status === 413 && ids.length > 1) return true;
    if (status === 413) await this.#hear([rejection({ id: ids[0]!, code, detail: message })]);
    else if (status === 422 && problem.rejected?.some(({ id }) => ids.includes(id!))) await this.#hear(problem.rejected.map(rejection));
    else return false;
    return true;
  }

  async #askOutcomes(): Promise<void> {
    const { queue, transport, clock, signal } = this.parts;
    const open = this.#open;
    const ids = (await queue.unanswered()).map(({ id }) => id);
    while (ids.length) {
      const { acks, unknown, more = [] } = await transport.call<Outcomes>('/api/v1/changes/query', {
        signal, portion: this.#asked, json: { ids: ids.splice(0, this.#asked.of(MOST_IDS)) },
      });
      await this.#hear(acks);
      await queue.unknown(unknown, clock.now() - LOST_AFTER);
      ids.push(...more);
    }
    this.#askedWith = open;
  }

  async #hear(acks: Ack[]): Promise<void> {
    const { told, dead } = await this.parts.queue.hear(acks);
    dead.forEach(({ ack, change }) =>
      this.parts.tell('dead-lettered', { code: ack.code ?? '', detail: ack.detail ?? '', change: toItem(change) }));
    told.forEach((one) => this.#tellOutcome(one));
  }

  #tellOutcome(one: Told): void {
    const { tell } = this.parts;
    const { ack } = one;
    const item = toItem(one.change);
    tell('ack', { ack, change: item });
    if (ack.outcome === 'REJECTED') tell('rejected', toRejection(one));
    else if (ack.outcome === 'MERGED' || ack.outcome === 'SUPERSEDED') {
      tell(ack.outcome === 'MERGED' ? 'merged' : 'superseded', { ack, change: item, data: ack.data ?? null });
    }
  }

  async #pull(): Promise<void> {
    const { queue, records, transport, signal } = this.parts;
    const only = this.options.entities?.length === 1 ? this.options.entities[0] : undefined;
    for (let more = true; more; ) {
      let place = await records.place();
      if (!records.isFor(place)) {
        await this.#pullAnew('entities');
        place = await records.place();
      }
      const query = new URLSearchParams({ limit: `${this.#fed.of(PAGE)}`, delta: 'true', ...(place.cursor && { cursor: place.cursor }), ...(only && { entity: only }) });
      let page: FeedAnswer;
      try {
        page = await transport.call<FeedAnswer>(`/api/v1/feed?${query}`, { signal, portion: this.#fed });
      } catch (failure) {
        if (!(failure instanceof RequestError && failure.status === 410 && place.cursor)) throw failure;
        await this.#pullAnew('cursor');
        continue;
      }
      if (place.epoch !== page.epoch) {
        if (place.cursor) {
          await this.#pullAnew('epoch');
          continue;
        }
        if (place.epoch) await queue.restart(true);
        await records.enter(page.epoch);
      }
      await this.#take(page.items);
      await records.moveTo(page.cursor, !page.more);
      more = page.more;
    }
    this.#pulled = true;
  }

  async #pullAnew(reason: SyncEvents['resync']['reason']): Promise<void> {
    this.#closeStream();
    // What it is taking belongs to the place before.
    await this.#streaming;
    this.#pulled = false;
    // First, as what comes after it may not come to pass.
    if (reason === 'cursor') await this.parts.queue.restart(false);
    await this.parts.records.restart();
    this.parts.tell('resync', { reason });
  }

  /** A patch on another version than the one held is replaced by the record itself. */
  async #take(items: FeedItem[], cursor?: string): Promise<void> {
    const { records, transport, signal } = this.parts;
    for (const { entity, entityId } of await records.take(items, cursor)) {
      try {
        await records.take([await transport.call<FeedItem>(`/api/v1/records/${entity}/${encodeURIComponent(entityId)}`, { signal })], cursor);
      } catch (failure) {
        if (!(failure instanceof RequestError && failure.status === 404)) throw failure;
      }
    }
  }

  async #openStream(): Promise<void> {
    const { records, transport, signal } = this.parts;
    const stream = (this.#stream = new AbortController());
    const either = AbortSignal.any([signal, stream.signal]);
    let failed: Partial<RequestError> = {};
    try {
      const { cursor } = await records.place();
      stream.signal.throwIfAborted();
      const query = new URLSearchParams({ clientId: this.options.clientId });
      this.#alive(stream);
      const response = await transport.open(`/api/v1/stream?${query}`, {
        headers: { Accept: 'text/event-stream', ...((this.#streamId ?? cursor) && { 'Last-Event-ID': this.#streamId ?? cursor! }) },
        signal: either,
      });
      stream.signal.throwIfAborted();
      this.#open = stream;
      this.parts.show({ streaming: true });
      await readStream(response.body!, stream.signal, () => this.#alive(stream), (block) => this.#takeBlock(block, stream.signal));
    } catch (failure) {
      if (failure instanceof RequestError) failed = failure;
    }
    // Another may be open by now.
    if (this.#stream !== stream) return;
    // Only a pull finds a place that is still kept.
    const refused = failed.status === 410;
    this.#closeStream(!refused);
    if (refused) this.#pulled = false;
    if (!this.#started || signal.aborted) return;
    const again = this.#streamRetry.failed(failed.retryAfter);
    if (this.network.connected) this.#listenIn(again);
  }

  #alive(stream: AbortController): void {
    this.#silence.start(SILENCE, () => stream.abort());
  }

  async #takeBlock({ id, event, data }: Block, signal: AbortSignal): Promise<void> {
    const { records, tokens } = this.parts;
    if (data) {
      const value = JSON.parse(data) as unknown;
      if (event === 'change') {
        const { cursor, ...item } = value as FeedItem & { cursor: string };
        await this.#take([item], cursor);
        await records.moveTo(cursor, false);
      } else if (event === 'ack') await this.#hear([value as Ack]);
      else if (event === 'token-expiring') tokens.expire();
    }
    if (signal.aborted) return;
    if (id) this.#streamId = id;
    this.#streamRetry.succeeded();
  }

  #closeStream(goesOn = false): void {
    if (!goesOn) this.#streamId = undefined;
    this.#stream?.abort();
    this.#stream = this.#open = undefined;
    this.#streamTimer.stop();
    this.#silence.stop();
    if (!this.parts.signal.aborted) this.parts.show({ streaming: false });
  }
}

/** Whether an outcome is to come soon: what builds on a dead letter waits for an operator. */
function outstanding(unanswered: Pending[]): boolean {
  const stuck = new Set<string | undefined>();
  for (const { id, after, ack } of unanswered) if (ack || (after && stuck.has(after))) stuck.add(id);
  return stuck.size < unanswered.length;
}

function unlessFull(failure: unknown): void {
  if ((failure as SyncError).code !== 'quota') throw failure;
}

const rejection = ({ id, code, detail }: { id: string | null; code: string; detail: string }): Ack => ({
  changeId: id ?? '', clientId: '', entity: '', entityId: '', outcome: 'REJECTED', version: 0, code, detail, serverTime: 0,
});
