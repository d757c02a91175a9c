import { providerTitle, sourceTitle } from "@necto/tools/core/source-title";
import type { RankedRow } from "@necto/tools/protocol/decision-view";
import type { BookRequest } from "@necto/tools/protocol/order";
import { html, LitElement, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { PRICE_CLASS_LABELS } from "../format/labels.ts";
import { amountText, rateText } from "../format/money.ts";
import { isBookable, memoryText, unitsText } from "../format/offer-text.ts";
import { countryText, dateText, gpuText, percentText, UNKNOWN } from "../format/text.ts";
import { icon } from "../shell/icons.ts";
import { intend } from "../shell/intent.ts";
import { badges, base, buttons } from "../styles/shared.ts";
import "./necto-offer-detail.ts";
import { OpenRows } from "./open-rows.ts";
import { pricingBadge } from "./pricing-badge.ts";
import { tableStyles } from "./table-styles.ts";

/** Ranked offers as a table, in the server's order. A row opens for why this price and why this rank. */
export class NectoResultTable extends LitElement {
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

  static override styles = [base, buttons, badges, tableStyles];

  readonly #open = new OpenRows(this);

  protected override render() {
    const hasTotal = this.rows.some(({ ranked }) => ranked.totalUsdMicros !== null);
    return html`<table>
      <caption class="hidden-words">
        Offers that fit, best first
      </caption>
      <thead>
        <tr>
          <th scope="col" class="rank"><span class="hidden-words">Rank</span></th>
          <th scope="col" class="provider">Provider</th>
          <th scope="col" class="gpu">GPU</th>
          <th scope="col">Region</th>
          <th scope="col" class="pricing">Pricing</th>
          <th scope="col" class="number rate">$/GPU-hr</th>
          <th scope="col" class="number bill">$/hr${hasTotal ? ", total" : nothing}</th>
          <th scope="col" class="availability">Availability</th>
          <th scope="col" class="number uptime">Uptime</th>
          <th scope="col" class="opener"><span class="hidden-words">Details</span></th>
        </tr>
      </thead>
      <tbody>
        ${repeat(
          this.rows,
          ({ offer }) => offer.id,
          (row) => this.#row(row),
        )}
      </tbody>
    </table>`;
  }

  #row(row: RankedRow) {
    const { ranked, offer } = row;
    const isOpen = this.#open.has(offer.id);
    return html`<tr class=${isOpen ? "open" : ""} @click=${() => this.#open.toggle(offer.id)}>
        <td class="rank">${ranked.rank}</td>
        <th scope="row" class="cut"><span title=${providerTitle(offer)}>${providerTitle(offer)}</span><small>${offer.provider === offer.source ? nothing : sourceTitle(offer.source)}</small></th>
        <td>${ranked.units > 1 ? `${ranked.units} × ` : nothing}${gpuText(offer.gpu, offer.gpuCount)}${sizeNote(row)}</td>
        <td class="cut"><span title=${offer.location.country ? nothing : "The source does not say"}>${countryText(offer.location)}</span><small title=${offer.location.raw}>${offer.location.raw}</small></td>
        <td>${pricingBadge(offer.pricing)}${classNote(offer)}</td>
        <td class="number price">${doubt(row)}${rateText(ranked.usdMicrosPerGpuHour)}${dateNote(row)}</td>
        <td class="number">${amountText(ranked.usdMicrosPerHour)}${totalNote(row)}</td>
        <td>
          ${this.#availability(row)}<small title=${offer.unitsAvailable === null ? "The source does not say how many" : nothing}>${unitsText(offer)}</small>
        </td>
        <td class="number">
          ${offer.uptimeBps === null ? html`<span class="quiet" title="The source does not say">${UNKNOWN}</span>` : percentText(offer.uptimeBps)}
        </td>
        <td class="opener">
          <button
            class="bare icon-only"
            aria-expanded=${isOpen}
            aria-label="Details of offer ${ranked.rank}, ${offer.provider}"
            @click=${(event: Event) => this.#toggle(event, offer.id)}
          >
            ${icon("chevron")}
          </button>
        </td>
      </tr>
      ${
        isOpen
          ? html`<tr class="detail">
              <td colspan="10"><necto-offer-detail .row=${row} .booking=${this.booking} .compared=${this.compared}></necto-offer-detail></td>
            </tr>`
          : nothing
      }`;
  }

  #availability(row: RankedRow) {
    if (!isBookable(row.offer)) return html`<span class="quiet">Quote only</span>`;
    return this.booking ? this.#bookButton(row, this.booking) : "Bookable";
  }

  #bookButton({ offer, ranked }: RankedRow, booking: NonNullable<this["booking"]>) {
    const title = `${gpuText(offer.gpu, offer.gpuCount)} from ${offer.provider}`;
    const book = (event: Event) => {
      event.stopPropagation();
      intend(this, "necto-book", { ...booking, offerId: offer.id, title });
    };
    return html`<button class="book" aria-label="Book offer ${ranked.rank}, ${title}" @click=${book}>Book</button>`;
  }

  #toggle(event: Event, offerId: string): void {
    event.stopPropagation();
    this.#open.toggle(offerId);
  }
}
customElements.define("necto-result-table", NectoResultTable);

const sizeNote = ({ ranked, offer }: RankedRow) =>
  ranked.units > 1
    ? html`<small>${memoryText(offer)} · <span class="warning">${ranked.units} nodes</span></small>`
    : html`<small>${memoryText(offer)}</small>`;

const classNote = ({ priceClass }: RankedRow["offer"]) => {
  const { word, meaning } = PRICE_CLASS_LABELS[priceClass];
  return html`<small title=${meaning}>${word}</small>`;
};

/** A doubt about the price; its words are in the detail. */
const doubt = ({ normalized }: RankedRow) =>
  normalized.warnings.some((warning) => !EXPECTED_WARNINGS.has(warning))
    ? html`<span class="warning">${icon("warning", "Doubtful, see the details")}</span> `
    : nothing;

/** A price that is not of this moment carries its date. */
const dateNote = ({ offer }: RankedRow) =>
  PRICE_CLASS_LABELS[offer.priceClass].isDated ? html`<small>${dateText(offer.observedAt)}</small>` : nothing;

/** Said by the row itself: its date, its number of nodes. */
const EXPECTED_WARNINGS: ReadonlySet<string> = new Set(["recorded-price", "multi-node"]);

const totalNote = ({ ranked }: RankedRow) =>
  ranked.totalUsdMicros === null ? nothing : html`<small>${amountText(ranked.totalUsdMicros)}</small>`;
