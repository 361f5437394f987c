import { html } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { LightElement } from '../../pages/shared/light-element';

const SHOWN_FOR = 8_000;

interface Notice {
  text: string;
  kind: 'good' | 'bad';
}

/** What actions did: seen for a while, and read out as it comes. */
@customElement('page-notices')
export class PageNotices extends LightElement {
  @state() notices: Notice[] = [];

  add(text: string, kind: Notice['kind']): void {
    const notice = { text, kind };
    this.notices = [...this.notices.slice(-2), notice];
    // What went wrong stays until it is put away.
    if (kind === 'good') setTimeout(() => this.#remove(notice), SHOWN_FOR);
  }

  #remove(notice: Notice): void {
    this.notices = this.notices.filter((other) => other !== notice);
  }

  protected override render() {
    return html`
      <div class="notices" role="status" aria-live="polite">
        ${this.notices.map(
          (notice) => html`
            <p class="notice" data-kind=${notice.kind}>
              <span>${notice.text}</span>
              <button type="button" class="icon-button" aria-label="Put this notice away" @click=${() => this.#remove(notice)}>×</button>
            </p>
          `,
        )}
      </div>
    `;
  }
}
