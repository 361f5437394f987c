import type { SyncItem, SyncState } from '../public/syncline/client';
import { toItem } from './changes';
import type { Key } from './database';
import { Watched } from './events';
import type { SyncQueue } from './sync-queue';

/** What the leading tab knows and the others are told. */
export type EngineState = Omit<SyncState, 'queue'>;

/** Shows how the sync stands: the queue as the database has it, and what the leading tab is doing. */
export class ProgressReporter {
  readonly state: Watched<SyncState>;
  #queue = new Map<number, SyncItem>();
  #touched: Map<string, Key> | null = new Map();
  #reading: Promise<void> | undefined;

  constructor(private readonly pending: SyncQueue, lastSyncTime: number) {
    this.state = new Watched<SyncState>({
      queue: [], isSyncing: false, lastSyncTime, failureCount: 0, nextRetryTime: 0, online: navigator.onLine,
      streaming: false, progress: null, waiting: null, error: null,
    });
  }

  get engine(): EngineState {
    const { queue: _, ...engine } = this.state.value;
    return engine;
  }

  show(engine: Partial<EngineState>): void {
    this.state.value = { ...this.state.value, ...engine };
  }

  /** Changes of these records were made or answered, in whatever tab; undefined: of any. */
  refresh(keys: Key[] | undefined): Promise<void> {
    if (!keys) this.#touched = null;
    else keys.forEach((key) => this.#touched?.set(JSON.stringify(key), key));
    return (this.#reading ??= this.#read()
      .catch(() => {}) // The database was closed.
      .finally(() => (this.#reading = undefined)));
  }

  async #read(): Promise<void> {
    while (!this.#touched || this.#touched.size) {
      const touched = this.#touched;
      this.#touched = new Map();
      const one = touched?.size === 1 ? [...touched.values()][0] : undefined;
      const read = await this.pending.open(one);
      for (const [seq, item] of this.#queue) {
        if (!one || (item.entityId === one[1] && item.entity === one[0])) this.#queue.delete(seq);
      }
      read.forEach((change) => this.#queue.set(change.seq, toItem(change)));
      const queue = [...this.#queue].sort(([first], [other]) => first - other).map(([, item]) => item);
      this.state.value = { ...this.state.value, queue };
    }
  }
}
