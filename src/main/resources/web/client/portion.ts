/** One change, or one record. */
const SMALLEST = 1 / 1_000;

/** How large a transfer may be, as a part of the whole: less after one that took too long, more again once they are fast. */
export class Portion {
  #part = 1;

  of(whole: number): number {
    return Math.max(1, Math.floor(whole * this.#part));
  }

  /** Twice as much would be done in time. */
  wasFast(): void {
    this.#part = Math.min(1, this.#part * 2);
  }

  tookTooLong(): void {
    this.#part = Math.max(SMALLEST, this.#part / 2);
  }
}
