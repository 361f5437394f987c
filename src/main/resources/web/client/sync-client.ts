import type * as api from '../public/syncline/client';
import { Database, done, type Key } from './database';
import { systemClock } from './clock';
import { ConflictHandler } from './conflict-handler';
import { Listeners } from './events';
import { plain, requireId } from './input';
import { applyPatch } from './merge-patch';
import { OptimisticState } from './optimistic-state';
import { ProgressReporter } from './progress-reporter';
import { RecordStore } from './record-store';
import { SyncEngine } from './sync-engine';
import { SyncError } from './sync-error';
import { SyncQueue } from './sync-queue';
import { Tabs, type Message } from './tabs';
import { TokenSource } from './token-source';
import { Transport } from './transport';
import { newId } from './uuid';

type Events = api.SyncEvents;

export async function createClient(options: api.ClientOptions): Promise<api.SyncClient> {
  const name = options.database ?? 'syncline';
  const db = await Database.open(name);
  try {
    const [clientId, lastSyncTime] = await identify(db, options.clientId);
    const client = new Client(options, `syncline:${name}`, db, clientId, lastSyncTime);
    await client.open();
    return client;
  } catch (failure) {
    db.close();
    throw failure;
  }
}

/** What is pending was made, and perhaps sent, under the name that the database holds. */
function identify(db: Database, wanted: string | undefined): Promise<[string, number]> {
  return db.write(async (tx) => {
    const held = await done<string | undefined>(tx.meta.get('clientId'));
    if (held && wanted && held !== wanted) throw new SyncError('client-id', `the database belongs to the client ${held}`);
    const clientId = held ?? wanted ?? newId();
    if (!held) tx.meta.put(clientId, 'clientId');
    return [clientId, (await done<number | undefined>(tx.meta.get('lastSyncTime'))) ?? 0];
  });
}

/** What is pending is its maker's: the database belongs to the user of the first token. */
function own(db: Database, user: string): Promise<void> {
  return db.write(async (tx) => {
    const held = await done<string | undefined>(tx.meta.get('user'));
    if (!held) tx.meta.put(user, 'user');
    else if (held !== user) throw new SyncError('user', 'the database belongs to another user');
  });
}

/** Ties the parts together; see client.d.ts for what each member does. */
class Client implements api.SyncClient {
  readonly state: api.Observable<api.SyncState>;
  readonly #end = new AbortController();
  readonly #tabs: Tabs;
  readonly #view: OptimisticState;
  readonly #progress: ProgressReporter;
  readonly #engine: SyncEngine;
  readonly #events = new Map<keyof Events, Listeners<never>>();
  readonly #asked = new Map<string, () => void>();
  #closed: Promise<void> | undefined;

