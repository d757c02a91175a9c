import type { HistoryRange, HistorySeries, PriceHistory } from "@necto/tools/protocol/market";
import { html, LitElement, nothing, type PropertyValues, unsafeCSS } from "lit";
import chartStyles from "uplot/dist/uPlot.min.css?inline";
import { type ApiError, fetchPriceHistory } from "../api/necto-api.ts";
import { PRICING_LABELS } from "../format/labels.ts";
import { rateText } from "../format/money.ts";
import { countText, timeText, UNKNOWN } from "../format/text.ts";
import { icon } from "../shell/icons.ts";
import { base, buttons, callouts } from "../styles/shared.ts";
import type { Option } from "./filter-options.ts";
import { historyStyles } from "./history-styles.ts";
import { describeHistory, RANGE_WORDS, recordedHours } from "./history-text.ts";
import type { PriceChart } from "./price-chart.ts";

const RANGES: readonly HistoryRange[] = ["24h", "7d", "30d"];
const REFRESH_MS = 60_000;

/**
 * What one GPU model cost: median and lowest tenth per hour, as a chart or as a table.
 * @fires necto-history - another GPU or range was chosen, or `gpu` null: to be closed
 */
export class NectoPriceHistory extends LitElement {
  static override properties = {
    gpu: {},
    range: {},
    models: { attribute: false },
    height: { type: Number },
    level: { attribute: false },
    history: { state: true },
    pricing: { state: true },
    problem: { state: true },
    isTable: { state: true },
    pointed: { state: true },
  };
  declare gpu: string;
  declare range: HistoryRange;
  /** GPU models to choose from. */
  declare models: readonly Option[];
  /** Height of the chart in CSS pixels. */
  declare height: number;
  /** A price that is drawn across, micro-USD per GPU-hour; such a chart stays with its GPU and cannot be closed. */
  declare level: number | null;
  declare history: PriceHistory | null;
  /** Pricing model that is shown; null = the one with most offers. */
  declare pricing: HistorySeries["pricing"] | null;
  declare problem: string | null;
  declare isTable: boolean;
  /** Index of the hour under the pointer. */
  declare pointed: number | null;

  constructor() {
    super();
    this.height = 180;
    this.level = null;
    this.history = null;
    this.pricing = null;
    this.problem = null;
    this.isTable = false;
    this.pointed = null;
  }

  static override styles = [base, buttons, callouts, unsafeCSS(chartStyles), historyStyles];

  #chart: PriceChart | null = null;
  #timer = 0;
  #drawing = 0;
  readonly #resized = new ResizeObserver(() => this.#resize());
  readonly #themed = new MutationObserver(() => void this.#draw());

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = window.setInterval(() => void this.#load(), REFRESH_MS);
    this.#themed.observe(document.documentElement, { attributeFilter: ["class"] });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.#timer);
    this.#resized.disconnect();
    this.#themed.disconnect();
    this.#removeChart();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("gpu")) this.pricing = null;
    if (changed.has("gpu") || changed.has("range")) void this.#load();
  }

  protected override updated(changed: PropertyValues): void {
    if (["history", "pricing", "isTable", "height", "level"].some((name) => changed.has(name)))
      void this.#draw();
  }

