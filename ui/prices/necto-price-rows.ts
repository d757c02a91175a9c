import { providerTitle } from "@necto/tools/core/source-title";
import type { MarketRow } from "@necto/tools/protocol/market-row";
import { css, html, LitElement, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { countOf } from "../format/text.ts";
import { icon } from "../shell/icons.ts";
import { badges, base } from "../styles/shared.ts";
import { classCell, fadeClass, type Moment, priceCell, pricingCell, updatedCell } from "./cells.ts";
import type { Line } from "./group-rows.ts";
import { cheapestText, rangeText } from "./range-text.ts";
import { reasonsText, regionText, unitText } from "./row-text.ts";
import { rowStyles } from "./table-styles.ts";
import { WindowController } from "./window-controller.ts";

const lineHeight = (): number => 3.5 * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);

/** Rows change places again when nobody has scrolled for this long. */
const REST_MS = 2_000;

/**
 * Offers for narrow screens: two lines a row, the price never cut; only what is on screen exists.
 * @fires necto-hold - a thumb scrolls, or has just stopped, `{ isHeld }`
 * @fires necto-open - an offer is to be laid open, `{ row }`
 * @fires necto-toggle - a group is to be opened or closed, `{ key }`
 */
export class NectoPriceRows extends LitElement {
  static override properties = { lines: { attribute: false }, moment: { attribute: false } };
  declare lines: readonly Line[];
  declare moment: Moment;

  static override styles = [
    base,
    badges,
    css`
      :host {
        min-height: 0;
      }
      .scroller {
        height: 100%;
        overflow: hidden auto;
        overflow-anchor: none;
        border-top: 1px solid var(--n-border);
        background: var(--n-bg-surface);
        contain: strict;
      }
      .scroller:focus-visible {
        outline-offset: -2px;
      }
      .row {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0.125rem var(--n-sp-3);
        width: 100%;
        height: 3.5rem;
        padding: 0 var(--n-sp-3);
        border: 0;
        border-bottom: 1px solid var(--n-border);
        background: none;
        color: inherit;
        font: inherit;
        font-size: var(--n-fs-base);
        line-height: 1.25;
        text-align: left;
        align-content: center;
      }
      button.row {
        cursor: pointer;
      }
      button.row[aria-expanded] {
        background: var(--n-bg-canvas);
      }
      .row:focus-visible {
        outline-offset: -2px;
      }
      .cut {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .gpu {
        font-weight: var(--n-fw-med);
      }
      small {
        color: var(--n-text-3);
        font-size: var(--n-fs-sm);
        font-weight: var(--n-fw);
      }
      .price {
        font-size: var(--n-fs-lg);
        font-weight: var(--n-fw-semi);
        text-align: right;
        white-space: nowrap;
      }
      .second {
        color: var(--n-text-2);
        font-size: var(--n-fs-sm);
      }
      .rejected {
        color: var(--n-text-3);
      }
      .rejected .price {
        font-weight: var(--n-fw);
      }
      button[aria-expanded] svg {
        margin-right: var(--n-sp-1);
        font-size: 0.75rem;
        color: var(--n-text-3);
      }
      button[aria-expanded="true"] svg {
        transform: rotate(90deg);
      }
    `,
    rowStyles,
  ];

  readonly #window = new WindowController(this, {
    scroller: () => this.renderRoot.querySelector<HTMLElement>(".scroller"),
    lineHeight,
  });

  #restTimer = 0;

  readonly #scrolled = () => {
    this.#window.scrolled();
    this.#hold(true);
    window.clearTimeout(this.#restTimer);
    this.#restTimer = window.setTimeout(() => this.#hold(false), REST_MS);
  };

  #hold(isHeld: boolean): void {
    this.dispatchEvent(new CustomEvent("necto-hold", { detail: { isHeld } }));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearTimeout(this.#restTimer);
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>(".scroller")?.focus();
  }

  protected override render() {
    const [from, to] = this.#window.range(this.lines.length);
    const height = lineHeight();
    return html`<div class="scroller" tabindex="0" role="region" aria-label="Offers, prices in US dollars per GPU-hour" @scroll=${this.#scrolled}>
      <div .style=${`height:${from * height}px`}></div>
      <div role="list">
        ${this.#lines(from, to)}
      </div>
      <div .style=${`height:${(this.lines.length - to) * height}px`}></div>
    </div>`;
  }

  /** As in the table: rows are reused, groups keep theirs. */
  #lines(from: number, to: number) {
    const shown = this.lines.slice(from, to);
    const draw = (line: Line, index: number) =>
      html`<div role="listitem" aria-setsize=${this.lines.length} aria-posinset=${from + index + 1}>
        ${line.kind === "group" ? this.#group(line) : this.#row(line.row)}
      </div>`;
    return this.lines[0]?.kind === "group" ? repeat(shown, ({ key }) => key, draw) : shown.map(draw);
  }

  #row(row: MarketRow) {
    const reasons = reasonsText(row);
    return html`<button
      class="row figure ${reasons ? "rejected" : ""} ${fadeClass(row.id, this.moment)}"
      aria-haspopup="dialog"
      @click=${() => this.dispatchEvent(new CustomEvent("necto-open", { detail: { row } }))}
    >
      <span class="gpu cut">${unitText(row)} <small>${row.memoryGib === null ? nothing : `${row.memoryGib} GiB`}</small></span>
      <span class="price">${priceCell(row, this.moment)}</span>
      <span class="second cut">
        ${pricingCell(row)}
        ${reasons ? html`<span class="why">${reasons}</span> · ` : row.isBookable ? html`<span class="bookable">Bookable</span> · ` : nothing}${providerTitle(row)}${
          row.country === null ? nothing : ` · ${regionText(row)}`
        }
      </span>
      <small>${classCell(row)} ${updatedCell(row, this.moment)}</small>
    </button>`;
  }

  #group({ group, isOpen }: Extract<Line, { kind: "group" }>) {
    return html`<button
      class="row figure"
      aria-expanded=${isOpen}
      @click=${() => this.dispatchEvent(new CustomEvent("necto-toggle", { detail: { key: group.key } }))}
    >
      <span class="gpu cut">${icon("chevron")}${group.gpu} <small>${group.memoryGib === null ? nothing : `${group.memoryGib} GiB`}</small></span>
      <span class="price">${rangeText(group)}</span>
      <span class="second cut"
        >${countOf(group.rows.length, "offer")}${group.bookable > 0 ? html`, <span class="bookable">${group.bookable} bookable</span>` : nothing}
        ${group.cheapest ? `· ${cheapestText(group)}` : `from ${group.sources.join(", ")}`}</span
      >
      <small>${group.rejected > 0 ? `${group.rejected} left out` : nothing}</small>
    </button>`;
  }
}
customElements.define("necto-price-rows", NectoPriceRows);
