import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** What a view shows of one question to the service: what it knows, and whether it is asking or failed. */
export class Loading<T> implements ReactiveController {
  value: T | undefined;
  error = '';
  busy = false;
  #stop: AbortController | undefined;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  /** Asks; an earlier question that is still open is given up. The value known so far stays until the new one is here. */
  async run(ask: (signal: AbortSignal) => Promise<T>): Promise<void> {
    this.#stop?.abort();
    const stop = (this.#stop = new AbortController());
    this.busy = true;
    this.host.requestUpdate();
    try {
      const value = await ask(stop.signal);
      if (stop.signal.aborted) return;
      this.value = value;
      this.error = '';
    } catch (failure) {
      if (stop.signal.aborted) return;
      this.error = (failure as Error).message;
    }
    this.busy = false;
    this.host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#stop?.abort();
  }
}
