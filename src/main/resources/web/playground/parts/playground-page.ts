import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { LightElement } from '../../pages/shared/light-element';
import '../../pages/shared/theme-toggle';
import { Outages } from '../outages';
import { Tour } from '../tour';
import { Visit } from '../visit';
import './device-panel';
import './outage-bar';
import './tour-strip';

/** The page: a guided strip, two devices, and what can be broken. */
@customElement('syncline-playground')
export class PlaygroundPage extends LightElement {
  @state() visit: Visit | undefined;
  @state() failure = '';
  readonly #outages = new Outages();
  #tour: Tour | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#begin();
  }

  async #begin(): Promise<void> {
    try {
      const visit = await Visit.begin();
      this.#tour = new Tour(visit.devices);
      this.visit = visit;
      await this.#outages.ask();
    } catch (failure) {
      this.failure = (failure as Error).message;
    }
  }

  async #startOver(): Promise<void> {
    await this.visit?.end();
    location.reload();
  }

  protected override render() {
    return html`
      <header class="bar">
        <a class="brand" href="/" aria-label="Syncline playground"><span class="mark" aria-hidden="true"></span><b>Syncline</b><span>playground</span></a>
        <nav aria-label="Pages">
          <a href="/" aria-current="page">Playground</a>
          <a href="/console">Console</a>
          <a href="/q/openapi?format=json">API</a>
        </nav>
        <button type="button" class="button plain" @click=${() => void this.#startOver()}>Start over</button>
        <theme-toggle></theme-toggle>
      </header>
      <main class="page">
        <div class="intro">
          <h1>Two devices, one chat</h1>
          <p class="lead">Each has its own database and its own queue in this browser. Cut the network, edit on both, and see what becomes of it.</p>
          <div role="alert">${this.failure ? html`<p class="message bad">The playground did not start: ${this.failure}</p>` : nothing}</div>
        </div>
        ${this.visit ? this.#running(this.visit) : nothing}
      </main>
    `;
  }

  #running({ devices }: Visit) {
    return html`
      <tour-strip .tour=${this.#tour}></tour-strip>
      <div class="devices">${devices.map((device) => html`<device-panel .device=${device}></device-panel>`)}</div>
      <outage-bar .outages=${this.#outages}></outage-bar>
    `;
  }
}
