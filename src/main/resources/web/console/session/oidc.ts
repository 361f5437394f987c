import { inTime } from '../../client/token-source';
import { claimsOf, newProof, randomText } from './pkce';

/** What the console knows of its provider, from `GET /console/config`. */
export interface Provider {
  issuer: string;
  clientId: string;
  scope: string;
}

/** Of a provider's metadata (OpenID Connect Discovery 1.0), what is used. */
export interface Endpoints {
  issuer: string;
  authorization_endpoint: string;
  token_endpoint: string;
  end_session_endpoint?: string;
}

export interface Tokens {
  access: string;
  refresh?: string | undefined;
  id?: string | undefined;
  /** Until when to use it, by this device's clock. */
  until: number;
}

/** Kept while the person is at the provider. */
interface Attempt {
  state: string;
  nonce: string;
  verifier: string;
  hash: string;
}

export class SignInFailed extends Error {
  constructor(why: string, readonly code = 'sign-in-failed') {
    super(why);
    this.name = 'SignInFailed';
  }
}

const ATTEMPT = 'syncline.console.sign-in';
/** Errors of which some providers say with a status of 4xx what others say with 503. */
const TEMPORARY = ['server_error', 'temporarily_unavailable'];
/** Milliseconds for an answer of the provider. */
const PATIENCE = 30_000;
const USUAL_LIFETIME = 300;
const CLOCK_TOLERANCE = 300;

/** Authorization Code with PKCE as a public client (OpenID Connect Core 1.0, 3.1; RFC 7636; RFC 9700). */
export class CodeFlow {
  #endpoints: Promise<Endpoints> | undefined;

  constructor(
    readonly provider: Provider,
    private readonly redirectUri: string,
    private readonly storage: Storage = sessionStorage,
  ) {}

