import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { Api } from './api';
import { type Context, missing } from './context';
import { LiveStatus } from './live-status';
import { LightElement } from '../pages/shared/light-element';
import type { PageNotices } from './parts/notices';
import { hashOf, type Route, routeOf, type View } from './route';
import { DevSession } from './session/dev-session';
import { CodeFlow, type Provider } from './session/oidc';
import { OidcSession } from './session/oidc-session';
import type { Session } from './session/session';
import type { Caller } from './types';
import { verdictOf } from './verdict';

const VIEWS: [View, string][] = [
  ['overview', 'Overview'],
  ['conflicts', 'Conflicts'],
  ['dead-letters', 'Dead letters'],
  ['analytics', 'Analytics'],
];

/** The console: who is signed in, where they are, and what is there. */
@customElement('syncline-console')
export class SynclineConsole extends LightElement {
  @state() flow: CodeFlow | undefined;
  @state() context: Context | undefined;
  @state() route: Route = routeOf(location.hash);
  @state() why = '';
  @state() ready = false;
  #session: Session | undefined;
  readonly #moved = () => {
    this.route = routeOf(location.hash);
    document.title = `${VIEWS.find(([view]) => view === this.route.view)![1]} · Syncline console`;
  };
  readonly #update = () => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('hashchange', this.#moved);
    this.#moved();
    void this.#begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.#moved);
    this.context?.live.stop();
  }

  async #begin(): Promise<void> {
    try {
      const session = await this.#remembered();
      if (session) await this.#enter(session);
    } catch (failure) {
      this.why = (failure as Error).message;
    }
    this.ready = true;
  }

  /** Whoever just came back from the provider, or signed in before in this tab. */
  async #remembered(): Promise<Session | undefined> {
    const response = await fetch('/console/config');
    if (!response.ok) throw new Error(`The service answers ${response.status}.`);
    const provider = (await response.json()) as Provider & { issuer: string | null };
    if (!provider.issuer) return DevSession.remembered();
    const flow = new CodeFlow(provider, location.origin + location.pathname);
    this.flow = flow;
    const query = new URLSearchParams(location.search);
    if (!CodeFlow.isAnswer(query)) return OidcSession.remembered(flow);
    // The code is good for one use only, and is nothing to leave in an address.
    history.replaceState(null, '', location.pathname + location.hash);
    const { tokens, hash } = await flow.finish(query);
    history.replaceState(null, '', location.pathname + hash);
    this.#moved();
    return new OidcSession(flow, tokens);
  }

  async #enter(session: Session): Promise<void> {
    this.#session = session;
    const api = new Api(session, (why) => this.#ended(why));
    const caller = await api.get<Caller>('/console/caller');
    const live = new LiveStatus(api, caller.roles.includes('sync'));
    this.why = '';
    this.context = {
      caller,
      api,
      live,
      announce: (text, kind = 'good') => this.querySelector<PageNotices>('page-notices')?.add(text, kind),
    };
    const refused = missing(this.context, 'sync', 'sync-operator');
    if (refused) live.withhold(refused);
    else live.start();
    live.addEventListener('change', this.#update);
  }

  #ended(why: string): void {
    this.#leave();
    this.why = why;
  }

  #leave(): void {
    this.context?.live.stop();
    this.context = undefined;
  }

  async #signOut(): Promise<void> {
    this.#leave();
    this.why = '';
    await this.#session?.end();
    this.#session = undefined;
  }

  async #signedIn(event: CustomEvent<Session>): Promise<void> {
    try {
      await this.#enter(event.detail);
    } catch (failure) {
      this.why = (failure as Error).message;
    }
  }

  protected override render() {
    if (!this.ready) return html`<p class="sr-only" role="status">Opening the console</p>`;
    if (!this.context) {
      return html`<div class="corner"><theme-toggle></theme-toggle></div><sign-in .flow=${this.flow} .why=${this.why} @signed-in=${this.#signedIn}></sign-in>`;
    }
    return html`
      <a class="skip" href="#main" @click=${this.#skip}>Skip to the content</a>
      <div class="frame">
        ${this.#side(this.context)}
        <main id="main" tabindex="-1">${this.#view(this.context)}</main>
      </div>
      <page-notices></page-notices>
    `;
  }

  // The address's fragment is the route, which a jump within the page must leave alone.
  #skip(event: Event): void {
    event.preventDefault();
    this.querySelector<HTMLElement>('#main')?.focus();
  }

  #side({ caller, live }: Context) {
    const verdict = verdictOf(live.live);
    return html`
      <header class="side">
        <div class="brand"><span class="mark" aria-hidden="true"></span><b>Syncline</b><span>console</span></div>
        <nav aria-label="Console">
          <ul>
            ${VIEWS.map(
              ([view, name]) =>
                html`<li><a href=${hashOf({ view })} aria-current=${view === this.route.view ? 'page' : nothing}>${name}${
                  view === 'overview' ? html`<span class="nav-dot" data-level=${verdict.level} aria-hidden="true"></span>` : nothing
                }</a></li>`,
            )}
          </ul>
        </nav>
        <div class="person">
          <p><b>${caller.subject}</b><span>${caller.tenant}</span></p>
          <p class="roles">${caller.roles.map((role) => html`<code>${role}</code>`)}</p>
          <div class="actions"><theme-toggle></theme-toggle><button type="button" class="button small" @click=${this.#signOut}>Sign out</button></div>
        </div>
      </header>
    `;
  }

  #view(context: Context) {
    switch (this.route.view) {
      case 'overview':
        return html`<overview-view .context=${context}></overview-view>`;
      case 'conflicts':
        return html`<conflicts-view .context=${context} .route=${this.route}></conflicts-view>`;
      case 'dead-letters':
        return html`<dead-letters-view .context=${context} .route=${this.route}></dead-letters-view>`;
      case 'analytics':
        return html`<analytics-view .context=${context} .route=${this.route}></analytics-view>`;
    }
  }
}