  constructor(options: api.ClientOptions, name: string, readonly db: Database, readonly clientId: string, lastSyncTime: number) {
    const { token, entities, clock = systemClock, fetch = globalThis.fetch } = options;
    const changed = (keys: Key[] | undefined) => this.#changed(keys);
    this.#tabs = new Tabs(name, (message) => this.#hear(message));
    this.#view = new OptimisticState(db, (keys) => this.#edited(keys), () => clock.now(), () => newId(clock.now()));
    const conflicts = new ConflictHandler(options.onConflict);
    const queue = new SyncQueue(db, conflicts, changed);
    this.#progress = new ProgressReporter(queue, lastSyncTime);
    this.state = this.#progress.state;
    const tokens = new TokenSource(token, clock, this.#end.signal, (user) => own(db, user));
    const url = (options.url ?? location.origin).replace(/\/$/, '');
    const transport = new Transport(url, tokens, clock, fetch, (answered) => {
      if (answered) this.#engine.network.answered();
      else this.#engine.network.unanswered();
    });
    this.#engine = new SyncEngine(
      {
        clientId,
        entities,
        stream: options.stream ?? true,
        syncEvery: options.syncEvery ?? 30_000,
        batchSize: Math.min(options.batchSize ?? 200, 1_000),
        pullFirst: !!options.onConflict,
      },
      {
        queue,
        records: new RecordStore(db, conflicts, changed, entities && [...entities].sort()),
        transport,
        tokens,
        clock,
        signal: this.#end.signal,
        show: (state) => {
          this.#progress.show(state);
          this.#tabs.send({ kind: 'state', state: this.#progress.engine });
        },
        tell: (event, detail) => {
          this.#tabs.send({ kind: 'event', name: event, detail });
          this.#tell(event, detail);
        },
        synced: (time) => db.write(async (tx) => void tx.meta.put(time, 'lastSyncTime')),
      },
    );
    db.whenLost = (why) => {
      this.#progress.show({
        isSyncing: false, streaming: false, progress: null, nextRetryTime: 0, waiting: 'database', error: { code: why.code, detail: why.message },
      });
      void this.#stop(why);
    };
  }

  async open(): Promise<void> {
    await this.#progress.refresh(undefined);
    this.#tabs.send({ kind: 'hello' });
    this.#tabs.join(this.#end.signal, () => this.#lead());
  }

  async create<T extends object>(entity: string, id: string, data: T) {
    const made = plain(data);
    return this.#edit(entity, id, (state) => {
      if (state) throw new SyncError('exists', `there is a ${entity} ${id}`);
      return made;
    });
  }

  async update<T extends object>(entity: string, id: string, data: T) {
    const made = plain(data);
    return this.#edit(entity, id, (state) => {
      require(state, entity, id);
      return made;
    });
  }

  async patch(entity: string, id: string, patch: api.Json) {
    const made = plain(patch);
    return this.#edit(entity, id, (state) => applyPatch(require(state, entity, id), made));
  }

  async delete(entity: string, id: string) {
    return this.#edit(entity, id, (state) => {
      require(state, entity, id);
      return null;
    });
  }

  async get<T = api.Json>(entity: string, id: string) {
    this.#requireOpen();
    return this.#view.get<T>([entity, id]);
  }

  async query<T = api.Json>(entity: string, filter?: api.Filter<T>) {
    this.#requireOpen();
    return this.#view.query<T>(entity, filter);
  }

  subscribe<T = api.Json>(
    entity: string,
    filter: api.Filter<T> | undefined | ((records: api.SyncRecord<T>[]) => void),
    listener?: (records: api.SyncRecord<T>[]) => void,
  ): api.Unsubscribe {
    this.#requireOpen();
    return listener
      ? this.#view.subscribe<T>(entity, filter as api.Filter<T> | undefined, listener)
      : this.#view.subscribe<T>(entity, undefined, filter as (records: api.SyncRecord<T>[]) => void);
  }

  async rejected() {
    this.#requireOpen();
    return this.db.read((tx) => done<api.Rejection[]>(tx.rejected.getAll()));
  }

  async forget(changeId: string) {
    this.#requireOpen();
    return this.db.write(async (tx) => void tx.rejected.delete(changeId));
  }

  async syncNow() {
    this.#requireOpen();
    if (this.#tabs.leads) await this.#engine.syncNow();
    else await this.#askLeader();
    await this.#progress.refresh(undefined);
    return this.state.value;
  }

  on<K extends keyof Events>(event: K, listener: (detail: Events[K]) => void): api.Unsubscribe {
    this.#requireOpen();
    let listeners = this.#events.get(event);
    if (!listeners) this.#events.set(event, (listeners = new Listeners<never>()));
    return (listeners as unknown as Listeners<Events[K]>).add(listener);
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  async #close(): Promise<void> {
    this.#progress.state.clear();
    this.#events.clear();
    await this.#stop(new SyncError('closed', 'the client is closed'));
    this.db.close();
  }

  /** Ends what goes on, so that another tab can lead. */
  async #stop(why: SyncError): Promise<void> {
    this.#end.abort(why);
    this.#asked.forEach((resolve) => resolve());
    this.#view.close();
    await this.#engine.close();
    await this.#tabs.close();
  }

  async #edit(entity: string, id: string, next: (state: api.Json | null) => api.Json | null): Promise<string | null> {
    this.#requireOpen();
    requireId(id);
    try {
      const changeId = await this.#view.edit([entity, id], next);
      await this.#progress.refresh([]);
      return changeId;
    } catch (failure) {
      if (failure instanceof SyncError && failure.code === 'quota') this.#tell('quota', { detail: failure.message });
      throw failure;
    }
  }

  #edited(keys: Key[]): void {
    if (this.#end.signal.aborted) return;
    this.#changed(keys);
    if (this.#tabs.leads) this.#engine.edited();
    else this.#tabs.send({ kind: 'edited' });
  }

  #changed(keys: Key[] | undefined): void {
    if (this.#end.signal.aborted) return;
    this.#tabs.send({ kind: 'changed', keys });
    this.#refresh(keys);
  }

  #refresh(keys: Key[] | undefined): void {
    this.#view.refresh(keys);
    void this.#progress.refresh(keys);
  }

  #hear(message: Message): void {
    if (this.#end.signal.aborted) return;
    const { leads } = this.#tabs;
    if (message.kind === 'changed') this.#refresh(message.keys);
    else if (message.kind === 'event') this.#tell(message.name, message.detail as never);
    else if (message.kind === 'state') !leads && this.#progress.show(message.state);
    else if (message.kind === 'synced') this.#asked.get(message.id)?.();
    // What was asked of a leader that is gone is asked of the next.
    else if (message.kind === 'leads') this.#asked.forEach((_, id) => this.#tabs.send({ kind: 'sync', id }));
    else if (!leads) return;
    else if (message.kind === 'edited') this.#engine.edited();
    else if (message.kind === 'hello') this.#tabs.send({ kind: 'state', state: this.#progress.engine });
    else void this.#engine.syncNow().then(() => this.#end.signal.aborted || this.#tabs.send({ kind: 'synced', id: message.id }));
  }

  #lead(): void {
    this.#tabs.send({ kind: 'leads' });
    this.#engine.start();
    // What was asked of a leader that is gone is now this tab's.
    if (this.#asked.size) void this.#engine.syncNow().then(() => this.#asked.forEach((resolve) => resolve()));
  }

  async #askLeader(): Promise<void> {
    const id = newId();
    await new Promise<void>((resolve) => {
      this.#asked.set(id, resolve);
      this.#tabs.send({ kind: 'sync', id });
    });
    this.#asked.delete(id);
  }

  #tell<K extends keyof Events>(event: K, detail: Events[K]): void {
    (this.#events.get(event) as Listeners<Events[K]> | undefined)?.tell(detail);
  }

  #requireOpen(): void {
    this.#end.signal.throwIfAborted();
  }
}

function require(state: api.Json | null, entity: string, id: string): api.Json {
  if (!state) throw new SyncError('not-found', `there is no ${entity} ${id}`);
  return state;
}
