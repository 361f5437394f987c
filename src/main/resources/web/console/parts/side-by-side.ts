import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type Cell, type FieldRow, fieldRows, isChanged, valueText } from '../fields';
import { pathText } from '../format';
import type { Json, Sides, State } from '../types';
import { wordDiff } from '../word-diff';
import { LightElement } from '../../pages/shared/light-element';

const SIDES = ['base', 'mine', 'theirs', 'result'] as const;
type Side = (typeof SIDES)[number];

const NAMES: Record<Side, string> = { base: 'Base', mine: 'Mine', theirs: 'Theirs', result: 'Result' };
const MEANS: Record<Side, string> = {
  base: 'before both',
  mine: 'the change',
  theirs: 'stored meanwhile',
  result: 'what came of it',
};

/** A conflict field by field: base, mine, theirs and result, with what changed marked. */
@customElement('side-by-side')
export class SideBySide extends LightElement {
  @property({ attribute: false }) sides: Sides | undefined;
  @state() showsAll = false;

  protected override render() {
    if (!this.sides) return nothing;
    const rows = fieldRows(this.sides);
    const changed = rows.filter(isChanged);
    const hidden = rows.length - changed.length;
    const shown = this.showsAll || !changed.length ? rows : changed;
    return html`
      <div class="scroll">
        <table class="sides">
          <caption class="sr-only">The fields of the record as each side has them</caption>
          <thead>
            <tr>
              <th scope="col">Field</th>
              ${SIDES.map((side) => html`<th scope="col"><span>${NAMES[side]}</span> <small>${this.#about(side)}</small></th>`)}
            </tr>
          </thead>
          <tbody>
            ${shown.map((row) => this.#row(row))}
            ${shown.length ? nothing : html`<tr><td colspan="5" class="quiet">No side has any field.</td></tr>`}
          </tbody>
        </table>
      </div>
      ${hidden && changed.length
        ? html`<button type="button" class="button small" aria-pressed=${this.showsAll} @click=${() => (this.showsAll = !this.showsAll)}>
            ${this.showsAll ? 'Only what changed' : `Show ${hidden} unchanged ${hidden === 1 ? 'field' : 'fields'}`}
          </button>`
        : nothing}
    `;
  }

  #about(side: Side): string {
    const found: State | null = this.sides![side];
    if (!found) return side === 'base' ? 'none, or not kept' : 'not known';
    return found.deleted ? 'deleted' : MEANS[side];
  }

  #row(row: FieldRow) {
    return html`
      <tr>
        <th scope="row"><code>${pathText(row.path)}</code>${row.lost.map(
          ({ side }) => html`<span class="tag" data-level="warn">${side === 'mine' ? 'mine lost' : 'theirs lost'}</span>`,
        )}</th>
        <td data-side="Base">${this.#cell(row.base)}</td>
        <td data-side="Mine" class=${row.mineChanged ? 'changed' : ''}>${this.#cell(row.mine, row.mineChanged ? row.base : undefined)}</td>
        <td data-side="Theirs" class=${row.theirsChanged ? 'changed' : ''}>${this.#cell(row.theirs, row.theirsChanged ? row.base : undefined)}</td>
        <td data-side="Result" class="result">${this.#cell(row.result)} ${this.#source(row)}</td>
      </tr>
    `;
  }

  #source(row: FieldRow): TemplateResult | typeof nothing {
    if (row.from === 'both' || !isChanged(row)) return nothing;
    const said = { mine: 'from mine', theirs: 'from theirs', base: 'from base', merged: 'merged' }[row.from];
    return html`<span class="tag" data-level=${row.from === 'merged' ? 'good' : 'busy'}>${said}</span>`;
  }

  #cell(cell: Cell, before?: Cell): TemplateResult {
    if (cell.kind === 'unknown') return html`<span class="quiet">not known</span>`;
    const gone = before && cell.kind === 'absent';
    if (cell.kind === 'absent') return html`<span class="quiet">${gone ? html`<span class="sr-only">changed: </span>removed` : 'no such field'}</span>`;
    const mark = before ? html`<span class="sr-only">changed: </span>` : nothing;
    if (before?.kind === 'value' && typeof before.value === 'string' && typeof cell.value === 'string') {
      return html`<span class="value">${mark}${this.#difference(before.value, cell.value)}</span>`;
    }
    return html`<span class="value ${before ? 'marked' : ''}">${mark}${this.#value(cell.value)}</span>`;
  }

  #difference(from: string, to: string) {
    return wordDiff(from, to).map(({ kind, text }) => (kind === 'same' ? text : kind === 'added' ? html`<ins>${text}</ins>` : html`<del>${text}</del>`));
  }

  #value(value: Json): TemplateResult {
    return value === '' ? html`<span class="quiet">empty text</span>` : html`${valueText(value)}`;
  }
}
