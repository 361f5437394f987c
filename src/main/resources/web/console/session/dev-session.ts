import { lifetime } from '../../client/token-source';
import type { Role } from '../types';
import { type Session, SessionEnded } from './session';

const KEY = 'syncline.console.dev';

/** Who to be, where the service gives its own tokens. */
export interface Identity {
  sub: string;
  tenant: string;
  groups: Role[];
}

/** Signed in with tokens of the dev and test profiles, which anybody may have. */
export class DevSession implements Session {
  #token = '';
  #until = 0;

  private constructor(readonly identity: Identity) {}

  /** Kept for as long as the tab, so that a reload asks nothing. */
  static remembered(): DevSession | undefined {
    const kept = sessionStorage.getItem(KEY);
    return kept ? new DevSession(JSON.parse(kept) as Identity) : undefined;
  }

  static async begin(identity: Identity): Promise<DevSession> {
    const session = new DevSession(identity);
    await session.token();
    sessionStorage.setItem(KEY, JSON.stringify(identity));
    return session;
  }

  async token(): Promise<string> {
    if (Date.now() >= this.#until) {
      const response = await fetch('/dev/token', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(this.identity),
      });
      if (!response.ok) {
        throw new SessionEnded(response.status === 404 ? 'This service gives no tokens of its own.' : `No token: ${response.status}`);
      }
      this.#token = ((await response.json()) as { access_token: string }).access_token;
      this.#until = Date.now() + lifetime(this.#token, Date.now());
    }
    return this.#token;
  }

  refused(token: string): void {
    if (token === this.#token) this.#until = 0;
  }

  async end(): Promise<void> {
    sessionStorage.removeItem(KEY);
  }
}
