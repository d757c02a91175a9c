import type { MarketRow } from "@necto/tools/protocol/market-row";
import { html, LitElement, nothing } from "lit";
import { saveFile } from "../format/save-file.ts";
import { clockText, countOf, countText } from "../format/text.ts";
import { icon } from "../shell/icons.ts";
import { intend } from "../shell/intent.ts";
import { COMPACT } from "../shell/layout.ts";
import { MediaController } from "../shell/media-controller.ts";
import { badges, base, buttons, callouts } from "../styles/shared.ts";
import type { Moment } from "./cells.ts";
import { labelOf, type Options, optionsOf } from "./filter-options.ts";
import { repaint, type View, viewOf } from "./line-order.ts";
import type { MarketBook } from "./market-book.ts";
import "./necto-compare-tray.ts";
import "./necto-comparison.ts";
import "./necto-price-detail.ts";
import "./necto-price-filters.ts";
import type { HistoryChoice } from "./necto-price-history.ts";
import "./necto-price-history.ts";
import "./necto-price-rows.ts";
import "./necto-price-table.ts";
import "./necto-source-strip.ts";
import { pageStyles } from "./page-styles.ts";
import {
  MOST_COMPARED,
  type PriceQuery,
  removeToken,
  type SortKey,
  sortBy,
  toggleCompared,
  tokensOf,
  withoutTokens,
} from "./price-query.ts";
import type { PricesStore } from "./prices-store.ts";
import { linesToCsv } from "./to-csv.ts";
import { routeText, toRequirements } from "./to-requirements.ts";

/** Values repaint at once; the order changes at most this often. */
const REORDER_MS = 1_000;
const TICK_MS = 1_000;

/**
 * The live price table: every offer of every source, filtered, ordered, grouped, with its history. Order and values
 * are decided here; the order stands still while somebody points at a row.
 */
export class NectoPrices extends LitElement {
  static override properties = {
    store: { attribute: false },
    isPaused: { state: true },
    opened: { state: true },
  };
  declare store: PricesStore;
  declare isPaused: boolean;
  /** The offer laid open, as it was when it was; what is shown is as it is now. */
  declare opened: MarketRow | null;

  constructor() {
    super();
    this.isPaused = false;
    this.opened = null;
  }

  static override styles = [base, buttons, badges, callouts, pageStyles];

