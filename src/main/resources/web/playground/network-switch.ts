/** A device's network with a switch in it: what the client is given instead of the browser's fetch. */
export class NetworkSwitch {
  #cut = new AbortController();
  #refuseNext = false;

  constructor(private isOn: boolean) {}

  get on(): boolean {
    return this.isOn;
  }

  /** Off ends what is under way, too. */
  turn(on: boolean): void {
    this.isOn = on;
    if (!on) this.drop();
  }

  /** Ends what is under way, streams above all. */
  drop(): void {
    this.#cut.abort(new TypeError('the connection was cut'));
    this.#cut = new AbortController();
  }

  /** The next call gets the answer that an expired token gets; told here, as a browser shows every real 401 as an error. */
  refuseNext(): void {
    this.#refuseNext = true;
  }

  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    if (!this.isOn) throw new TypeError('this device is switched off the network');
    if (this.#refuseNext && String(input).includes('/api/')) {
      this.#refuseNext = false;
      return new Response(JSON.stringify({ code: 'unauthorized', detail: 'The token has expired.' }), { status: 401 });
    }
    const cut = this.#cut.signal;
    return fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, cut]) : cut });
  };
}
