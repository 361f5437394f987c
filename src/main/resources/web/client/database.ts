import type { Confirmed, Pending } from './changes';
import { nameOf, SyncError, textOf } from './sync-error';

/** The device's IndexedDB database: the truth for all tabs. */

const STORES = ['meta', 'records', 'changes', 'rejected'];

/** A record with the pull from the start that brought it, and the history that its version belongs to. */
export type RecordRow = Confirmed & { round: number; epoch?: string };
export type Key = [entity: string, entityId: string];

/** How far this device has pulled. */
export interface Place {
  cursor?: string;
  epoch?: string;
  /** Numbers the pulls from the start; while one goes on, what an earlier one brought is still shown. */
  round: number;
  anew: boolean;
  entities?: string;
}

/** One transaction over everything. */
export class Tx {
  readonly changes: IDBObjectStore;
  readonly records: IDBObjectStore;
  readonly meta: IDBObjectStore;
  readonly rejected: IDBObjectStore;

  constructor(tx: IDBTransaction) {
    this.changes = tx.objectStore('changes');
    this.records = tx.objectStore('records');
    this.meta = tx.objectStore('meta');
    this.rejected = tx.objectStore('rejected');
  }

  chain(key: Key): Promise<Pending[]> {
    return done(this.changes.index('record').getAll(key));
  }

  record(key: Key): Promise<RecordRow | undefined> {
    return done(this.records.get(key));
  }

  async place(): Promise<Place> {
    return (await done<Place | undefined>(this.meta.get('place'))) ?? { round: 0, anew: true };
  }

  put(change: Pending | Omit<Pending, 'seq'>): void {
    this.changes.put(change);
  }

  drop(change: Pending): void {
    this.changes.delete(change.seq);
  }
}

export function done<T>(request: IDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result as T);
    request.onerror = () => reject(request.error);
  });
}

/** A connection that breaks, as browsers break those of pages in the background, is made anew. */
export class Database {
  /** Told once, when it can be used no more. */
  whenLost: (failure: SyncError) => void = () => {};
  #db!: IDBDatabase;
  #opening: Promise<void> | undefined;
  #end: SyncError | undefined;

  private constructor(private readonly name: string) {}

  static async open(name: string): Promise<Database> {
    const database = new Database(name);
    await database.#connect(true);
    return database;
  }

  read<T>(body: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#run('readonly', body);
  }

  /** All or nothing, and on the disk when it resolves. */
  write<T>(body: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#run('readwrite', body);
  }

  async #run<T>(mode: IDBTransactionMode, body: (tx: Tx) => Promise<T>): Promise<T> {
    const tx = this.#begin(mode) ?? (await this.#reopen(mode));
    const end = new Promise<void>((resolve, reject) => {
      tx.oncomplete = () => resolve();
      tx.onabort = () => reject(tx.error);
    });
    try {
      const result = await body(new Tx(tx)).catch((failure: unknown) => {
        end.catch(() => {});
        if (!tx.error) guardedAbort(tx);
        throw failure;
      });
      await end;
      return result;
    } catch (failure) {
      if (nameOf(failure) === 'QuotaExceededError') throw new SyncError('quota', textOf(failure) || 'the storage is full');
      throw failure;
    }
  }

  /** Undefined where the connection broke. */
  #begin(mode: IDBTransactionMode): IDBTransaction | undefined {
    if (this.#end) throw this.#end;
    try {
      return this.#db.transaction(STORES, mode, { durability: 'strict' });
    } catch (failure) {
      if (nameOf(failure) === 'InvalidStateError') return undefined;
      throw failure;
    }
  }

  async #reopen(mode: IDBTransactionMode): Promise<IDBTransaction> {
    try {
      await (this.#opening ??= this.#connect(false).finally(() => (this.#opening = undefined)));
    } catch (failure) {
      this.#lose(textOf(failure));
    }
    const tx = this.#begin(mode);
    if (tx) return tx;
    this.#lose('it closes again');
    throw this.#end!;
  }

  async #connect(first: boolean): Promise<void> {
    const request = indexedDB.open(this.name, 2);
    request.onupgradeneeded = ({ oldVersion }) => {
      // What was in it is gone, and nothing of what is in memory fits an empty one.
      if (!first) return request.transaction!.abort();
      const db = request.result;
      db.createObjectStore('rejected', { keyPath: 'change.id' });
      if (oldVersion) return;
      db.createObjectStore('meta');
      db.createObjectStore('records', { keyPath: ['entity', 'entityId'] }).createIndex('round', 'round');
      const changes = db.createObjectStore('changes', { keyPath: 'seq', autoIncrement: true });
      changes.createIndex('id', 'id', { unique: true });
      changes.createIndex('record', ['entity', 'entityId']);
      changes.createIndex('phase', 'phase');
    };
    this.#db = await done<IDBDatabase>(request);
    this.#db.onversionchange = () => this.#lose('another version of the app needs it');
    if (this.#end) this.#db.close();
  }

  #lose(why: string): void {
    if (this.#end) return;
    this.close(new SyncError('database', `the database is lost: ${why}`));
    this.whenLost(this.#end!);
  }

  close(why = new SyncError('closed', 'the client is closed')): void {
    this.#end ??= why;
    this.#db.close();
  }
}

function guardedAbort(tx: IDBTransaction): void {
  try {
    tx.abort();
  } catch {
    // It has ended by itself.
  }
}
