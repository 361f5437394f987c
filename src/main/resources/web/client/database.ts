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

export class Database {
  private constructor(private readonly db: IDBDatabase) {
    db.onversionchange = () => db.close();
  }

  static async open(name: string): Promise<Database> {
    const request = indexedDB.open(name, 2);
    request.onupgradeneeded = ({ oldVersion }) => {
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
    return new Database(await done<IDBDatabase>(request));
  }

  read<T>(body: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#run('readonly', body);
  }

  /** All or nothing, and on the disk when it resolves. */
  write<T>(body: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#run('readwrite', body);
  }

  async #run<T>(mode: IDBTransactionMode, body: (tx: Tx) => Promise<T>): Promise<T> {
    const tx = this.db.transaction(STORES, mode, { durability: 'strict' });
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

  close(): void {
    this.db.close();
  }
}

function guardedAbort(tx: IDBTransaction): void {
  try {
    tx.abort();
  } catch {
    // It has ended by itself.
  }
}
