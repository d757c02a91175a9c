import { providerTitle } from "@necto/tools/core/source-title";
import type { RankedRow } from "@necto/tools/protocol/decision-view";
import type { BookRequest } from "@necto/tools/protocol/order";
import { css, html, LitElement, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { rateText } from "../format/money.ts";
import { isBookable, priceClassText } from "../format/offer-text.ts";
import { countryText, gpuText } from "../format/text.ts";
import { badges, base } from "../styles/shared.ts";
import "./necto-offer-detail.ts";
import { OpenRows } from "./open-rows.ts";
import { pricingBadge } from "./pricing-badge.ts";

/** Ranked offers for narrow screens: two lines a row, the price never cut, in the server's order. */
export class NectoResultRows extends LitElement {
  static override properties = {
    rows: { attribute: false },
    booking: { attribute: false },
    compared: { attribute: false },
  };
  declare rows: readonly RankedRow[];
  /** What a Book button asks with, beside the offer; without it the rows are to be read only. */
  declare booking?: Pick<BookRequest, "decisionId" | "durationSeconds"> | undefined;

  /** Ids of the offers chosen to be laid side by side. */
  declare compared?: readonly string[] | undefined;

  static override styles = [
    base,
    badges,
    css`
      .unit {
        padding: 0 var(--n-sp-3) var(--n-sp-1);
        color: var(--n-text-3);
        font-size: var(--n-fs-sm);
        text-align: right;
      }
      ol {
        overflow: hidden;
        border: 1px solid var(--n-border);
        border-radius: var(--n-r-lg);
        background: var(--n-bg-surface);
      }
      li + li {
        border-top: 1px solid var(--n-border);
      }
      button {
        display: grid;
        grid-template-columns: 1.25rem minmax(0, 1fr) auto;
        gap: 0 var(--n-sp-2);
        width: 100%;
        min-height: 3.5rem;
        padding: var(--n-sp-2) var(--n-sp-3) var(--n-sp-2) var(--n-sp-2);
        border: 0;
        background: none;
        color: inherit;
        font: inherit;
        font-size: var(--n-fs-base);
        line-height: 1.35;
        text-align: left;
        cursor: pointer;
        align-content: center;
      }
      button:focus-visible {
        outline-offset: -2px;
      }
      button[aria-expanded="true"] {
        background: var(--n-bg-selected);
      }
      .rank {
        color: var(--n-text-3);
        text-align: right;
      }
      .gpu {
        overflow: hidden;
        font-weight: var(--n-fw-med);
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .price {
        font-size: var(--n-fs-lg);
        font-weight: var(--n-fw-semi);
        text-align: right;
      }
      .from {
        grid-column: 2;
        overflow: hidden;
        color: var(--n-text-2);
        font-size: var(--n-fs-sm);
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .class {
        color: var(--n-text-3);
        font-size: var(--n-fs-sm);
        text-align: right;
        white-space: nowrap;
      }
      small {
        margin-left: var(--n-sp-1);
        font-size: var(--n-fs-sm);
        font-weight: var(--n-fw);
      }
      .bookable {
        color: var(--n-accent-text);
      }
      .warning {
        color: var(--n-warning);
      }
    `,
  ];

  readonly #open = new OpenRows(this);

  protected override render() {
    return html`<p class="unit">$/GPU-hr</p>
      <ol aria-label="Offers that fit, best first">
        ${repeat(
          this.rows,
          ({ offer }) => offer.id,
          (row) => this.#row(row),
        )}
      </ol>`;
  }

  #row(row: RankedRow) {
    const { ranked, offer } = row;
    const isOpen = this.#open.has(offer.id);
    return html`<li>
      <button class="figure" aria-expanded=${isOpen} @click=${() => this.#open.toggle(offer.id)}>
        <span class="rank">${ranked.rank}</span>
        <span class="gpu"
          >${ranked.units > 1 ? `${ranked.units} × ` : nothing}${gpuText(offer.gpu, offer.gpuCount)}
          <small class=${isBookable(offer) ? "bookable" : "quiet"}>${isBookable(offer) ? "Bookable" : "Quote only"}</small>
          ${ranked.units > 1 ? html`<small class="warning">${ranked.units} nodes</small>` : nothing}</span
        >
        <span class="price">${rateText(ranked.usdMicrosPerGpuHour)}</span>
        <span class="from">${pricingBadge(offer.pricing)} ${providerTitle(offer)} · ${countryText(offer.location)}</span>
        <span class="class">${priceClassText(offer)}</span>
      </button>
      ${isOpen ? html`<necto-offer-detail .row=${row} .booking=${this.booking} .compared=${this.compared}></necto-offer-detail>` : nothing}
    </li>`;
  }
}
customElements.define("necto-result-rows", NectoResultRows);
