import type { EarningsView } from "@necto/tools/protocol/earnings";
import { css, html, LitElement, type PropertyValues, unsafeCSS } from "lit";
import chartStyles from "uplot/dist/uPlot.min.css?inline";
import { amountText } from "../format/money.ts";
import { base } from "../styles/shared.ts";

const HEIGHT = 180;

/** Net earnings of each period as bars; the table beside it says the same. */
export class NectoEarningsChart extends LitElement {
  static override properties = { view: { attribute: false } };
  declare view: EarningsView;

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
    const { from, to, total, chain } = this.view;
    return html`<div
      class="plot"
      role="img"
      aria-label=${`Net earnings from ${from} to ${to}: ${amountText(total.netUsdMicros)} ${chain.symbol} in all. The table has every figure.`}
    ></div>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("view")) void this.#draw();
  }

  readonly #plot = () => this.renderRoot.querySelector<HTMLElement>(".plot")!;

  async #draw(): Promise<void> {
    const drawing = ++this.#drawing;
    const { drawEarnings } = await import("./earnings-chart.ts");
    if (drawing !== this.#drawing || !this.isConnected) return;
    this.#chart?.remove();
    const plot = this.#plot();
    const style = getComputedStyle(this);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    const { periods } = this.view;
    this.#chart = drawEarnings(plot, {
      days: periods.map(({ day }) => day),
      net: periods.map(({ netUsdMicros }) => netUsdMicros),
      ...{ width: Math.max(plot.clientWidth, 1), height: HEIGHT, font: style.fontFamily },
      colours: { bar: colour("--n-chart-1"), text: colour("--n-text-3"), grid: colour("--n-border") },
    });
    this.#resized.observe(plot);
  }
}
customElements.define("necto-earnings-chart", NectoEarningsChart);
