/** Syncline's browser client: `import { createClient } from 'https://sync.example.com/syncline/client.js'`. */

/** A JSON object. */
export type Json = { [key: string]: unknown };

/** Opens the device's database and begins to sync. */
export declare function createClient(options: ClientOptions): Promise<SyncClient>;

/** A new id, for records too: UUIDs of version 7, which sort by the time they were made. */
export declare function newId(): string;

export interface ClientOptions {
  /** The service's origin, as in `https://sync.example.com`; the page's own when left out. */
  url?: string;
  /** Answers a valid access token, within a minute; asked again before it expires and when the service refuses it. */
  token: () => Promise<string> | string;
  /** Names this installation; made up and kept in the database when left out. */
  clientId?: string;
  /**
   * The IndexedDB database's name: one a user. It belongs to the one whose token it was first synced with (by the claims
   * `iss`, `sub` and `tenant`, where a token has them); with another's it is not synced. Default: `syncline`.
   */
  database?: string;
  /** What to keep on this device; every entity when left out. */
  entities?: string[];
  /** Whether to listen to the service's stream. Default: true. */
  stream?: boolean;
  /** Milliseconds between two syncs that nothing else asked for; Infinity: never. Default: 30,000. */
  syncEvery?: number;
  /** Changes in one push, at most 1,000. Default: 200. */
  batchSize?: number;
  /**
   * The app's own merge, for a change that was not sent yet and that others did not make alike. Called inside a
   * transaction, so it answers at once: the merged record, null to delete it, or undefined to leave the conflict to the
   * service. What it is given is its own to change. An answer that is no record, as a promise, is reported as an error and
   * left to the service.
   */
  onConflict?: (conflict: Conflict) => Json | null | undefined;
  /** Instead of the browser's. */
  fetch?: typeof fetch;
  /** Instead of the browser's. */
  clock?: Clock;
}

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
}

/** What others wrote since the state on which a change was made; null where there is no record. */
export interface Conflict {
  entity: string;
  entityId: string;
  base: Json | null;
  mine: Json | null;
  theirs: Json | null;
}

export interface SyncClient {
  readonly clientId: string;
  /** How the sync stands, in every tab. */
  readonly state: Observable<SyncState>;

  /**
   * Each edit is on the device when its promise resolves: with the id of the change, or null if nothing changed. An id is
   * 1 to 200 of `[A-Za-z0-9._~:-]` and not `.` or `..`; a record is a JSON object, whose texts hold no U+0000 and no half
   * of a character (a lone surrogate).
   */
  create<T extends object>(entity: string, id: string, data: T): Promise<string | null>;
  /** Replaces a record. */
  update<T extends object>(entity: string, id: string, data: T): Promise<string | null>;
  /** Sets the members given, removes those that are null (RFC 7396). */
  patch(entity: string, id: string, patch: Json): Promise<string | null>;
  delete(entity: string, id: string): Promise<string | null>;

  /** The record with this device's edits, or undefined. */
  get<T = Json>(entity: string, id: string): Promise<SyncRecord<T> | undefined>;
  /** By id; all of them, those with these members, or those for which the function answers true. */
  query<T = Json>(entity: string, filter?: Filter<T>): Promise<SyncRecord<T>[]>;
  /** Tells the query's result now and whenever it changes; answers what ends it. */
  subscribe<T = Json>(entity: string, listener: (records: SyncRecord<T>[]) => void): Unsubscribe;
  subscribe<T = Json>(
    entity: string, filter: Filter<T> | undefined, listener: (records: SyncRecord<T>[]) => void): Unsubscribe;

  /** What was undone, the oldest change first. It stays on the device, for its user to mend or copy, until it is forgotten. */
  rejected(): Promise<Rejection[]>;
  /** The app is through with the rejection of this change. */
  forget(changeId: string): Promise<void>;

  /** Ends every wait and syncs; resolves when a sync that began after the call is over, however it went. */
  syncNow(): Promise<SyncState>;
  /** Answers what ends it. */
  on<K extends keyof SyncEvents>(event: K, listener: (detail: SyncEvents[K]) => void): Unsubscribe;
  /** Leaves no timer, listener, lock, request or connection behind. What is pending stays in the database. */
  close(): Promise<void>;
}

