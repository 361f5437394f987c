import type { Clock } from '../public/syncline/client';
import { Timer } from './clock';
import { SyncError, textOf } from './sync-error';
import { abortable } from './transport';

const EARLY = 30_000;
/** How long the app may take for a token, such as to ask its user. */
const PATIENCE = 60_000;

/** The app's access token, asked for once for all who wait, before it expires and when it was refused. */
export class TokenSource {
  #token: string | undefined;
  #until = Infinity;
  #asking: Promise<string> | undefined;

  /** @param check fails where the token's user, as `userOf` tells, is not the one that this device works for */
  constructor(
    private readonly ask: () => Promise<string> | string,
    private readonly clock: Clock,
    private readonly signal: AbortSignal,
    private readonly check: (user: string) => Promise<void>,
  ) {}

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
    const token = await this.#asked();
    const user = userOf(token);
    if (user) await this.check(user);
    this.#token = token;
    this.#until = this.clock.now() + lifetime(token, this.clock.now());
    return token;
  }

  async #asked(): Promise<string> {
    const timer = new Timer(this.clock);
    try {
      const late = new Promise<never>((_, reject) => timer.start(PATIENCE, () => reject(new Error('the app has no token in time'))));
      const token = await abortable(Promise.race([this.ask(), late]), this.signal);
      if (!token) throw new Error('the app has no token');
      return token;
    } catch (failure) {
      throw new SyncError('token', textOf(failure));
    } finally {
      timer.stop();
    }
  }
}

/** How long to use a token; by its own times, as this device's clock may be wrong. */
export function lifetime(token: string, now: number): number {
  const { exp, iat } = claimsOf(token);
  if (!exp) return Infinity;
  const whole = iat ? (exp - iat) * 1_000 : exp * 1_000 - now;
  return inTime(whole);
}

/** When to renew what lasts so long. */
export const inTime = (lifetime: number): number => Math.max(lifetime - Math.min(EARLY, lifetime / 4), 0);

/** Whose it is; '' where it does not say. */
export function userOf(token: string): string {
  const { iss, sub, tenant } = claimsOf(token);
  return sub ? JSON.stringify([iss, sub, tenant]) : '';
}

function claimsOf(token: string): { exp?: number; iat?: number; iss?: string; sub?: string; tenant?: string } {
  try {
    return JSON.parse(atob(token.split('.')[1]!.replace(/-/g, '+').replace(/_/g, '/'))) as object;
  } catch {
    return {}; // It is not a JWT.
  }
}
