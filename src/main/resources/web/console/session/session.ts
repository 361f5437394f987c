/** Somebody signed in, whose token the service takes. */
export interface Session {
  /** A token that is good for now; fails with {@link SessionEnded} where only signing in again brings one. */
  token(): Promise<string>;
  /** The service took it no more. */
  refused(token: string): void;
  /** Forgets everything; the page is left where the provider has a sign-out of its own. */
  end(): Promise<void>;
}

/** Nothing more can be asked for until the person signs in again. */
export class SessionEnded extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'SessionEnded';
  }
}
