import type { Clock } from '../public/syncline/client';
import { Timer } from './clock';

const PROBE_EVERY = 15_000;

/** Knows whether the service can be reached: from the browser, from what requests really did, and in doubt by a probe. */
export class NetworkMonitor {
  #reached = true;
  #misled = false;
  #closed = false;
  #probe: Timer;
  readonly #whenOnline = () => this.#tell(true);
  readonly #whenOffline = () => this.#tell(false);

  /**
   * @param probe resolves when the service gave any answer
   * @param changed told with true: worth a try at once
   */
  constructor(clock: Clock, private readonly probe: () => Promise<unknown>, private readonly changed: (online: boolean) => void) {
    this.#probe = new Timer(clock);
    addEventListener('online', this.#whenOnline);
    addEventListener('offline', this.#whenOffline);
  }

  get online(): boolean {
    return this.connected && this.#reached;
  }

  /** What the browser says; false is certain, true is not. */
  get connected(): boolean {
    return navigator.onLine;
  }

  answered(): void {
    this.#reached = true;
    this.#probe.stop();
  }

  /** A request got no answer. */
  unanswered(): void {
    this.#reached = false;
    if (this.connected && !this.#misled && !this.#closed) this.#probe.start(PROBE_EVERY, () => void this.#ask());
  }

  /** A sync went well. */
  trust(): void {
    this.#misled = false;
  }

  async #ask(): Promise<void> {
    try {
      await this.probe();
    } catch {
      this.unanswered();
      return;
    }
    // Where the next sync fails all the same, the retries' own schedule counts.
    this.#misled = true;
    this.answered();
    this.changed(true);
  }

  #tell(online: boolean): void {
    if (online) this.#reached = true;
    else this.#probe.stop();
    this.changed(online);
  }

  close(): void {
    this.#closed = true;
    removeEventListener('online', this.#whenOnline);
    removeEventListener('offline', this.#whenOffline);
    this.#probe.stop();
  }
}
