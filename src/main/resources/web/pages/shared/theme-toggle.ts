import { html } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { setTheme, type Theme, theme } from './theme';
import { LightElement } from './light-element';

const NAMES: Record<Theme, string> = { system: 'As the system', light: 'Light', dark: 'Dark' };

/** Light, dark, or as the system says. */
@customElement('theme-toggle')
export class ThemeToggle extends LightElement {
  @state() chosen = theme();

  #choose(event: Event): void {
    this.chosen = (event.target as HTMLSelectElement).value as Theme;
    setTheme(this.chosen);
  }

  protected override render() {
    return html`
      <label class="theme">
        <span class="sr-only">Colours</span>
        <select @change=${this.#choose}>
          ${Object.entries(NAMES).map(([value, name]) => html`<option value=${value} ?selected=${value === this.chosen}>${name}</option>`)}
        </select>
      </label>
    `;
  }
}
