import type { Clock } from '../public/syncline/client';

/** The browser's own, looked up at each call, so that a page's fake clock counts. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (handle) => clearTimeout(handle as number),
};

/** A browser takes a longer delay for none. */
const LONGEST = 2 ** 31 - 1;

/** One wait at a time, which another replaces; an endless one needs no timer. */
export class Timer {
  /** How long the wait that goes on was to be; Infinity where none does. */
  delay = Infinity;
  #handle: unknown;

  constructor(readonly clock: Clock) {}

  start(ms: number, callback: () => void): void {
    this.stop();
    if (ms === Infinity) return;
    this.delay = ms;
    this.#handle = this.clock.setTimeout(() => {
      this.delay = Infinity;
      callback();
    }, Math.min(ms, LONGEST));
  }

  stop(): void {
    if (this.delay < Infinity) this.clock.clearTimeout(this.#handle);
    this.delay = Infinity;
  }
}
