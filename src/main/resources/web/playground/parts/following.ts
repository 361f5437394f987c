import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Draws a component anew whenever something tells `change`. */
export class Following implements ReactiveController {
  #followed: EventTarget | undefined;

  constructor(private readonly host: ReactiveControllerHost, private readonly find: () => EventTarget | undefined) {
    host.addController(this);
  }

  hostConnected(): void {
    this.#follow(this.find());
  }

  hostUpdate(): void {
    this.#follow(this.find());
  }

  hostDisconnected(): void {
    this.#follow(undefined);
  }

  #follow(target: EventTarget | undefined): void {
    if (target === this.#followed) return;
    this.#followed?.removeEventListener('change', this.#told);
    target?.addEventListener('change', this.#told);
    this.#followed = target;
  }

  readonly #told = (): void => this.host.requestUpdate();
}

/** Draws a component anew every quarter of a second while something counts down. */
export class Ticking implements ReactiveController {
  #timer: number | undefined;

  constructor(private readonly host: ReactiveControllerHost, private readonly counts: () => boolean) {
    host.addController(this);
  }

  hostUpdated(): void {
    if (this.counts()) this.#timer ??= window.setInterval(() => this.host.requestUpdate(), 250);
    else this.hostDisconnected();
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
