import { css, html, LitElement, type PropertyValues, unsafeCSS } from "lit";
import chartStyles from "uplot/dist/uPlot.min.css?inline";
import { base } from "../styles/shared.ts";
import type { PeriodFigures } from "./period-chart.ts";

const HEIGHT = 180;

/** Periods as bars, and as a line what they came to; a table beside it says the same. */
export class NectoPeriodChart extends LitElement {
  static override properties = { figures: { attribute: false }, label: { type: String } };
  declare figures: PeriodFigures;
  /** What the picture shows, for who cannot see it. */
  declare label: string;

  static override styles = [
    base,
    unsafeCSS(chartStyles),
    css`
      .plot {
        height: 180px;
      }
    `,
  ];

  #chart: { readonly resize: (width: number) => void; readonly remove: () => void } | null = null;
  #drawing = 0;
  readonly #resized = new ResizeObserver(() => {
    const { clientWidth } = this.#plot();
    if (clientWidth > 0) this.#chart?.resize(clientWidth);
  });
  readonly #themed = new MutationObserver(() => void this.#draw());

  override connectedCallback(): void {
    super.connectedCallback();
    this.#themed.observe(document.documentElement, { attributeFilter: ["class"] });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#themed.disconnect();
    this.#resized.disconnect();
    this.#chart?.remove();
    this.#chart = null;
  }

  protected override render() {
    return html`<div class="plot" role="img" aria-label=${this.label}></div>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("figures")) void this.#draw();
  }

  readonly #plot = () => this.renderRoot.querySelector<HTMLElement>(".plot")!;

  async #draw(): Promise<void> {
    const drawing = ++this.#drawing;
    const { drawPeriods } = await import("./period-chart.ts");
    if (drawing !== this.#drawing || !this.isConnected) return;
    this.#chart?.remove();
    const plot = this.#plot();
    const style = getComputedStyle(this);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    this.#chart = drawPeriods(plot, {
      ...this.figures,
      ...{ width: Math.max(plot.clientWidth, 1), height: HEIGHT, font: style.fontFamily },
      colours: {
        bar: colour("--n-chart-1"),
        line: colour("--n-chart-2"),
        text: colour("--n-text-3"),
        grid: colour("--n-border"),
      },
    });
    this.#resized.observe(plot);
  }
}
customElements.define("necto-period-chart", NectoPeriodChart);
