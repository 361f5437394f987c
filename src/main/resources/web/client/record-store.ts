import type { Json } from '../public/syncline/client';
import { applyPatch } from './merge-patch';
import { Phase, type Confirmed, type Pending } from './changes';
import { current, type ConflictHandler } from './conflict-handler';
import { done, type Database, type Key, type Place, type Tx } from './database';

const MOST_SWEPT = 500;

/** As the feed and the stream bring it. */
export interface FeedItem {
  entity: string;
  entityId: string;
  version: number;
  deleted: boolean;
  data?: Json;
  patch?: Json;
  baseVersion?: number;
}

/** The confirmed state: records as the service has them, and how far they were pulled. */
export class RecordStore {
  constructor(
    private readonly db: Database,
    private readonly conflicts: ConflictHandler,
    private readonly changed: (keys: Key[] | undefined) => void,
    private readonly entities: string[] | undefined,
  ) {}

  place(): Promise<Place> {
    return this.db.read((tx) => tx.place());
  }

  /**
   * Takes what is newer than what is held; answers the items whose patch is on another version than that. With a cursor,
   * the feed shows them there, and where that was pulled already they tell nothing new.
   */
  async take(items: FeedItem[], cursor?: string): Promise<FeedItem[]> {
    const wanted = items.filter(({ entity }) => this.#wants(entity));
    if (!wanted.length) return [];
    const stale: FeedItem[] = [];
    const keys: Key[] = [];
    await this.db.write(async (tx) => {
      const place = await tx.place();
      if (cursor && place.cursor && cursor <= place.cursor) return;
      for (const item of wanted) {
        const { entity, entityId, version } = item;
        const held = current(await tx.record([entity, entityId]), place);
        if (held && version <= held.version) continue;
        let data: Confirmed['data'] = (!item.deleted && item.data) || null;
        if (item.patch) {
          if (!held?.data || held.version !== item.baseVersion) {
            stale.push(item);
            continue;
          }
          data = applyPatch(held.data, item.patch);
        }
        await this.conflicts.hold(tx, { entity, entityId, version, data }, place);
        keys.push([entity, entityId]);
      }
    });
    if (keys.length) this.changed(keys);
    return stale;
  }

  /**
   * Everything up to here was taken; what was acknowledged up to here is shown by the records themselves: each by its
   * own, and all at the end, as between pages a record may have moved on to a later one.
   */
  async moveTo(cursor: string, atEnd: boolean): Promise<void> {
    let keys: Key[] | undefined = [];
    await this.db.write(async (tx) => {
      const place = await tx.place();
      const forward = !place.cursor || cursor > place.cursor ? cursor : place.cursor;
      const anew = place.anew && !atEnd;
      const entities = this.entities?.join();
      tx.meta.put({ ...place, cursor: forward, anew, ...(entities !== undefined && { entities }) }, 'place');
      const answered = await done<Pending[]>(tx.changes.index('phase').getAll(Phase.ANSWERED));
      for (const change of answered) {
        const { cursor: shown, version } = change.ack!;
        if (shown! > forward) continue;
        const key: Key = [change.entity, change.entityId];
        const held = current(await tx.record(key), place);
        if (!atEnd && shown && !(held && held.version >= version)) continue;
        tx.drop(change);
        if (!change.dead) continue;
        await this.conflicts.moveUnsent(tx, key, held, place);
        keys!.push(key);
      }
      if (atEnd) await sweep(tx);
      if (place.anew && atEnd) {
        const gone = await done<Key[]>(tx.records.index('round').getAllKeys(IDBKeyRange.upperBound(place.round, true)));
        for (const key of gone) {
          tx.records.delete(key);
          // What is wanted no more is gone from this device only; an edit of it stays as it was made.
          if (this.#wants(key[0])) await this.conflicts.moveUnsent(tx, key, undefined, place);
        }
        if (gone.length) keys = undefined;
      }
    });
    if (!keys || keys.length) this.changed(keys);
  }

  /** Pulls begin anew; records stay in view until then. */
  async restart(): Promise<void> {
    await this.db.write(async (tx) => {
      const { cursor: _, entities: __, ...place } = await tx.place();
      tx.meta.put({ ...place, round: place.round + 1, anew: true }, 'place');
    });
  }

  /** From now on versions and cursors are those of this history. */
  async enter(epoch: string): Promise<void> {
    await this.db.write(async (tx) => void tx.meta.put({ ...(await tx.place()), epoch }, 'place'));
  }

  #wants(entity: string): boolean {
    return this.entities?.includes(entity) ?? true;
  }

  /** Whether it was pulled for other entities than those wanted now. */
  isFor(place: Place): boolean {
    return !place.cursor || place.entities === this.entities?.join();
  }
}

/**
 * Forgets what is left of deleted records: until a pull has ended, it keeps out the older version that the pull may bring
 * after the stream brought the deletion. Where a change waits, it is what that was made on.
 */
async function sweep(tx: Tx): Promise<void> {
  for (const key of await done<Key[]>(tx.meta.getAll(IDBKeyRange.bound(['gone'], ['gone', []]), MOST_SWEPT))) {
    if ((await tx.chain(key)).length) continue;
    if (!(await tx.record(key))?.data) tx.records.delete(key);
    tx.meta.delete(['gone', ...key]);
  }
}
