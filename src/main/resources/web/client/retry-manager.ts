import type { Clock } from '../public/syncline/client';

const FIRST = 1_000;
const LONGEST = 300_000;

/** 1 s, 2 s, 4 s ... 5 min, each drawn between half and the whole of its step, and never below what the service asks for. */
export function delayAfter(failures: number, atLeast = 0, random = Math.random()): number {
  const step = Math.min(FIRST * 2 ** (failures - 1), LONGEST);
  return Math.max(step / 2 + (random * step) / 2, atLeast);
}

/** Retry-After in milliseconds, given in seconds or as a date; 0 where there is none. */
export function retryAfter(header: string | null, now: number): number {
  if (!header) return 0;
  const seconds = Number(header);
  const ms = Number.isNaN(seconds) ? Date.parse(header) - now : seconds * 1_000;
  return ms > 0 ? ms : 0;
}

/** Counts what fails in a row, and says when to try again. */
export class RetryManager {
  failures = 0;
  /** Epoch milliseconds; 0 while nothing failed. */
  nextTime = 0;
  #delay = 0;

  constructor(private readonly clock: Clock) {}

  failed(atLeast = 0): number {
    this.#delay = delayAfter(++this.failures, atLeast);
    this.nextTime = this.clock.now() + this.#delay;
    return this.#delay;
  }

  /** How long until then; where the clock was set back, no longer than it was to be. */
  get wait(): number {
    return Math.min(this.nextTime - this.clock.now(), this.#delay);
  }

  succeeded(): void {
    this.failures = 0;
    this.nextTime = 0;
  }
}
