import type { HistoryRange, HistoryRegion, HistorySeries, PriceHistory } from "@necto/tools/protocol/market";
import { html, LitElement, nothing, type PropertyValues, unsafeCSS } from "lit";
import chartStyles from "uplot/dist/uPlot.min.css?inline";
import { type ApiError, fetchPriceHistory } from "../api/necto-api.ts";
import { PRICING_LABELS } from "../format/labels.ts";
import { rateText } from "../format/money.ts";
import { countOf, countText, dateText, timeText, UNKNOWN } from "../format/text.ts";
import { icon } from "../shell/icons.ts";
import { badges, base, buttons, callouts } from "../styles/shared.ts";
import type { Option } from "./filter-options.ts";
import { historyStyles } from "./history-styles.ts";
import { describeHistory, historyRegionText, RANGE_WORDS, recordedTimes } from "./history-text.ts";
import type { PriceChart } from "./price-chart.ts";

const RANGES: readonly (readonly [HistoryRange, string])[] = [
  ["24h", "24 h"],
  ["7d", "7 d"],
  ["30d", "30 d"],
  ["1y", "1 y"],
];
const REFRESH_MS = 60_000;

/** What the history is to show; `gpu` null: nothing. */
export interface HistoryChoice {
  readonly gpu: string | null;
  readonly region: HistoryRegion;
  readonly range: HistoryRange;
  readonly pricing: HistorySeries["pricing"] | null;
}

/**
 * What one GPU model cost in one region: median and lowest tenth per hour or day, as a chart or as a table.
 * @fires necto-history - what is shown is to be another, `HistoryChoice`
 */
export class NectoPriceHistory extends LitElement {
  static override properties = {
    gpu: {},
    region: {},
    range: {},
    pricing: {},
    models: { attribute: false },
    height: { type: Number },
    level: { attribute: false },
    history: { state: true },
    problem: { state: true },
    isTable: { state: true },
    pointed: { state: true },
  };
  declare gpu: string;
  declare region: HistoryRegion;
  declare range: HistoryRange;
  /** Pricing model that is shown; null = the one with most offers. */
  declare pricing: HistorySeries["pricing"] | null;
  /** GPU models to choose from. */
  declare models: readonly Option[];
  /** Height of the chart in CSS pixels. */
  declare height: number;
  /** A price that is drawn across, micro-USD per GPU-hour; such a chart stays with its GPU and cannot be closed. */
  declare level: number | null;
  declare history: PriceHistory | null;
  declare problem: string | null;
  declare isTable: boolean;
  /** Index of the hour or day under the pointer. */
  declare pointed: number | null;

  constructor() {
    super();
    this.region = "WORLD";
    this.pricing = null;
    this.height = 180;
    this.level = null;
    this.history = null;
    this.problem = null;
    this.isTable = false;
    this.pointed = null;
  }

