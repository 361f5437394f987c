import { html, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { type EChartsCoreOption, type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { onThemeChange } from '../../pages/shared/theme';
import { LightElement } from '../../pages/shared/light-element';

use([LineChart, BarChart, GridComponent, TooltipComponent, CanvasRenderer]);

/** The style sheet's colours, as a chart takes them. */
export interface Palette {
  ink: string;
  faint: string;
  line: string;
  surface: string;
  accent: string;
  good: string;
  warn: string;
  bad: string;
  info: string;
  font: string;
}

export type Drawing = (palette: Palette) => EChartsCoreOption;

/** A chart with a heading, the key to its lines and, for who does not see it, what it says in words. */
@customElement('chart-view')
export class ChartView extends LightElement {
  @property() heading = '';
  @property() summary = '';
  @property() empty = '';
  @property({ attribute: false }) legend: { name: string; colour: keyof Palette; value?: string }[] = [];
  @property({ attribute: false }) drawing: Drawing | undefined;

  #chart: EChartsType | undefined;
  #resized: ResizeObserver | undefined;
  #endTheme = (): void => {};

  override connectedCallback(): void {
    super.connectedCallback();
    this.#endTheme = onThemeChange(() => this.#draw());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#endTheme();
    this.#resized?.disconnect();
    this.#chart?.dispose();
    this.#chart = undefined;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('drawing')) this.#draw();
  }

  #draw(): void {
    const place = this.querySelector<HTMLElement>('.chart-canvas');
    if (!place || !this.drawing) return;
    if (!this.#chart) {
      this.#chart = init(place, null, { renderer: 'canvas' });
      this.#resized = new ResizeObserver(() => this.#chart?.resize());
      this.#resized.observe(place);
    }
    // Live data move by themselves; nothing else needs to.
    this.#chart.setOption({ animation: false, ...this.drawing(palette()) }, { notMerge: true });
  }

  protected override render() {
    return html`
      <figure class="chart">
        <figcaption class="chart-head">
          <h3>${this.heading}</h3>
          <ul class="legend">
            ${this.legend.map(
              ({ name, colour, value }) =>
                html`<li><span class="swatch" data-colour=${colour}></span>${name}${value === undefined ? '' : html` <b>${value}</b>`}</li>`,
            )}
          </ul>
        </figcaption>
        <div class="chart-canvas" role="img" aria-label="${this.heading}. ${this.empty || this.summary}"></div>
        ${this.empty ? html`<p class="chart-empty">${this.empty}</p>` : ''}
      </figure>
    `;
  }
}

function palette(): Palette {
  const style = getComputedStyle(document.body);
  // A custom property is told as written, with both of its colours; one that is used is told as it is.
  const probe = document.createElement('span');
  document.body.append(probe);
  const colour = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const found = {
    ink: colour('ink'),
    faint: colour('ink-3'),
    line: colour('line'),
    surface: colour('raised'),
    accent: colour('accent'),
    good: colour('good'),
    warn: colour('warn'),
    bad: colour('bad'),
    info: colour('info'),
    font: style.fontFamily,
  };
  probe.remove();
  return found;
}
