import { providerTitle, sourceTitle } from "@necto/tools/core/source-title";
import type { MarketRow } from "@necto/tools/protocol/market-row";
import { html, LitElement, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { repeat } from "lit/directives/repeat.js";
import { rateText } from "../format/money.ts";
import { countText, percentText, UNKNOWN } from "../format/text.ts";
import { icon } from "../shell/icons.ts";
import { badges, base, buttons } from "../styles/shared.ts";
import { classCell, fadeClass, type Moment, priceCell, pricingCell, updatedCell } from "./cells.ts";
import type { Line } from "./group-rows.ts";
import { MOST_COMPARED, type PriceQuery, type SortKey } from "./price-query.ts";
import { cheapestText, rangeText } from "./range-text.ts";
import { capacityText, reasonsText, regionText, unitText } from "./row-text.ts";
import { rowStyles, tableStyles } from "./table-styles.ts";
import { WindowController } from "./window-controller.ts";

interface Column {
  readonly key: SortKey;
  readonly heading: string;
  readonly width: string;
  readonly isNumber?: boolean;
}

const COLUMNS: readonly Column[] = [
  { key: "gpu", heading: "GPU", width: "w-gpu" },
  { key: "price", heading: "$/GPU-hr", width: "w-price", isNumber: true },
  { key: "bill", heading: "$/hr", width: "w-bill", isNumber: true },
  { key: "pricing", heading: "Pricing", width: "w-pricing" },
  { key: "provider", heading: "Provider", width: "w-provider" },
  { key: "region", heading: "Region", width: "w-region" },
  { key: "units", heading: "Availability", width: "w-units" },
  { key: "uptime", heading: "Uptime", width: "w-uptime", isNumber: true },
  { key: "class", heading: "Price is", width: "w-class" },
  { key: "updated", heading: "Updated", width: "w-updated", isNumber: true },
];

/** Row height in rem: as `--n-row` of `tokens.css`. */
const lineHeight = (): number => {
  const isCoarse = matchMedia("(pointer: coarse)").matches;
  return (isCoarse ? 2.75 : 2) * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
};

/**
 * Offers as a table of equally high rows, of which only those on screen exist. It shows what it is given: order and
 * values are its owner's.
 *
 * @fires necto-sort - a column was chosen, `{ key }`
 * @fires necto-open - an offer is to be laid open, `{ row }`
 * @fires necto-compare - an offer is to be compared, or no longer, `{ id }`
 * @fires necto-toggle - a group is to be opened or closed, `{ key }`
 * @fires necto-hold - the pointer or the focus came into the rows or left them, `{ isHeld }`
 */
export class NectoPriceTable extends LitElement {
  static override properties = {
    lines: { attribute: false },
    query: { attribute: false },
    moment: { attribute: false },
  };
  declare lines: readonly Line[];
  declare query: PriceQuery;
  declare moment: Moment;

  static override styles = [base, buttons, badges, tableStyles, rowStyles];

  readonly #window = new WindowController(this, {
    scroller: () => this.renderRoot.querySelector<HTMLElement>(".scroller"),
    lineHeight,
  });
  #hasPointer = false;
  #hasFocus = false;

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>(".scroller")?.focus();
  }

  protected override render() {
    const [from, to] = this.#window.range(this.lines.length);
    const height = lineHeight();
    return html`<div
      class="scroller"
      tabindex="0"
      role="region"
      aria-label="Offers"
      @scroll=${this.#window.scrolled}
      @focusin=${() => this.#hold({ hasFocus: true })}
      @focusout=${() => this.#hold({ hasFocus: false })}
    >
      <table aria-rowcount=${this.lines.length + 1}>
        <caption class="hidden-words">
          Offers of all sources
        </caption>
        <thead>
          <tr aria-rowindex="1">
            ${COLUMNS.map((column) => this.#heading(column))}
          </tr>
        </thead>
        <tbody
          @pointerenter=${(event: PointerEvent) => event.pointerType === "mouse" && this.#hold({ hasPointer: true })}
          @pointerleave=${() => this.#hold({ hasPointer: false })}
        >
          ${spacer(from * height)}
          ${this.#lines(from, to)}
          ${spacer((this.lines.length - to) * height)}
        </tbody>
      </table>
    </div>`;
  }

  /** Rows are reused from place to place, which makes scrolling cheap; groups keep theirs, for the focus on their buttons. */
  #lines(from: number, to: number) {
    const shown = this.lines.slice(from, to);
    const draw = (line: Line, index: number) =>
      line.kind === "group" ? this.#group(line, from + index) : this.#row(line.row, from + index);
    return this.query.isGrouped ? repeat(shown, ({ key }) => key, draw) : shown.map(draw);
  }

  #heading({ key, heading, width, isNumber }: Column) {
    const { sort, isDescending } = this.query;
    const isSorted = sort === key;
    return html`<th
      scope="col"
      class="${width} ${isNumber ? "number" : ""}"
      aria-sort=${isSorted ? (isDescending ? "descending" : "ascending") : nothing}
    >
      <button @click=${() => this.#tell("necto-sort", { key })}>
        ${heading}${isSorted ? html`<span class="way" aria-hidden="true">${isDescending ? "▼" : "▲"}</span>` : nothing}
      </button>
    </th>`;
  }

  #row(row: MarketRow, index: number) {
    const reasons = reasonsText(row);
    return html`<tr aria-rowindex=${index + 2} class="${reasons ? "rejected" : ""} ${this.query.isGrouped ? "in-group" : ""}">
      <th scope="row" title=${row.gpu === null ? nothing : row.gpuRaw}>
        ${this.#compare(row)}<button aria-haspopup="dialog" @click=${() => this.#tell("necto-open", { row })}>${unitText(row)}</button>
        <small>${row.memoryGib === null ? nothing : `${row.memoryGib} GiB`}</small>
      </th>
      <td class="price number ${fadeClass(row.id, this.moment)}">${priceCell(row, this.moment)}</td>
      <td class="number w-bill">${row.usdMicrosPerHour === null ? UNKNOWN : rateText(row.usdMicrosPerHour)}</td>
      <td>${pricingCell(row)}</td>
      <td title=${providerTitle(row)}>${providerTitle(row)}${row.source === row.provider ? nothing : html` <small>${sourceTitle(row.source)}</small>`}</td>
      <td title=${row.place || "The source does not say"}>${regionText(row)} <small>${row.country === null || row.place !== row.country ? row.place : nothing}</small></td>
      <td title=${reasons || nothing}>${reasons ? html`<span class="why">${reasons}</span>` : availability(row)}</td>
      <td class="number w-uptime">${row.uptimeBps === null ? html`<span class="quiet" title="The source does not say">${UNKNOWN}</span>` : percentText(row.uptimeBps)}</td>
      <td>${classCell(row)}</td>
      <td class="number">${updatedCell(row, this.moment)}</td>
    </tr>`;
  }

  /** Rows are reused for other offers: what is ticked is told anew each time. */
  #compare(row: MarketRow) {
    const { compare } = this.query;
    const isChosen = compare.includes(row.id);
    return html`<input
      type="checkbox"
      aria-label="Compare ${unitText(row)} from ${providerTitle(row)}"
      .checked=${live(isChosen)}
      ?disabled=${!isChosen && compare.length >= MOST_COMPARED}
      @change=${() => this.#tell("necto-compare", { id: row.id })}
    />`;
  }

  #group({ group, isOpen }: Extract<Line, { kind: "group" }>, index: number) {
    return html`<tr aria-rowindex=${index + 2} class="group">
      <th scope="row">
        <button aria-expanded=${isOpen} @click=${() => this.#tell("necto-toggle", { key: group.key })}>
          ${icon("chevron")}<b>${group.gpu}</b> <small>${group.memoryGib === null ? nothing : `${group.memoryGib} GiB`}</small>
        </button>
      </th>
      <td class="price number">${rangeText(group)}</td>
      <td class="w-bill"></td>
      <td colspan="4">
        ${countText(group.rows.length)} ${group.rows.length === 1 ? "offer" : "offers"}${
          group.bookable > 0
            ? html`, <span class="bookable">${countText(group.bookable)} bookable</span>`
            : nothing
        }${group.rejected > 0 ? html`, <span class="quiet">${countText(group.rejected)} left out</span>` : nothing}
        <small>${cheapestText(group) && `· ${cheapestText(group)} ·`} from ${group.sources.join(", ")}</small>
      </td>
      <td class="w-uptime"></td>
      <td></td>
      <td></td>
    </tr>`;
  }

  #hold(change: { readonly hasPointer?: boolean; readonly hasFocus?: boolean }): void {
    this.#hasPointer = change.hasPointer ?? this.#hasPointer;
    // Headers are in the same table; sorting by one must not pause the order.
    const focused = (this.renderRoot as ShadowRoot).activeElement;
    this.#hasFocus = (change.hasFocus ?? this.#hasFocus) && focused !== null && !focused.closest("thead");
    this.#tell("necto-hold", { isHeld: this.#hasPointer || this.#hasFocus });
  }

  #tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
customElements.define("necto-price-table", NectoPriceTable);

const spacer = (height: number) =>
  html`<tr class="spacer" aria-hidden="true"><td .style=${`height:${height}px`}></td></tr>`;

function availability(row: MarketRow) {
  const capacity = capacityText(row);
  return html`<span class=${row.isBookable ? "bookable" : "quiet"}>${row.isBookable ? "Bookable" : "Quote only"}</span>
    <small title=${capacity === "" ? "The source does not say how many" : nothing}>${capacity}</small>`;
}
