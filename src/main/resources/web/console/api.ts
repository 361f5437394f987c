import { type Session, SessionEnded } from './session/session';

/** A call that did not do what it should, with its problem's code (RFC 9457), or `no-answer`. */
export class CallFailed extends Error {
  constructor(readonly code: string, detail: string, readonly status: number) {
    super(detail);
    this.name = 'CallFailed';
  }
}

/** Longer than the service itself lets a call take. */
const PATIENCE = 30_000;

type Query = Record<string, string | number | boolean | undefined>;

/** The service's REST calls, as the person who is signed in. */
export class Api {
  #ahead = 0;

  constructor(private readonly session: Session, private readonly ended: (why: string) => void) {}

  /** The service's clock, to the second, by which its times are counted down. */
  now(): number {
    return Date.now() + this.#ahead;
  }

  get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
    return this.#json<T>(path + queryText(query), signal ? { signal } : {});
  }

  post<T>(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
    const init = body === undefined ? { headers } : { headers: { ...headers, 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
    return this.#json<T>(path, { method: 'POST', ...init });
  }

  delete<T>(path: string, query: Query = {}): Promise<T> {
    return this.#json<T>(path + queryText(query), { method: 'DELETE' });
  }

  /** A response with a status of 2xx. */
  async open(path: string, init: RequestInit = {}): Promise<Response> {
    for (let again = true; ; again = false) {
      const token = await this.#token();
      const response = await this.#fetch(path, { ...init, headers: { ...init.headers, Authorization: `Bearer ${token}` } });
      if (response.ok) return response;
      if (response.status === 401) {
        this.session.refused(token);
        if (again) continue;
        this.ended('The service refuses your sign-in.');
      }
      const problem = (await response.json().catch(() => ({}))) as { code?: string; title?: string; detail?: string };
      throw new CallFailed(problem.code ?? `${response.status}`, problem.detail ?? problem.title ?? response.statusText, response.status);
    }
  }

  async #token(): Promise<string> {
    try {
      return await this.session.token();
    } catch (failure) {
      if (failure instanceof SessionEnded) this.ended(failure.message);
      throw new CallFailed('token', (failure as Error).message, 0);
    }
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(path, { ...init, cache: 'no-store', credentials: 'omit' });
    } catch (failure) {
      // Who gave a call up knows it; where the time ran out, the service is what hangs.
      if (init.signal?.aborted && (failure as Error).name !== 'TimeoutError') throw failure;
      throw new CallFailed('no-answer', 'The service did not answer.', 0);
    }
    const date = Date.parse(response.headers.get('Date') ?? '');
    if (date) {
      const ahead = date - Date.now();
      // To the second; within one, this device's clock is as good.
      this.#ahead = Math.abs(ahead) > 1_500 ? ahead : 0;
    }
    return response;
  }

  async #json<T>(path: string, init: RequestInit): Promise<T> {
    const limit = AbortSignal.timeout(PATIENCE);
    const response = await this.open(path, { ...init, signal: init.signal ? AbortSignal.any([init.signal, limit]) : limit });
    return (await response.json()) as T;
  }
}

function queryText(query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '' && value !== false);
  return given.length ? `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}` : '';
}
