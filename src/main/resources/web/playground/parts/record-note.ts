import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { LightElement } from '../../pages/shared/light-element';
import type { Device } from '../device';
import { Following } from './following';

/** What became of the last edit of a record, and what can be brought back. */
@customElement('record-note')
export class RecordNote extends LightElement {
  @property({ attribute: false }) device!: Device;
  @property() key = '';
  @state() busy = false;
  readonly following = new Following(this, () => this.device);

  async #restore(conflictId: string): Promise<void> {
    this.busy = true;
    await this.device.restore(this.key, conflictId);
    this.busy = false;
  }

  protected override render() {
    const note = this.device.notes.get(this.key);
    if (!note) return nothing;
    const { restore } = note;
    return html`
      <p class="note" data-tone=${note.tone}>
        <span>${note.text}</span>
        ${restore ? html`<button type="button" class="button small" ?disabled=${this.busy || !this.device.on} @click=${() => void this.#restore(restore.conflictId)}>${restore.label}</button>` : nothing}
        <button type="button" class="icon-button" aria-label="Put this note away" @click=${() => this.device.forget(this.key)}>×</button>
      </p>
    `;
  }
}