  async #load(): Promise<void> {
    const { gpu, range } = this;
    try {
      const history = await fetchPriceHistory(gpu, range);
      if (gpu !== this.gpu || range !== this.range) return;
      this.history = history;
      this.problem = null;
    } catch (error) {
      this.problem = (error as ApiError).message;
    }
  }

  get #shown(): HistorySeries | null {
    if (this.history?.gpu !== this.gpu) return null;
    const { series } = this.history;
    return series.find(({ pricing }) => pricing === this.pricing) ?? series[0] ?? null;
  }

  protected override render() {
    const shown = this.#shown;
    return html`<section aria-label="Price history">
        <header>
          <h2>Price history</h2>
          <select aria-label="GPU of the price history" @change=${(event: Event) => this.#choose({ gpu: (event.target as HTMLSelectElement).value })}>
            ${this.#models().map((value) => html`<option value=${value} .selected=${value === this.gpu}>${value}</option>`)}
          </select>
          ${this.#radios(
            "Range",
            RANGES.map((range) => ({
              label: range.replace("h", " h").replace("d", " d"),
              isOn: range === this.range,
              choose: () => this.#choose({ range }),
            })),
          )}
          ${this.history && this.history.series.length > 1 ? this.#pricings(this.history.series, shown) : nothing}
          <span class="gap"></span>
          ${
            shown
              ? html`<button class="bare" @click=${() => {
                  this.isTable = !this.isTable;
                }}>${this.isTable ? "Show as chart" : "Show as table"}</button>`
              : nothing
          }
          ${
            this.level === null
              ? html`<button class="bare icon-only close" aria-label="Close the price history" @click=${() => this.#choose({ gpu: null })}>${icon("close")}</button>`
              : html`<span class="note">Line across: ${rateText(this.level)} USD/GPU-hr</span>`
          }
        </header>
        ${this.#body(shown)}
      </section>`;
  }

  #body(shown: HistorySeries | null) {
    if (this.problem)
      return html`<div class="callout danger" role="alert">${icon("failed")}<div>The history could not be loaded. ${this.problem}</div>
        <button @click=${() => this.#load()}>Try again</button></div>`;
    if (this.history?.gpu !== this.gpu)
      return html`<div class="plot" aria-busy="true" .style=${`height:${this.height}px`}></div>`;
    if (!shown)
      return html`<p class="empty" .style=${`min-height:${this.height}px`}>
        No price of ${this.gpu} has been recorded in the last ${RANGE_WORDS[this.range]}. Necto records one sample at most every minute while it
        runs; dated catalogue prices never count.
      </p>`;
    return html`${this.isTable ? this.#table(shown) : this.#plot(shown)}`;
  }

  #plot(shown: HistorySeries) {
    const hours = recordedHours(shown);
    return html`<p class="readout figure">${this.#readout(shown)}</p>
      <div class="plot" role="img" aria-label=${describeHistory(this.gpu, this.range, shown)} .style=${`height:${this.height}px`}></div>
      ${hours < 3 ? html`<p class="note">Only ${hours === 1 ? "1 hour has" : `${hours} hours have`} been recorded so far. The history grows while Necto runs.</p>` : nothing}`;
  }

  #readout(shown: HistorySeries) {
    const last = shown.p50.findLastIndex((price) => price !== null);
    const at = this.pointed !== null && shown.p50[this.pointed] !== null ? this.pointed : last;
    const price = (value: number | null | undefined) => (value == null ? UNKNOWN : rateText(value));
    return html`<span>${timeText(this.history!.hours[at]!)}</span>
      <span class="p50">Median <b>${price(shown.p50[at])}</b></span>
      <span class="p10">Lowest tenth <b>${price(shown.p10[at])}</b></span>
      <span>Lowest <b>${price(shown.min[at])}</b></span>
      <span>USD/GPU-hr, ${countText(shown.offers[at] ?? 0)} ${shown.offers[at] === 1 ? "offer" : "offers"}${this.history!.origin === "sandbox" ? ", sandbox prices" : ""}</span>`;
  }

  #table(shown: HistorySeries) {
    const { hours } = this.history!;
    const recorded = hours.flatMap((hour, at) => (shown.p50[at] === null ? [] : [{ hour, at }])).reverse();
    return html`<div class="table" tabindex="0" role="region" aria-label="Price history as a table" .style=${`max-height:${this.height + 32}px`}>
      <table class="figure">
        <caption class="hidden-words">${this.gpu}, ${shown.pricing} prices, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Hour (UTC)</th>
            <th scope="col">Median (USD/GPU-hr)</th>
            <th scope="col">Lowest tenth (USD/GPU-hr)</th>
            <th scope="col">Lowest (USD/GPU-hr)</th>
            <th scope="col">Offers</th>
          </tr>
        </thead>
        <tbody>
          ${recorded.map(
            ({ hour, at }) => html`<tr>
              <th scope="row">${timeText(hour).replace(" UTC", "")}</th>
              <td>${rateText(shown.p50[at]!)}</td>
              <td>${rateText(shown.p10[at]!)}</td>
              <td>${rateText(shown.min[at]!)}</td>
              <td>${countText(shown.offers[at]!)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #pricings(series: readonly HistorySeries[], shown: HistorySeries | null) {
    return this.#radios(
      "Pricing",
      series.map(({ pricing }) => ({
        label: PRICING_LABELS[pricing].word,
        isOn: pricing === shown?.pricing,
        choose: () => {
          this.pricing = pricing;
        },
      })),
    );
  }

  #radios(
    name: string,
    choices: readonly { readonly label: string; readonly isOn: boolean; readonly choose: () => void }[],
  ) {
    return html`<fieldset>
      <legend class="hidden-words">${name}</legend>
      ${choices.map(
        ({ label, isOn, choose }) =>
          html`<label><input type="radio" name=${name} .checked=${isOn} @change=${choose} />${label}</label>`,
      )}
    </fieldset>`;
  }

  /** The chosen model is in the list even when the market has none of it now. */
  #models(): string[] {
    const names = this.models.map(({ value }) => value);
    return names.includes(this.gpu) ? names : [this.gpu, ...names];
  }

  #choose(choice: { readonly gpu?: string | null; readonly range?: HistoryRange }): void {
    const detail = { gpu: this.gpu, range: this.range, ...choice };
    this.dispatchEvent(new CustomEvent("necto-history", { detail }));
  }

  /** The drawing code is a file of its own, loaded when a chart is first shown. */
  async #draw(): Promise<void> {
    const drawing = ++this.#drawing;
    const code = await import("./price-chart.ts").catch(() => null);
    // The table says the same; a browser that cannot draw is no reason to show nothing.
    if (!code) {
      this.isTable = true;
      return;
    }
    const { drawPriceChart } = code;
    if (drawing !== this.#drawing) return;
    this.#removeChart();
    const plot = this.renderRoot.querySelector<HTMLElement>(".plot");
    const shown = this.#shown;
    if (!plot || !shown || this.isTable || !this.isConnected || plot.clientWidth === 0) return;
    const style = getComputedStyle(this);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    this.#chart = drawPriceChart(plot, {
      hours: this.history!.hours,
      p10: shown.p10,
      p50: shown.p50,
      width: plot.clientWidth,
      height: this.height,
      level: this.level,
      colours: {
        p50: colour("--n-chart-1"),
        p10: colour("--n-chart-2"),
        level: colour("--n-text"),
        band: `${colour("--n-chart-1")}1a`,
        text: colour("--n-text-3"),
        grid: colour("--n-border"),
      },
      font: style.fontFamily,
      pointed: (index) => {
        this.pointed = index;
      },
    });
    this.#resized.observe(plot);
  }

  #resize(): void {
    const plot = this.renderRoot.querySelector<HTMLElement>(".plot");
    if (plot && plot.clientWidth > 0) this.#chart?.resize(plot.clientWidth, this.height);
  }

  #removeChart(): void {
    this.#resized.disconnect();
    this.#chart?.remove();
    this.#chart = null;
  }
}
customElements.define("necto-price-history", NectoPriceHistory);
