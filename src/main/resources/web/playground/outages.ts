export type Backend = 'database' | 'broker';

interface Possible {
  backends: Backend[];
  away: Partial<Record<Backend, number>>;
}

/** Which of the service's backends can be taken away, and which are; there are none where they are not its own. */
export class Outages extends EventTarget {
  backends: Backend[] = [];
  /** When each is back, epoch milliseconds. */
  readonly until = new Map<Backend, number>();

  async ask(): Promise<void> {
    this.#take(await fetch('/dev/outage'));
  }

  async begin(backend: Backend, seconds: number): Promise<void> {
    this.until.set(backend, Date.now() + seconds * 1_000);
    this.#changed();
    await this.#take(
      await fetch('/dev/outage', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ backend, seconds }),
      }),
    );
  }

  /** The seconds until it is back; 0 where it is there. */
  left(backend: Backend): number {
    return Math.max(0, Math.ceil(((this.until.get(backend) ?? 0) - Date.now()) / 1_000));
  }

  async #take(response: Response): Promise<void> {
    if (response.ok) {
      const { backends, away } = (await response.json()) as Possible;
      this.backends = backends;
      for (const [backend, seconds] of Object.entries(away)) this.until.set(backend as Backend, Date.now() + seconds * 1_000);
    }
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