export type Unsubscribe = () => void;
export type Filter<T> = Partial<T> | ((data: T, id: string) => boolean);

export interface Observable<T> {
  readonly value: T;
  /** Tells the value now and whenever it changes. */
  subscribe(listener: (value: T) => void): Unsubscribe;
}

export interface SyncRecord<T = Json> {
  entity: string;
  id: string;
  data: T;
  /** The version it has at the service; 0 where there is none yet. */
  version: number;
  /** Whether an edit in it waits for its outcome. */
  pending: boolean;
}

/** A change that waits, or waits for its outcome. */
export interface SyncItem {
  id: string;
  type: 'CREATE' | 'UPDATE' | 'DELETE';
  entity: string;
  entityId: string;
  /** The whole record after the change, null after a DELETE. */
  data: Json | null;
  localVersion: number;
  timestamp: number;
  /** The change it builds on. */
  after?: string;
  status: 'unsent' | 'sent' | 'accepted' | 'dead-lettered';
}

export interface SyncState {
  /** Changes without an outcome, oldest first. */
  queue: SyncItem[];
  isSyncing: boolean;
  /** When a sync last succeeded, epoch milliseconds; 0: never. */
  lastSyncTime: number;
  /** Syncs that failed in a row. */
  failureCount: number;
  /** When the next try is due after a failure, epoch milliseconds; 0: none. */
  nextRetryTime: number;
  online: boolean;
  /** Whether the stream is open. */
  streaming: boolean;
  /** Of the changes handed over by the run at hand; null outside one. */
  progress: { done: number; total: number } | null;
  /**
   * Why the queue waits; null where it does not. `user`: the token is of another user than the one whose database it is.
   * `database`: this tab can use the database no more, as it is gone or a newer version of the app needs it; open the
   * client anew, with the page.
   */
  waiting: 'offline' | 'retry' | 'token' | 'quota' | 'user' | 'database' | null;
  /** What went wrong last; null once a sync succeeded. */
  error: { code: string; detail: string } | null;
}

export type Outcome = 'APPLIED' | 'MERGED' | 'SUPERSEDED' | 'REJECTED' | 'DEAD_LETTERED';

/** What became of a change. */
export interface Ack {
  changeId: string;
  clientId: string;
  entity: string;
  entityId: string;
  outcome: Outcome;
  version: number;
  cursor?: string;
  data?: Json | null;
  conflictId?: string;
  code?: string;
  detail?: string;
  serverTime: number;
}

/** A change that can never be applied, and what was built on it. */
export interface Rejection {
  /** The service's code, and its sentence. */
  code: string;
  detail: string;
  change: SyncItem;
  /** What this device had built on it, in the order it was made. */
  rolledBack: SyncItem[];
}

/** Told in every tab. */
export interface SyncEvents {
  /** Every outcome; those below tell more of some. */
  ack: { ack: Ack; change: SyncItem };
  /** The change and what was built on it are undone. */
  rejected: Rejection;
  /** `data` is the record now, with both sides in it. */
  merged: { ack: Ack; change: SyncItem; data: Json | null };
  /** Another write won; the service's conflict keeps this one. */
  superseded: { ack: Ack; change: SyncItem; data: Json | null };
  /** The service failed on it, and keeps it for an operator. The edit stays in view. */
  'dead-lettered': { code: string; detail: string; change: SyncItem };
  /** Everything is pulled anew; what is pending stays. */
  resync: { reason: 'cursor' | 'epoch' | 'entities' };
  /** The device's storage is full. */
  quota: { detail: string };
}

/** What an edit or a read fails with. */
export declare class SyncError extends Error {
  /**
   * `exists`, `not-found`, `quota`, `client-id` or `closed`; `invalid`: an id or a record that the service would refuse
   * for its form; `database`: this tab can use the database no more, as `waiting` says too.
   */
  readonly code: string;
  constructor(code: string, detail: string);
}
