import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { DevSession } from '../session/dev-session';
import type { CodeFlow } from '../session/oidc';
import type { Session } from '../session/session';
import type { Role } from '../types';
import { LightElement } from '../../pages/shared/light-element';

const ROLES: [Role, string][] = [
  ['sync-operator', 'pause and resume the engine, sync now, unreadable dead letters'],
  ['sync-admin', "the tenant's conflicts, dead letters and analytics"],
  ['sync', 'the status by the stream, and sync now'],
];

/** Where one signs in: at the provider, or, where there is none, as whoever one likes to be. */
@customElement('sign-in')
export class SignInForm extends LightElement {
  @property({ attribute: false }) flow: CodeFlow | undefined;
  @property() why = '';
  @state() error = '';
  @state() busy = false;

  protected override render() {
    const problem = this.error || this.why;
    return html`
      <main class="sign-in">
        <h1>Syncline console</h1>
        <p class="lead">See how the sync stands, and steer it.</p>
        <div role="alert">${problem ? html`<p class="message bad">${problem}</p>` : nothing}</div>
        ${this.flow ? this.#provider(this.flow) : this.#development()}
      </main>
    `;
  }

  #provider(flow: CodeFlow) {
    return html`
      <button type="button" class="button primary wide" ?disabled=${this.busy} @click=${() => this.#go(flow)}>Sign in</button>
      <p class="quiet">You sign in at ${new URL(flow.provider.issuer).host} and come back here.</p>
    `;
  }

  #development() {
    return html`
      <form @submit=${this.#pretend}>
        <p class="quiet">No OpenID provider is set (<code>quarkus.oidc.auth-server-url</code>), so this development service gives you a token of its own.</p>
        <label class="field">Name <input name="sub" value="operator" required maxlength="255" autocomplete="off"></label>
        <label class="field">Tenant <input name="tenant" value="acme" required maxlength="200" autocomplete="off"></label>
        <fieldset>
          <legend>Roles</legend>
          ${ROLES.map(
            ([role, means]) => html`<label class="check"><input type="checkbox" name="role" value=${role} checked> <span><code>${role}</code> <small>${means}</small></span></label>`,
          )}
        </fieldset>
        <button class="button primary wide" ?disabled=${this.busy}>Sign in</button>
      </form>
    `;
  }

  async #go(flow: CodeFlow): Promise<void> {
    await this.#trying(async () => location.assign(await flow.begin(location.hash)));
  }

  async #pretend(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const identity = { sub: `${form.get('sub')}`, tenant: `${form.get('tenant')}`, groups: form.getAll('role') as Role[] };
    await this.#trying(async () => {
      const session: Session = await DevSession.begin(identity);
      this.dispatchEvent(new CustomEvent<Session>('signed-in', { detail: session }));
    });
  }

  async #trying(act: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.error = '';
    try {
      await act();
    } catch (failure) {
      this.error = (failure as Error).message;
    } finally {
      this.busy = false;
    }
  }
}
