import type { Clock } from '../public/syncline/client';

/** The browser's own, looked up at each call, so that a page's fake clock counts. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (handle) => clearTimeout(handle as number),
};

/** One wait at a time, which another replaces. */
export class Timer {
  #handle: unknown;

  constructor(readonly clock: Clock) {}

  start(ms: number, callback: () => void): void {
    this.stop();
    this.#handle = this.clock.setTimeout(() => {
      this.#handle = undefined;
      callback();
    }, ms);
  }

  stop(): void {
    if (this.#handle !== undefined) this.clock.clearTimeout(this.#handle);
    this.#handle = undefined;
  }
}