  readonly #compact = new MediaController(this, COMPACT);
  #view: View | null = null;
  #options: Options | null = null;
  readonly #open = new Set<string>();
  #isHeld = false;
  /** The market has changed since the order was made. */
  #isBehind = false;
  #orderedAt = 0;
  #reorderTimer = 0;
  #ticker = 0;
  /** The market as it was when it was paused. */
  #frozen: Pick<MarketBook, "rows"> | null = null;
  /** The time that ages are counted from; stands still while paused. */
  #moment: Moment | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.store.addEventListener("market", this.#marketChanged);
    this.store.addEventListener("query", this.#queryChanged);
    this.#ticker = window.setInterval(() => {
      if (!this.isPaused) this.requestUpdate();
    }, TICK_MS);
    this.#reorder();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.store.removeEventListener("market", this.#marketChanged);
    this.store.removeEventListener("query", this.#queryChanged);
    window.clearInterval(this.#ticker);
    window.clearTimeout(this.#reorderTimer);
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("necto-price-table, necto-price-rows")?.focus();
  }

  readonly #marketChanged = () => {
    if (this.isPaused) return;
    this.#isBehind = true;
    // Nothing stands anywhere yet, so nothing can jump.
    if (this.#view?.lines.length === 0) this.#orderedAt = 0;
    if (this.#view) this.#view = repaint(this.#view, this.store.book);
    this.#reorderSoon();
    this.requestUpdate();
  };

  readonly #queryChanged = () => this.#reorder();

  #reorderSoon(): void {
    if (this.#isHeld || this.isPaused || !this.#isBehind) return;
    window.clearTimeout(this.#reorderTimer);
    const wait = this.#orderedAt + REORDER_MS - Date.now();
    if (wait <= 0) this.#reorder();
    else this.#reorderTimer = window.setTimeout(() => this.#reorderSoon(), wait);
  }

  #reorder(): void {
    const { query, observedAt } = this.store;
    const book = this.#frozen ?? this.store.book;
    this.#view = viewOf(book, query, this.#open, observedAt);
    this.#options = optionsOf(book.rows.values());
    // Rows that are gone can no longer be pointed at, and nobody would say so.
    if (this.#view.lines.length === 0) this.#isHeld = false;
    this.#orderedAt = Date.now();
    this.#isBehind = false;
    this.requestUpdate();
  }

  protected override render() {
    const { store } = this;
    const view = this.#view!;
    if (!this.#moment || !this.isPaused)
      this.#moment = {
        now: store.now,
        clock: Date.now(),
        observedAt: store.observedAt,
        moves: store.book.moves,
      };
    return html`<div class="page">
        <div class="top">
          ${this.#head(view)}
          <necto-source-strip .sources=${store.book.sources} .now=${store.now} .isFolded=${this.#compact.matches}></necto-source-strip>
          ${this.#compact.matches ? nothing : this.#filters(view)} ${this.#problem()}
          ${store.query.history && !this.#compact.matches ? this.#history(store.query.history, 168) : nothing}
          ${this.#compact.matches ? html`<p class="unit">$/GPU-hr</p>` : nothing}
        </div>
        ${this.#table(view)} ${store.query.compare.length > 0 ? this.#tray() : nothing}
      </div>
      ${this.#offer()} ${this.#comparison()} ${this.#compact.matches ? this.#sheets(view) : nothing}`;
  }

  #offer() {
    const { store, opened } = this;
    const row = opened && (store.book.rows.get(opened.id) ?? opened);
    return html`<dialog id="offer" aria-label="Offer" @click=${this.#clickOutside} @close=${this.#offerClosed}>
      <div class="sheet-head">
        Offer
        <button class="bare icon-only" aria-label="Close the offer" @click=${() => this.#sheet("offer")?.close()}>${icon("close")}</button>
      </div>
      ${
        row
          ? html`${store.book.rows.has(row.id) ? nothing : html`<p class="callout warning">The offer is gone; this is what it was.</p>`}
              <necto-price-detail
                .row=${row}
                .source=${store.book.sources.find(({ source }) => source === row.source) ?? null}
                .observedAt=${store.observedAt(row)}
                .now=${this.#moment!.now}
              ></necto-price-detail>
              ${this.#compareButton(row)}`
          : nothing
      }
    </dialog>`;
  }

  #compareButton(row: MarketRow) {
    const { compare } = this.store.query;
    const isChosen = compare.includes(row.id);
    return html`<button
      class="compare"
      aria-pressed=${isChosen}
      ?disabled=${!isChosen && compare.length >= MOST_COMPARED}
      title=${isChosen || compare.length < MOST_COMPARED ? nothing : `${MOST_COMPARED} offers are compared at most`}
      @click=${() => this.#compare(row.id)}
    >
      ${icon(isChosen ? "check" : "plus")}Compare
    </button>`;
  }

  #tray() {
    const { query, book } = this.store;
    return html`<necto-compare-tray
      .chosen=${query.compare.map((id) => ({ id, row: book.rows.get(id) ?? null }))}
      @necto-compare=${this.#compareAsked}
      @necto-compare-open=${() => this.store.ask({ ...query, isComparing: true })}
      @necto-compare-clear=${() => this.store.ask({ ...query, compare: [], isComparing: false })}
    ></necto-compare-tray>`;
  }

  #comparison() {
    const { query, book } = this.store;
    if (!query.isComparing || query.compare.length === 0) return nothing;
    const version = query.compare.map((id) => {
      const row = book.rows.get(id);
      return `${row?.usdMicrosPerGpuHour} ${row?.unitsAvailable} ${row?.reasons}`;
    });
    return html`<dialog id="comparison" aria-label="Comparison" @click=${this.#clickOutside} @close=${this.#comparisonClosed}>
      <div class="sheet-head">
        Comparison
        <button class="bare icon-only" aria-label="Close the comparison" @click=${() => this.#sheet("comparison")?.close()}>${icon("close")}</button>
      </div>
      <necto-comparison
        .ids=${query.compare}
        .version=${version.join()}
        .isCompact=${this.#compact.matches}
        @necto-compare=${this.#compareAsked}
      ></necto-comparison>
    </dialog>`;
  }

  readonly #compareAsked = (event: CustomEvent<{ id: string }>): void => this.#compare(event.detail.id);

  #compare(id: string): void {
    this.store.ask(toggleCompared(this.store.query, id));
  }

  readonly #comparisonClosed = (): void => {
    this.store.ask({ ...this.store.query, isComparing: false });
  };

  #head(view: View) {
    const { store } = this;
    const offers = view.filtered.rows.length;
    const total = store.book.rows.size;
    const filters = tokensOf(store.query).length;
    const isCompact = this.#compact.matches;
    return html`<div class="head">
        <h1>Prices</h1>
        <span class="count figure">
          ${store.isLoading ? nothing : offers === total ? countOf(total, "offer") : `${countText(offers)} of ${countOf(total, "offer")}`}
        </span>
        ${this.#orderBadge()}
        <span class="gap"></span>
        ${isCompact ? nothing : this.#actions()}
        <button
          class="primary"
          title="Opens a conversation with these filters as requirements"
          @click=${() => intend(this, "necto-route", { requirements: toRequirements(store.query), action: routeText(store.query) })}
        >
          ${icon("route")}${isCompact ? "Ask the agent" : "Ask the agent to route this"}
        </button>
      </div>
      ${
        isCompact
          ? html`<div class="actions">
              <button aria-haspopup="dialog" @click=${() => this.#sheet("filters")?.showModal()}>
                ${icon("filter")}Filters${filters > 0 ? ` (${filters})` : nothing}
              </button>
              ${this.#actions()}
            </div>`
          : nothing
      }`;
  }

  #actions() {
    return html`<button class="bare" aria-pressed=${this.isPaused} @click=${this.#pause} title="Values and order stand still">
        ${icon(this.isPaused ? "play" : "pause")}Pause
      </button>
      <button class="bare" aria-expanded=${this.store.query.history !== null} @click=${this.#toggleHistory}>${icon("prices")}History</button>
      <button class="bare" @click=${this.#download} title="What is listed, in this order and grouping">
        ${icon("download")}CSV
      </button>`;
  }

  #orderBadge() {
    if (this.isPaused)
      return html`<span class="badge warning paused" role="status">Paused at ${clockText(this.#moment!.now)}</span>`;
    return this.#isHeld && this.#isBehind
      ? html`<span class="badge outline paused" role="status" title="Rows do not change places while you point at them; values go on">Order paused</span>`
      : nothing;
  }

  #filters(view: View) {
    return html`<necto-price-filters
      .query=${this.store.query}
      .options=${this.#options!}
      .rejected=${view.filtered.rejected}
      .hasOrder=${this.#compact.matches}
      @necto-query=${(event: CustomEvent<{ query: PriceQuery }>) => this.store.ask(event.detail.query)}
    ></necto-price-filters>`;
  }

  #table(view: View) {
    const { store } = this;
    if (store.isLoading)
      return html`<div class="bones" aria-busy="true">${Array.from({ length: 24 }, () => html`<i></i>`)}</div>`;
    if (view.lines.length === 0) return this.#empty(view);
    if (this.#compact.matches)
      return html`<necto-price-rows class="table" .lines=${view.lines} .moment=${this.#moment!} @necto-open=${this.#openOffer} @necto-toggle=${this.#toggle} @necto-hold=${this.#hold}></necto-price-rows>`;
    return html`<necto-price-table
      class="table"
      .lines=${view.lines}
      .query=${store.query}
      .moment=${this.#moment!}
      @necto-sort=${(event: CustomEvent<{ key: SortKey }>) => store.ask(sortBy(store.query, event.detail.key))}
      @necto-open=${this.#openOffer}
      @necto-compare=${this.#compareAsked}
      @necto-toggle=${this.#toggle}
      @necto-hold=${this.#hold}
    ></necto-price-table>`;
  }

  /** Which filter keeps out how many, and a way to let go of each. */
  #empty({ filtered }: View) {
    const { query, book } = this.store;
    const tokens = tokensOf(query);
    if (book.rows.size === 0)
      return html`<div class="empty"><p>No source has an offer now. What each of them answered stands above.</p></div>`;
    const single = tokens.filter(
      ({ field }) =>
        tokens.filter((token) => token.field === field).length === 1 &&
        (filtered.removedAlone.get(field) ?? 0) > 0,
    );
    return html`<div class="empty">
      <p>0 of ${countOf(book.rows.size, "offer")} fit all of these filters.</p>
      ${filtered.rejected > 0 && !query.hasRejected ? html`<p>${countOf(filtered.rejected, "offer")} that fit are left out of every search.</p>` : nothing}
      <ul>
        ${single.map(
          (token) => html`<li>
            <button @click=${() => this.store.ask(removeToken(query, token))}>
              Without “${labelOf(token)}”: ${countOf(filtered.removedAlone.get(token.field)!, "offer")}
            </button>
          </li>`,
        )}
        <li><button @click=${() => this.store.ask(withoutTokens(query))}>Clear all filters</button></li>
      </ul>
    </div>`;
  }

  #problem() {
    const { problem } = this.store;
    if (!problem) return nothing;
    return html`<div class="callout danger" role="alert">
      ${icon("failed")}
      <div>The market could not be loaded. ${problem} ${this.store.isLoading ? nothing : "What is shown is from before."}</div>
      <button @click=${() => this.store.retry()}>Try again</button>
    </div>`;
  }

  #history(gpu: string, height: number) {
    const models = (this.#options?.gpu ?? []).filter(({ value }) => !/ (SXM|PCIe|NVL|OAM)$/.test(value));
    return html`<necto-price-history
      .gpu=${gpu}
      .region=${this.store.query.historyRegion}
      .range=${this.store.query.range}
      .pricing=${this.store.query.historyPricing}
      .models=${models}
      .height=${height}
      @necto-history=${(event: CustomEvent<HistoryChoice>) => {
        const { gpu: history, region: historyRegion, range, pricing: historyPricing } = event.detail;
        this.store.ask({ ...this.store.query, history, historyRegion, range, historyPricing });
      }}
    ></necto-price-history>`;
  }

  #sheets(view: View) {
    const { history } = this.store.query;
    return html`<dialog id="filters" aria-label="Filters" @click=${this.#clickOutside}>
        <div class="sheet-head">
          Filters
          <button class="bare icon-only" aria-label="Close the filters" @click=${() => this.#sheet("filters")?.close()}>${icon("close")}</button>
        </div>
        ${this.#filters(view)}
        <button class="primary apply" @click=${() => this.#sheet("filters")?.close()}>Show ${countOf(view.filtered.rows.length, "offer")}</button>
      </dialog>
      <dialog id="history" aria-label="Price history" @click=${this.#clickOutside} @close=${this.#historyClosed}>
        ${history ? this.#history(history, 160) : nothing}
      </dialog>`;
  }

  protected override updated(): void {
    const comparison = this.#sheet("comparison");
    if (comparison && !comparison.open) comparison.showModal();
    const sheet = this.#sheet("history");
    const isWanted = this.store.query.history !== null;
    if (sheet && isWanted && !sheet.open) sheet.showModal();
    if (sheet && !isWanted && sheet.open) sheet.close();
  }

  #sheet(id: string): HTMLDialogElement | null {
    return this.renderRoot.querySelector<HTMLDialogElement>(`dialog#${id}`);
  }

  readonly #clickOutside = (event: MouseEvent): void => {
    if (event.target === event.currentTarget) (event.currentTarget as HTMLDialogElement).close();
  };

  readonly #openOffer = async (event: CustomEvent<{ row: MarketRow }>): Promise<void> => {
    this.opened = event.detail.row;
    await this.updateComplete;
    this.#sheet("offer")?.showModal();
  };

  readonly #offerClosed = (): void => {
    this.opened = null;
  };

  readonly #historyClosed = (): void => {
    if (this.#compact.matches && this.store.query.history)
      this.store.ask({ ...this.store.query, history: null });
  };

  readonly #toggleHistory = (): void => {
    const { query } = this.store;
    this.store.ask({ ...query, history: query.history ? null : this.#modelInView() });
  };

  /** The filtered GPU, or the model with most offers. */
  #modelInView(): string {
    const [asked] = this.store.query.gpu;
    const models = [...(this.#options?.gpu ?? [])].sort((a, b) => b.offers - a.offers);
    return asked?.replace(/ (SXM|PCIe|NVL|OAM)$/, "") ?? models[0]?.value ?? "H100";
  }

  readonly #pause = (): void => {
    this.isPaused = !this.isPaused;
    this.#frozen = this.isPaused ? { rows: new Map(this.store.book.rows) } : null;
    this.#reorder();
  };

  readonly #toggle = (event: CustomEvent<{ key: string }>): void => {
    const { key } = event.detail;
    if (!this.#open.delete(key)) this.#open.add(key);
    this.#reorder();
  };

  readonly #hold = (event: CustomEvent<{ isHeld: boolean }>): void => {
    if (this.#isHeld === event.detail.isHeld) return;
    this.#isHeld = event.detail.isHeld;
    this.#reorderSoon();
    this.requestUpdate();
  };

  readonly #download = (): void => {
    const text = linesToCsv(this.#view!.lines, this.store.observedAt);
    saveFile(
      `necto-prices-${new Date(this.store.now).toISOString().slice(0, 19).replaceAll(":", "")}Z.csv`,
      new Blob([text], { type: "text/csv;charset=utf-8" }),
    );
  };
}
customElements.define("necto-prices", NectoPrices);
