import type { SyncEvents } from '../public/syncline/client';
import type { Key } from './database';
import type { EngineState } from './progress-reporter';

/** What the tabs of one device tell each other. */
export type Message =
  | { kind: 'changed'; keys: Key[] | undefined }
  | { kind: 'edited' }
  | { kind: 'sync'; id: string }
  | { kind: 'synced'; id: string }
  | { kind: 'state'; state: EngineState }
  | { kind: 'hello' }
  | { kind: 'leads' }
  | { kind: 'event'; name: keyof SyncEvents; detail: unknown };

/** The tabs that share one database: one leads and syncs, the others follow; when it goes, another takes over. */
export class Tabs {
  readonly #channel: BroadcastChannel;
  #leads = false;
  #release = () => {};
  #gone: Promise<unknown> = Promise.resolve();

  constructor(private readonly name: string, hear: (message: Message) => void) {
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }: MessageEvent<Message>) => hear(data);
  }

  get leads(): boolean {
    return this.#leads;
  }

  send(message: Message): void {
    this.#channel.postMessage(message);
  }

  /** Calls when this tab leads. */
  join(signal: AbortSignal, lead: () => void): void {
    const begin = () => {
      if (signal.aborted) return undefined;
      this.#leads = true;
      lead();
      return new Promise<void>((resolve) => (this.#release = resolve));
    };
    if (navigator.locks) this.#gone = navigator.locks.request(this.name, { signal }, begin).catch(() => {});
    else void begin(); // A page without a secure context has no locks, and is taken to be alone.
  }

  async close(): Promise<void> {
    this.#leads = false;
    this.#release();
    await this.#gone;
    this.#channel.onmessage = null;
    this.#channel.close();
  }
}
