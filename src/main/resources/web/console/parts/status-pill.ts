import { html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Level } from '../verdict';
import { LightElement } from '../../pages/shared/light-element';

/** A state in a word, told by shape and text as well as by colour. */
@customElement('status-pill')
export class StatusPill extends LightElement {
  @property() level: Level = 'unknown';
  @property() word = '';

  protected override render() {
    return html`<span class="pill" data-level=${this.level}><span class="dot" aria-hidden="true"></span>${this.word}</span>`;
  }
}

/** How serious an outcome, a resolution or a dead letter's state is. */
export const LEVELS: Record<string, Level> = {
  APPLIED: 'good',
  MERGED: 'good',
  MERGED_WITH_LOSS: 'warn',
  MINE: 'busy',
  THEIRS: 'warn',
  SUPERSEDED: 'warn',
  REJECTED: 'bad',
  DEAD_LETTERED: 'bad',
  PENDING: 'warn',
  SENT: 'busy',
  RESOLVED: 'good',
  DISCARDED: 'unknown',
};
