import { CodeFlow, SignInFailed, type Tokens } from './oidc';
import { type Session, SessionEnded } from './session';

const KEY = 'syncline.console.tokens';

/** Signed in at an OpenID provider. The tokens last as long as the tab, and are renewed once for all who wait. */
export class OidcSession implements Session {
  #renewing: Promise<string> | undefined;

  constructor(private readonly flow: CodeFlow, private tokens: Tokens) {
    this.#keep(tokens);
  }

  static remembered(flow: CodeFlow): OidcSession | undefined {
    const kept = sessionStorage.getItem(KEY);
    return kept ? new OidcSession(flow, JSON.parse(kept) as Tokens) : undefined;
  }

  token(): Promise<string> {
    if (Date.now() < this.tokens.until) return Promise.resolve(this.tokens.access);
    return (this.#renewing ??= this.#renew().finally(() => (this.#renewing = undefined)));
  }

  refused(token: string): void {
    if (token === this.tokens.access) this.tokens = { ...this.tokens, until: 0 };
  }

  async end(): Promise<void> {
    sessionStorage.removeItem(KEY);
    const url = await this.flow.endUrl(this.tokens).catch(() => undefined);
    if (url) location.assign(url);
  }

  async #renew(): Promise<string> {
    if (!this.tokens.refresh) throw this.#over('Your sign-in has expired.');
    try {
      this.#keep(await this.flow.refresh(this.tokens));
      return this.tokens.access;
    } catch (failure) {
      // A provider that is only away now may renew it later.
      if (failure instanceof SignInFailed && failure.code !== 'no-answer') throw this.#over(`Your sign-in has ended: ${failure.message}`);
      throw failure;
    }
  }

  #keep(tokens: Tokens): void {
    this.tokens = tokens;
    sessionStorage.setItem(KEY, JSON.stringify(tokens));
  }

  #over(why: string): SessionEnded {
    sessionStorage.removeItem(KEY);
    return new SessionEnded(why);
  }
}
