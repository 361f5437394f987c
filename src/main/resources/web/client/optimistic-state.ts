import type { Filter, Json, SyncRecord, Unsubscribe } from '../public/syncline/client';
import { compose, isOpen, view, type Confirmed, type Pending, type State } from './changes';
import { done, type Database, type Key, type Tx } from './database';
import { guarded } from './events';
import { same } from './merge-patch';

const everything = (entity: string) => IDBKeyRange.bound([entity], [entity, []]);

/** Records as this device shows them: the confirmed ones with its own edits on top. */
export class OptimisticState {
  readonly #subscriptions = new Set<Subscription>();

  constructor(
    private readonly db: Database,
    private readonly changed: (keys: Key[]) => void,
    private readonly now: () => number,
    private readonly newId: () => string,
  ) {}

  /** What the edit makes of the record in view; answers the change's id, or null where nothing changed. */
  async edit([entity, entityId]: Key, next: (state: State) => State): Promise<string | null> {
    const key: Key = [entity, entityId];
    const id = await this.db.write(async (tx) => {
      const [chain, confirmed, place] = await Promise.all([tx.chain(key), tx.record(key), tx.place()]);
      // While everything is pulled anew after a restore, what is held can still be of the history before.
      const epoch = confirmed?.epoch ?? place.epoch;
      const state = next(view(chain, confirmed));
      const edit = { id: this.newId(), entity, entityId, state, timestamp: this.now(), ...(epoch && { epoch }) };
      const composed = compose(chain, confirmed, edit);
      if (!composed) return undefined;
      if ('drop' in composed) {
        tx.drop(composed.drop);
        return null;
      }
      tx.put(composed.put);
      return composed.put.id;
    });
    if (id !== undefined) this.changed([key]);
    return id ?? null;
  }

  get<T>(key: Key): Promise<SyncRecord<T> | undefined> {
    return this.db.read((tx) => this.#read(tx, key)) as Promise<SyncRecord<T> | undefined>;
  }

  async query<T>(entity: string, filter?: Filter<T>): Promise<SyncRecord<T>[]> {
    const found = await this.#all(entity);
    return sorted(found.values()).filter(matching(filter)) as SyncRecord<T>[];
  }

  async #read(tx: Tx, key: Key): Promise<SyncRecord | undefined> {
    const [chain, confirmed] = await Promise.all([tx.chain(key), tx.record(key)]);
    return shown(key, chain, confirmed);
  }

  #all(entity: string): Promise<Map<string, SyncRecord>> {
    return this.db.read(async (tx) => {
      const [records, changes] = await Promise.all([
        done<Confirmed[]>(tx.records.getAll(everything(entity))),
        done<Pending[]>(tx.changes.index('record').getAll(everything(entity))),
      ]);
      const confirmed = new Map(records.map((record) => [record.entityId, record]));
      const chains = Map.groupBy(changes.sort((one, other) => one.seq - other.seq), (change) => change.entityId);
      const found = new Map<string, SyncRecord>();
      for (const id of new Set([...confirmed.keys(), ...chains.keys()])) {
        const record = shown([entity, id], chains.get(id) ?? [], confirmed.get(id));
        if (record) found.set(id, record);
      }
      return found;
    });
  }

  subscribe<T>(entity: string, filter: Filter<T> | undefined, listener: (records: SyncRecord<T>[]) => void): Unsubscribe {
    const subscription: Subscription = {
      entity,
      matches: matching(filter),
      listener: listener as (records: SyncRecord[]) => void,
      records: new Map(),
      touched: null,
      reading: undefined,
    };
    this.#subscriptions.add(subscription);
    this.#refresh(subscription);
    return () => void this.#subscriptions.delete(subscription);
  }

  /** Records changed, in whatever tab; undefined: any of them. */
  refresh(keys: Key[] | undefined): void {
    for (const subscription of this.#subscriptions) {
      const ids = keys?.filter(([entity]) => entity === subscription.entity).map(([, id]) => id);
      if (ids && !ids.length) continue;
      if (!ids) subscription.touched = null;
      else if (subscription.touched) ids.forEach((id) => subscription.touched!.add(id));
      this.#refresh(subscription);
    }
  }

  /** One reading at a time; what is touched meanwhile is read after it. */
  #refresh(subscription: Subscription): void {
    subscription.reading ??= this.#readTouched(subscription)
      // Such as the app's filter threw; where the client was closed, nobody asks any more.
      .catch((failure: unknown) => void (this.#subscriptions.has(subscription) && reportError(failure)))
      .finally(() => (subscription.reading = undefined));
  }

  async #readTouched(subscription: Subscription): Promise<void> {
    let first = subscription.touched === null && !subscription.told;
    while (this.#subscriptions.has(subscription) && (subscription.touched === null || subscription.touched.size)) {
      const ids = subscription.touched;
      subscription.touched = new Set();
      const { entity, records } = subscription;
      let differs = first;
      const put = (id: string, record: SyncRecord | undefined) => {
        const wanted = record && subscription.matches(record) ? record : undefined;
        if (same(records.get(id), wanted)) return;
        differs = true;
        if (wanted) records.set(id, wanted);
        else records.delete(id);
      };
      if (ids) {
        const read = await this.db.read((tx) => Promise.all([...ids].map((id) => this.#read(tx, [entity, id]))));
        [...ids].forEach((id, index) => put(id, read[index]));
      } else {
        const found = await this.#all(entity);
        for (const id of new Set([...records.keys(), ...found.keys()])) put(id, found.get(id));
      }
      first = false;
      subscription.told = true;
      if (differs && this.#subscriptions.has(subscription)) guarded(() => subscription.listener(sorted(records.values())));
    }
  }

  close(): void {
    this.#subscriptions.clear();
  }
}

interface Subscription {
  entity: string;
  matches: (record: SyncRecord) => boolean;
  listener: (records: SyncRecord[]) => void;
  records: Map<string, SyncRecord>;
  /** What to read again; null: everything. */
  touched: Set<string> | null;
  reading: Promise<void> | undefined;
  told?: boolean;
}

function shown([entity, id]: Key, chain: Pending[], confirmed: Confirmed | undefined): SyncRecord | undefined {
  const data = view(chain, confirmed);
  return data ? { entity, id, data, version: confirmed?.version ?? 0, pending: chain.some(isOpen) } : undefined;
}

function sorted(records: Iterable<SyncRecord>): SyncRecord[] {
  return [...records].sort((one, other) => (one.id < other.id ? -1 : 1));
}

function matching<T>(filter: Filter<T> | undefined): (record: SyncRecord) => boolean {
  if (!filter) return () => true;
  if (typeof filter === 'function') return (record) => filter(record.data as T, record.id);
  const members = Object.entries(filter);
  return (record) => members.every(([name, value]) => same((record.data as Json)[name], value));
}
