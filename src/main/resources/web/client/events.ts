import type { Observable, Unsubscribe } from '../public/syncline/client';

type Listener<T> = (value: T) => void;

/** Listeners of one kind; one that throws keeps none of the others from hearing. */
export class Listeners<T> {
  #listeners = new Set<{ call: Listener<T> }>();

  add(call: Listener<T>): Unsubscribe {
    const entry = { call };
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  tell(value: T): void {
    for (const entry of [...this.#listeners]) {
      if (this.#listeners.has(entry)) guarded(() => entry.call(value));
    }
  }

  clear(): void {
    this.#listeners.clear();
  }
}

/** A value that can be watched. */
export class Watched<T> implements Observable<T> {
  #listeners = new Listeners<T>();

  constructor(private now: T) {}

  get value(): T {
    return this.now;
  }

  set value(next: T) {
    this.now = next;
    this.#listeners.tell(next);
  }

  subscribe(listener: Listener<T>): Unsubscribe {
    const end = this.#listeners.add(listener);
    guarded(() => listener(this.now));
    return end;
  }

  clear(): void {
    this.#listeners.clear();
  }
}

/** What the app throws is the app's: reported as any uncaught error is, and nothing here stops for it. */
export function guarded(call: () => void): void {
  try {
    call();
  } catch (failure) {
    reportError(failure);
  }
}
