import type { Clock } from '../public/syncline/client';
import { SyncError, textOf } from './sync-error';

const EARLY = 30_000;

/** The app's access token, asked for once for all who wait, before it expires and when it was refused. */
export class TokenSource {
  #token: string | undefined;
  #until = Infinity;
  #asking: Promise<string> | undefined;

  constructor(private readonly ask: () => Promise<string> | string, private readonly clock: Clock) {}

  get(): Promise<string> {
    if (this.#token !== undefined && this.clock.now() < this.#until) return Promise.resolve(this.#token);
    return (this.#asking ??= this.#renew().finally(() => (this.#asking = undefined)));
  }

  /** The service took it no more; a newer one stays. */
  refused(token: string): void {
    if (token === this.#token) this.expire();
  }

  expire(): void {
    this.#token = undefined;
  }

  async #renew(): Promise<string> {
    let token: string;
    try {
      token = await this.ask();
      if (!token) throw new Error('the app has no token');
    } catch (failure) {
      throw new SyncError('token', textOf(failure));
    }
    this.#token = token;
    this.#until = this.clock.now() + lifetime(token, this.clock.now());
    return token;
  }
}

/** How long to use a token; by its own times, as this device's clock may be wrong. */
export function lifetime(token: string, now: number): number {
  try {
    const { exp, iat } = JSON.parse(atob(token.split('.')[1]!.replace(/-/g, '+').replace(/_/g, '/'))) as { exp?: number; iat?: number };
    if (!exp) return Infinity;
    const whole = iat ? (exp - iat) * 1_000 : exp * 1_000 - now;
    return Math.max(whole - Math.min(EARLY, whole / 4), 0);
  } catch {
    return Infinity; // It is not a JWT.
  }
}
