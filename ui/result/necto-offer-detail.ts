import { describeStep, describeWarning, describeWhy } from "@necto/tools/core/explain";
import { providerTitle } from "@necto/tools/core/source-title";
import { formatDuration } from "@necto/tools/core/units";
import type { RankedRow } from "@necto/tools/protocol/decision-view";
import type { BookRequest } from "@necto/tools/protocol/order";
import { html, LitElement, nothing } from "lit";
import { confidenceText } from "../format/confidence-text.ts";
import { PRICE_CLASS_LABELS } from "../format/labels.ts";
import { amountText, rateText } from "../format/money.ts";
import { isBookable, memoryText, priceClassText, sizeText, unitsText } from "../format/offer-text.ts";
import { countText, gpuText, percentText, timeText } from "../format/text.ts";
import { MOST_COMPARED } from "../prices/price-query.ts";
import { icon } from "../shell/icons.ts";
import { intend } from "../shell/intent.ts";
import { VolatilityController } from "../shell/volatility-controller.ts";
import { base, buttons } from "../styles/shared.ts";
import { detailStyles } from "./detail-styles.ts";

/** One offer laid open: the price's arithmetic line by line, why it stands where it stands, and every known fact. */
export class NectoOfferDetail extends LitElement {
  static override properties = {
    row: { attribute: false },
    booking: { attribute: false },
    compared: { attribute: false },
  };
  declare row: RankedRow;
  /** What the Book button asks with, beside the offer; without it the rows are to be read only. */
  declare booking?: Pick<BookRequest, "decisionId" | "durationSeconds"> | undefined;

  /** Ids of the offers chosen to be laid side by side; without it nothing can be chosen. */
  declare compared?: readonly string[] | undefined;

  readonly #volatility = new VolatilityController(this);

  static override styles = [base, buttons, detailStyles];

  protected override render() {
    return html`<div class="detail">
      ${this.#warnings()}
      <section>
        <h3>Why this price</h3>
        <ol>
          ${this.row.normalized.steps.map((step) => html`<li>${describeStep(step)}</li>`)}
        </ol>
        ${this.#bill()} ${this.#risk()}
      </section>
      <section>
        <h3>Why this rank</h3>
        <p>${this.#why()}</p>
      </section>
      <section class="facts">
        <h3>What is known</h3>
        ${this.#facts()}
      </section>
      ${this.booking || this.compared ? html`<p class="book">${this.booking ? this.#bookButton(this.booking) : nothing}${this.compared ? this.#compareButton(this.compared) : nothing}</p>` : nothing}
    </div>`;
  }

  #bookButton(booking: NonNullable<this["booking"]>) {
    const { offer } = this.row;
    const title = `${gpuText(offer.gpu, offer.gpuCount)} from ${providerTitle(offer)}`;
    const book = () => intend(this, "necto-book", { ...booking, offerId: offer.id, title });
    return html`<button class=${isBookable(offer) ? "primary" : ""} @click=${book}>
      ${isBookable(offer) ? "Book" : "How to book it there"}
    </button>`;
  }

  #compareButton(compared: readonly string[]) {
    const { id } = this.row.offer;
    const isChosen = compared.includes(id);
    return html`<button
      aria-pressed=${isChosen}
      ?disabled=${!isChosen && compared.length >= MOST_COMPARED}
      @click=${() => intend(this, "necto-compare", { id })}
    >
      ${icon(isChosen ? "check" : "plus")}Compare
    </button>`;
  }

  #warnings() {
    const { warnings } = this.row.normalized;
    if (warnings.length === 0) return nothing;
    return html`<ul>
      ${warnings.map((warning) => html`<li>${icon("warning")}${describeWarning(warning)}</li>`)}
    </ul>`;
  }

  #bill() {
    const { ranked, offer } = this.row;
    return html`<p class="bill">
      <b>$${rateText(ranked.usdMicrosPerGpuHour)}</b>/GPU-hr ${sizeText(ranked, offer)} =
      <b>$${amountText(ranked.usdMicrosPerHour)}</b>/hr${
        ranked.totalUsdMicros === null
          ? nothing
          : html`, <b>$${amountText(ranked.totalUsdMicros)}</b> for the whole job`
      }
    </p>`;
  }

  #risk() {
    const { riskAdjustedUsdMicrosPerGpuHour: adjusted, usdMicrosPerGpuHour } = this.row.normalized;
    if (adjusted === null || adjusted === usdMicrosPerGpuHour) return nothing;
    return html`<p class="quiet">
      $${rateText(adjusted)}/GPU-hr counting expected interruptions; shown for comparison, not used for the rank.
    </p>`;
  }

  #why(): string {
    const { why, rank } = this.row.ranked;
    const words = describeWhy(why);
    return words === null
      ? `Number ${rank}, the last of the list.`
      : `Number ${rank}, ahead of the next because ${words}.`;
  }

  #facts() {
    const { offer, ranked } = this.row;
    const { extras, pricing } = offer;
    const facts: readonly (readonly [string, string | null])[] = [
      ["Fulfilment", isBookable(offer) ? "Bookable" : "Quote only, for comparison"],
      ["Available", unitsText(offer)],
      ["GPU memory", memoryText(offer)],
      ["vCPU", extras.vcpus],
      ["Memory", extras.memoryGib && `${extras.memoryGib} GiB`],
      ["Storage", extras.storageGib && `${extras.storageGib} GiB`],
      ["Network", extras.networkMbps === null ? null : `${countText(extras.networkMbps)} Mbit/s`],
      ["Uptime", offer.uptimeBps === null ? null : percentText(offer.uptimeBps)],
      ["Rating", offer.ratingBps === null ? null : `${(offer.ratingBps / 2_000).toFixed(2)} of 5`],
      [
        "Interruption",
        pricing.model !== "spot" || pricing.interruptionBps === null
          ? null
          : `${percentText(pricing.interruptionBps)} a month`,
      ],
      [
        "Latency",
        ranked.latencyMsEstimate === null ? null : `about ${ranked.latencyMsEstimate} ms (estimate)`,
      ],
      [
        "Shortest rental",
        offer.minDurationSeconds === null ? null : formatDuration(offer.minDurationSeconds),
      ],
      ["Longest rental", offer.maxDurationSeconds === null ? null : formatDuration(offer.maxDurationSeconds)],
      ["Price class", priceClassText(offer)],
      ["Read", PRICE_CLASS_LABELS[offer.priceClass].isDated ? null : timeText(offer.observedAt)],
      ["Region as stated", offer.location.raw || null],
      ["Confidence", this.#confidence()],
    ];
    return html`<dl>
      ${facts.map(([name, value]) =>
        value === null
          ? nothing
          : html`<div class=${name === "Confidence" ? "wide" : nothing}><dt>${name}</dt><dd>${value}</dd></div>`,
      )}
      <div class="id">
        <dt>Offer</dt>
        <dd class="mono">${offer.id}${sourceLink(offer.url)}</dd>
      </div>
    </dl>`;
  }

  /** By now, not by when it was decided: the page may have been open for hours. */
  #confidence(): string {
    const { gpu, pricing, priceClass, observedAt } = this.row.offer;
    const measured = this.#volatility.of(gpu.model, pricing.model);
    return confidenceText({ gpu, priceClass, ageMs: Date.now() - Date.parse(observedAt), measured });
  }
}
customElements.define("necto-offer-detail", NectoOfferDetail);

/** Sources are not trusted: only web addresses become links. */
const sourceLink = (url: string | null) =>
  url && /^https?:\/\//.test(url)
    ? html` · <a href=${url} target="_blank" rel="noopener noreferrer">source</a>`
    : nothing;
