import type { Clock } from '../public/syncline/client';
import { Timer } from './clock';
import type { Portion } from './portion';
import { retryAfter } from './retry-manager';
import { SyncError, textOf } from './sync-error';
import type { TokenSource } from './token-source';

const GZIP_ABOVE = 1_024;
const PATIENCE = 30_000;

/** A request that did not do what it should: with its problem's code, or `no-answer` and status 0. */
export class RequestError extends SyncError {
  constructor(
    code: string,
    detail: string,
    readonly status: number,
    readonly retryAfter = 0,
    readonly problem: Problem = {},
    /** Whether what goes over the wire may only be too much for the time. */
    readonly tookTooLong = false,
  ) {
    super(code, detail);
  }
}

export interface Problem {
  code?: string;
  detail?: string;
  title?: string;
  rejected?: { id: string | null; code: string; detail: string }[];
}

export interface Call {
  signal: AbortSignal;
  json?: unknown;
  /** Whether the service takes this body compressed. */
  pack?: boolean;
  headers?: Record<string, string>;
  /** Milliseconds that the service may take longer than usual. */
  wait?: number;
  /** What the size of the transfer is taken from. */
  portion?: Portion;
}

/** The service's REST calls: token, compression, deadlines, problem details. */
export class Transport {
  #gzip = true;

  constructor(
    private readonly url: string,
    private readonly tokens: TokenSource,
    private readonly clock: Clock,
    private readonly fetch: typeof globalThis.fetch,
    private readonly heard: (answered: boolean) => void,
  ) {}

  async call<T>(path: string, call: Call): Promise<T> {
    const { signal, json, headers = {}, wait = 0, portion } = call;
    const deadline = new AbortController();
    const timer = new Timer(this.clock);
    let began = 0;
    // The app's time for a token is not the network's.
    const timed = (going: boolean) => {
      began = this.clock.now();
      if (going) timer.start(PATIENCE + wait, () => deadline.abort());
      else timer.stop();
    };
    try {
      const init: RequestInit = { headers, signal: AbortSignal.any([signal, deadline.signal]) };
      const response = await this.open(path, json === undefined ? init : { ...init, ...(await this.#body(json, headers, !!call.pack)) }, timed);
      const answer = (await response.json()) as T;
      if (this.clock.now() - began < PATIENCE / 2) portion?.wasFast();
      return answer;
    } catch (failure) {
      signal.throwIfAborted();
      if (failure instanceof RequestError && failure.status === 415 && this.#gzip) {
        this.#gzip = false;
        return this.call(path, call);
      }
      if (failure instanceof SyncError) throw failure;
      this.heard(false);
      if (deadline.signal.aborted) portion?.tookTooLong();
      throw new RequestError('no-answer', textOf(failure), 0, 0, {}, deadline.signal.aborted);
    } finally {
      timer.stop();
    }
  }

  /** A response with a status of 2xx. */
  async open(path: string, init: RequestInit, timed = (_going: boolean) => {}): Promise<Response> {
    for (let again = true; ; again = false) {
      timed(false);
      const token = await abortable(this.tokens.get(), init.signal!);
      timed(true);
      const response = await this.fetch.call(globalThis, this.url + path, {
        ...init,
        headers: { ...init.headers, Authorization: `Bearer ${token}` },
        cache: 'no-store',
        credentials: 'omit',
      });
      this.heard(true);
      if (response.ok) return response;
      const problem = (await response.json().catch(() => ({}))) as Problem;
      if (response.status === 401) {
        this.tokens.refused(token);
        if (again) continue;
        throw new SyncError('token', problem.detail ?? 'the service refuses the token');
      }
      const wait = retryAfter(response.headers.get('Retry-After'), this.clock.now());
      throw new RequestError(problem.code ?? `${response.status}`, problem.detail ?? problem.title ?? response.statusText, response.status, wait, problem);
    }
  }

  /** Resolves when anything answers at the service's address. */
  async probe(signal: AbortSignal): Promise<void> {
    await this.fetch.call(globalThis, `${this.url}/syncline/client.d.ts`, { method: 'HEAD', signal, cache: 'no-store' });
  }

  async #body(json: unknown, headers: Record<string, string>, pack: boolean): Promise<RequestInit> {
    const text = JSON.stringify(json);
    const typed = { ...headers, 'Content-Type': 'application/json' };
    if (!pack || !this.#gzip || text.length <= GZIP_ABOVE || !globalThis.CompressionStream) return { method: 'POST', headers: typed, body: text };
    const packed = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
    return { method: 'POST', headers: { ...typed, 'Content-Encoding': 'gzip' }, body: await new Response(packed).arrayBuffer() };
  }
}

/** The promise, or the signal's reason once it is aborted; no listener stays. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => signal.removeEventListener('abort', stop);
    const stop = () => {
      end();
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    promise.then(resolve, reject).finally(end);
  });
}