  static override styles = [base, buttons, badges, callouts, unsafeCSS(chartStyles), historyStyles];

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
    if (changed.has("gpu") || changed.has("region") || changed.has("range")) void this.#load();
  }

  protected override updated(changed: PropertyValues): void {
    if (["history", "pricing", "isTable", "height", "level"].some((name) => changed.has(name)))
      void this.#draw();
  }

  async #load(): Promise<void> {
    const { gpu, region, range } = this;
    try {
      const history = await fetchPriceHistory({ gpu, region, range });
      if (gpu !== this.gpu || region !== this.region || range !== this.range) return;
      this.history = history;
      this.problem = null;
    } catch (error) {
      this.problem = (error as ApiError).message;
    }
  }

  /** Of another range the old chart stays until the new one is there; of another GPU or region it would be wrong. */
  get #isLoaded(): boolean {
    return this.history?.gpu === this.gpu && this.history.region === this.region;
  }

  get #shown(): HistorySeries | null {
    if (!this.#isLoaded || !this.history) return null;
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
          <select aria-label="Region of the price history" @change=${(event: Event) => this.#choose({ region: (event.target as HTMLSelectElement).value as HistoryRegion })}>
            ${this.#regions().map((value) => html`<option value=${value} .selected=${value === this.region}>${historyRegionText(value)}</option>`)}
          </select>
          ${this.#radios(
            "Range",
            RANGES.map(([range, label]) => ({
              label,
              isOn: range === this.range,
              choose: () => this.#choose({ range }),
            })),
          )}
          ${this.history && this.history.series.length > 1 ? this.#pricings(this.history.series, shown) : nothing}
          <span class="gap"></span>
          ${this.history && this.#isLoaded ? originBadge(this.history.origin) : nothing}
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
              : html`<span class="note">Line across: $${rateText(this.level)}/GPU-hr</span>`
          }
        </header>
        ${this.#body(shown)}
      </section>`;
  }

  #body(shown: HistorySeries | null) {
    if (this.problem)
      return html`<div class="callout danger" role="alert">${icon("failed")}<div>The history could not be loaded. ${this.problem}</div>
        <button @click=${() => this.#load()}>Try again</button></div>`;
    if (!this.#isLoaded)
      return html`<div class="plot" aria-busy="true" .style=${`height:${this.height}px`}></div>`;
    if (!shown)
      return html`<p class="empty" .style=${`min-height:${this.height}px`}>
        No price of ${this.gpu}${this.region === "WORLD" ? nothing : ` in ${historyRegionText(this.region)}`} has been recorded in the last
        ${RANGE_WORDS[this.range].replace(/^a /, "")}. Necto records one sample at most every minute while it
        runs; dated catalogue prices never count.
      </p>`;
    return html`${this.isTable ? this.#table(shown) : this.#plot(shown)}`;
  }

  #plot(shown: HistorySeries) {
    const count = recordedTimes(shown);
    const recorded = countOf(count, this.history!.step);
    return html`<p class="readout figure">${this.#readout(shown)}</p>
      <div class="plot" role="img" aria-label=${describeHistory(this.history!, shown)} .style=${`height:${this.height}px`}></div>
      ${count < 3 ? html`<p class="note">Only ${recorded} ${count === 1 ? "has" : "have"} been recorded so far. The history grows while Necto runs.</p>` : nothing}`;
  }

  #readout(shown: HistorySeries) {
    const last = shown.p50.findLastIndex((price) => price !== null);
    const at = this.pointed !== null && shown.p50[this.pointed] !== null ? this.pointed : last;
    const price = (value: number | null | undefined) => (value == null ? UNKNOWN : rateText(value));
    return html`<span>${this.#timeText(this.history!.times[at]!)}</span>
      <span class="p50">Median <b>${price(shown.p50[at])}</b></span>
      <span class="p10">Lowest tenth <b>${price(shown.p10[at])}</b></span>
      <span>Lowest <b>${price(shown.min[at])}</b></span>
      <span>$/GPU-hr, ${countText(shown.offers[at] ?? 0)} ${shown.offers[at] === 1 ? "offer" : "offers"}</span>`;
  }

  #timeText(time: string): string {
    return this.history!.step === "day" ? dateText(time) : timeText(time);
  }

  #table(shown: HistorySeries) {
    const { times, step } = this.history!;
    const recorded = times.flatMap((time, at) => (shown.p50[at] === null ? [] : [{ time, at }])).reverse();
    return html`<div class="table" tabindex="0" role="region" aria-label="Price history as a table" .style=${`max-height:${this.height + 32}px`}>
      <table class="figure">
        <caption class="hidden-words">${this.gpu}, ${shown.pricing} prices, ${historyRegionText(this.region)}, newest first</caption>
        <thead>
          <tr>
            <th scope="col">${step === "day" ? "Day" : "Hour"} (UTC)</th>
            <th scope="col">Median ($/GPU-hr)</th>
            <th scope="col">Lowest tenth ($/GPU-hr)</th>
            <th scope="col">Lowest ($/GPU-hr)</th>
            <th scope="col">Offers</th>
          </tr>
        </thead>
        <tbody>
          ${recorded.map(
            ({ time, at }) => html`<tr>
              <th scope="row">${this.#timeText(time).replace(" UTC", "")}</th>
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
        choose: () => this.#choose({ pricing }),
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

  /** The chosen region stays even when nothing was recorded there. */
  #regions(): HistoryRegion[] {
    const recorded = this.#historyRegions;
    return recorded.includes(this.region) ? recorded : [this.region, ...recorded];
  }

  get #historyRegions(): HistoryRegion[] {
    return this.history?.gpu === this.gpu ? this.history.regions : ["WORLD"];
  }

  #choose(choice: Partial<HistoryChoice>): void {
    const { gpu, region, range, pricing } = this;
    const detail: HistoryChoice = { gpu, region, range, pricing, ...choice };
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
      times: this.history!.times,
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

/** Made-up prices must never pass for real ones. */
const originBadge = (origin: PriceHistory["origin"]) =>
  origin === "sandbox"
    ? html`<span class="badge warning" title="Made-up prices of the built-in sandbox">Sandbox prices</span>`
    : html`<span class="badge outline" title="Prices that sources really asked">Market prices</span>`;