  endpoints(): Promise<Endpoints> {
    return (this.#endpoints ??= this.#discover().catch((failure: unknown) => {
      this.#endpoints = undefined;
      throw failure;
    }));
  }

  /** Where to send the person; afterwards the page is at the same place again. */
  async begin(hash: string): Promise<string> {
    if (!globalThis.crypto?.subtle) throw new SignInFailed('Signing in needs a secure connection: open the console by https://');
    const endpoints = await this.endpoints();
    const proof = await newProof();
    const attempt: Attempt = { state: randomText(), nonce: randomText(), verifier: proof.verifier, hash };
    this.storage.setItem(ATTEMPT, JSON.stringify(attempt));
    const url = new URL(endpoints.authorization_endpoint);
    const asked = {
      response_type: 'code',
      client_id: this.provider.clientId,
      redirect_uri: this.redirectUri,
      scope: this.provider.scope,
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: proof.challenge,
      code_challenge_method: 'S256',
    };
    for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
    return url.href;
  }

  /** Whether the provider sent the person back with an answer. */
  static isAnswer(query: URLSearchParams): boolean {
    return query.has('state') && (query.has('code') || query.has('error'));
  }

  /** Redeems the answer that the provider sent the person back with. An attempt counts once, however it ends. */
  async finish(query: URLSearchParams): Promise<{ tokens: Tokens; hash: string }> {
    const kept = this.storage.getItem(ATTEMPT);
    this.storage.removeItem(ATTEMPT);
    const attempt = kept ? (JSON.parse(kept) as Attempt) : undefined;
    if (!attempt || query.get('state') !== attempt.state) {
      throw new SignInFailed('The answer belongs to no sign-in begun in this tab.', 'state');
    }
    if (query.has('error')) {
      throw new SignInFailed(query.get('error_description') ?? `The provider answered ${query.get('error')}.`, query.get('error')!);
    }
    const endpoints = await this.endpoints();
    const issuer = query.get('iss'); // RFC 9207
    if (issuer !== null && issuer !== endpoints.issuer) throw new SignInFailed('The answer is another provider\'s.', 'issuer');
    const tokens = await this.#redeem({
      grant_type: 'authorization_code',
      code: query.get('code')!,
      redirect_uri: this.redirectUri,
      code_verifier: attempt.verifier,
    });
    this.#check(tokens.id, attempt.nonce, endpoints);
    return { tokens, hash: attempt.hash };
  }

  async refresh(old: Tokens): Promise<Tokens> {
    const tokens = await this.#redeem({ grant_type: 'refresh_token', refresh_token: old.refresh! });
    return { ...tokens, refresh: tokens.refresh ?? old.refresh, id: tokens.id ?? old.id };
  }

  /** Where the provider ends its own session, or undefined (OpenID Connect RP-Initiated Logout 1.0). */
  async endUrl(tokens: Tokens): Promise<string | undefined> {
    const { end_session_endpoint } = await this.endpoints();
    if (!end_session_endpoint) return undefined;
    const url = new URL(end_session_endpoint);
    url.searchParams.set('client_id', this.provider.clientId);
    url.searchParams.set('post_logout_redirect_uri', this.redirectUri);
    if (tokens.id) url.searchParams.set('id_token_hint', tokens.id);
    return url.href;
  }

  async #discover(): Promise<Endpoints> {
    const issuer = this.provider.issuer.replace(/\/$/, '');
    const found = await answer<Endpoints>(fetch(`${issuer}/.well-known/openid-configuration`, { signal: AbortSignal.timeout(PATIENCE) }), issuer);
    if (found.issuer?.replace(/\/$/, '') !== issuer) {
      throw new SignInFailed(`The provider at ${issuer} calls itself ${found.issuer}.`, 'issuer');
    }
    return found;
  }

  async #redeem(form: Record<string, string>): Promise<Tokens> {
    const { token_endpoint } = await this.endpoints();
    const asked = fetch(token_endpoint, {
      method: 'POST',
      body: new URLSearchParams({ ...form, client_id: this.provider.clientId }),
      credentials: 'omit',
      signal: AbortSignal.timeout(PATIENCE),
    });
    const got = await answer<{ access_token: string; refresh_token?: string; id_token?: string; expires_in?: number }>(asked, token_endpoint);
    const lifetime = (got.expires_in ?? USUAL_LIFETIME) * 1_000;
    return {
      access: got.access_token,
      refresh: got.refresh_token,
      id: got.id_token,
      until: Date.now() + inTime(lifetime),
    };
  }

  // It came from the provider itself, over a connection that names it, so its signature says nothing more (Core, 3.1.3.7).
  #check(idToken: string | undefined, nonce: string, endpoints: Endpoints): void {
    if (!idToken) throw new SignInFailed('The provider sent no ID token.', 'id-token');
    const claims = claimsOf(idToken) as { iss?: string; aud?: string | string[]; azp?: string; nonce?: string; exp?: number };
    const audience = Array.isArray(claims.aud) ? claims.aud : [claims.aud];
    const isForUs = audience.includes(this.provider.clientId) && (!claims.azp || claims.azp === this.provider.clientId);
    if (claims.nonce !== nonce) throw new SignInFailed('The ID token belongs to another sign-in.', 'nonce');
    if (claims.iss !== endpoints.issuer) throw new SignInFailed('The ID token is another provider\'s.', 'issuer');
    if (!isForUs) throw new SignInFailed('The ID token is for another application.', 'audience');
    if (!claims.exp || (claims.exp + CLOCK_TOLERANCE) * 1_000 < Date.now()) throw new SignInFailed('The ID token has expired.', 'expired');
  }
}

async function answer<T>(asked: Promise<Response>, from: string): Promise<T> {
  let response: Response;
  try {
    response = await asked;
  } catch {
    throw new SignInFailed(`No answer from ${from}: it is away, or does not allow this page (CORS).`, 'no-answer');
  }
  const body = (await response.json().catch(() => ({}))) as T & { error?: string; error_description?: string };
  if (!response.ok) {
    const away = response.status >= 500 || response.status === 429 || TEMPORARY.includes(body.error ?? '');
    throw new SignInFailed(body.error_description ?? body.error ?? `${from} answered ${response.status}.`, away ? 'no-answer' : (body.error ?? `${response.status}`));
  }
  return body;
}
