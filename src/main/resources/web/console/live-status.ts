import { readStream } from '../client/stream-reader';
import { type Api, CallFailed } from './api';
import type { Status } from './types';

const POLL_EVERY = 2_000;
const STREAM_AGAIN = 10_000;
/** Longer than the stream is ever silent: it has a heartbeat. */
const SILENCE = 40_000;
/** Status and the stream's beginning are answered at once. */
const PATIENCE = 10_000;
const SAMPLE_EVERY = 1_000;
const SAMPLES = 300;

/** How the status comes: by the stream, by asking, or not at all; or it is withheld from this person. */
export type Way = 'stream' | 'polling' | 'none' | 'withheld';

export interface Sample {
  at: number;
  depth: number | null;
  ageMs: number | null;
}

export interface Live {
  status: Status | undefined;
  way: Way;
  /** Why it is not the stream. */
  note: string;
}

/** The status as it changes: from the event stream, and by asking for it where there is none. */
export class LiveStatus extends EventTarget {
  live: Live = { status: undefined, way: 'none', note: '' };
  /** The queue over the last minutes, a sample a second. */
  readonly samples: Sample[] = [];

  #stop: AbortController | undefined;
  #sampling = 0;

  constructor(private readonly api: Api, private readonly mayStream: boolean) {
    super();
  }

  start(): void {
    this.#stop = new AbortController();
    this.#sampling = window.setInterval(() => this.#sample(), SAMPLE_EVERY);
    void this.#run(this.#stop.signal);
  }

  /** Does not ask: it would be refused. */
  withhold(why: string): void {
    this.#tell({ way: 'withheld', note: why });
  }

  stop(): void {
    this.#stop?.abort();
    window.clearInterval(this.#sampling);
  }

  /** Asks at once, to show what an action did. */
  async look(): Promise<void> {
    try {
      this.#tell({ status: await this.#ask() });
    } catch {
      // The next regular look tells of it.
    }
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const note = this.mayStream ? await this.#stream(signal) : 'Your roles do not include sync, which the stream needs';
      const until = this.mayStream ? Date.now() + STREAM_AGAIN : Infinity;
      while (!signal.aborted && Date.now() < until) {
        await this.#poll(signal, note);
        await delay(POLL_EVERY, signal);
      }
    }
  }

  /** Follows the stream until it ends; why it did. */
  async #stream(signal: AbortSignal): Promise<string> {
    const silent = new AbortController();
    const either = AbortSignal.any([signal, silent.signal]);
    let timer = 0;
    const waitFor = (ms: number) => {
      clearTimeout(timer);
      timer = window.setTimeout(() => silent.abort(), ms);
    };
    try {
      waitFor(PATIENCE);
      const response = await this.api.open('/api/v1/stream', {
        headers: { Accept: 'text/event-stream' },
        signal: either,
      });
      if (!response.body || !response.headers.get('Content-Type')?.startsWith('text/event-stream')) return 'There is no stream here';
      await readStream(response.body, either, () => waitFor(SILENCE), async ({ event, data }) => {
        if (event === 'status' && data) this.#tell({ status: JSON.parse(data) as Status, way: 'stream', note: '' });
      });
      return 'The stream ended';
    } catch (failure) {
      if (silent.signal.aborted) return 'The stream fell silent';
      return failure instanceof CallFailed && failure.status ? `No stream: ${failure.message}` : 'The stream broke off';
    } finally {
      clearTimeout(timer);
    }
  }

  async #poll(signal: AbortSignal, note: string): Promise<void> {
    try {
      this.#tell({ status: await this.#ask(signal), way: 'polling', note });
    } catch (failure) {
      if (!signal.aborted) this.#tell({ way: 'none', note: (failure as Error).message });
    }
  }

  #ask(signal?: AbortSignal): Promise<Status> {
    const limit = AbortSignal.timeout(PATIENCE);
    return this.api.get<Status>('/api/v1/status', {}, signal ? AbortSignal.any([signal, limit]) : limit);
  }

  #tell(news: Partial<Live>): void {
    this.live = { ...this.live, ...news };
    this.dispatchEvent(new Event('change'));
  }

  #sample(): void {
    const { status, way } = this.live;
    const known = way === 'none' ? undefined : status;
    this.samples.push({ at: Date.now(), depth: known?.queueDepth ?? null, ageMs: known ? (known.oldestChangeAgeMs ?? 0) : null });
    if (this.samples.length > SAMPLES) this.samples.shift();
    this.dispatchEvent(new Event('sample'));
  }
}

function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
