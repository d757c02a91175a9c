import { providerTitle, sourceTitle } from "@necto/tools/core/source-title";
import type { SourceState } from "@necto/tools/protocol/market";
import type { MarketRow } from "@necto/tools/protocol/market-row";
import { css, html, LitElement, nothing } from "lit";
import { confidenceText } from "../format/confidence-text.ts";
import { PRICE_CLASS_LABELS } from "../format/labels.ts";
import { rateText } from "../format/money.ts";
import { percentText, timeText, UNKNOWN } from "../format/text.ts";
import { VolatilityController } from "../shell/volatility-controller.ts";
import { base } from "../styles/shared.ts";
import { watchLink } from "../watches/watch-link.ts";
import { updatedText } from "./freshness.ts";
import { capacityText, pricingText, reasonsText, regionText, unitText } from "./row-text.ts";

/** Everything the market says of one offer, and how far its price can be trusted. */
export class NectoPriceDetail extends LitElement {
  static override properties = {
    row: { attribute: false },
    source: { attribute: false },
    observedAt: {},
    now: { type: Number },
  };
  declare row: MarketRow;
  /** Its source, as it last answered; null when it is not told of. */
  declare source: SourceState | null;
  /** ISO time the price was read at; null when nobody knows. */
  declare observedAt: string | null;
  /** The server's time, epoch milliseconds. */
  declare now: number;

  readonly #volatility = new VolatilityController(this);

  static override styles = [
    base,
    css`
      dl {
        display: grid;
        gap: var(--n-sp-2);
        font-size: var(--n-fs-md);
        font-variant-numeric: tabular-nums slashed-zero;
      }
      dl div {
        display: grid;
        grid-template-columns: 7rem minmax(0, 1fr);
        gap: var(--n-sp-2);
      }
      dt {
        color: var(--n-text-3);
        font-size: var(--n-fs-sm);
        line-height: 1.25rem;
      }
      dd {
        overflow-wrap: anywhere;
      }
      .price {
        font-size: var(--n-fs-lg);
        font-weight: var(--n-fw-semi);
      }
      .warning {
        color: var(--n-warning);
      }
      a {
        color: var(--n-accent-text);
      }
    `,
  ];

  protected override render() {
    const { row } = this;
    const reasons = reasonsText(row);
    return html`<dl>
      ${fact("GPU", html`${unitText(row)}${row.memoryGib === null ? nothing : ` · ${row.memoryGib} GiB each`}`)}
      ${fact("$/GPU-hr", html`<span class="price">${row.usdMicrosPerGpuHour === null ? UNKNOWN : rateText(row.usdMicrosPerGpuHour)}</span>`)}
      ${fact("$/hr", row.usdMicrosPerHour === null ? UNKNOWN : `${rateText(row.usdMicrosPerHour)} for the whole unit`)}
      ${fact("Pricing", pricingText(row))}
      ${fact("Provider", row.source === row.provider ? providerTitle(row) : `${row.provider}, by ${sourceTitle(row.source)}`)}
      ${fact("Region", [regionText(row), row.place].filter((part, at, all) => part && all.indexOf(part) === at).join(" · "))}
      ${fact("Availability", [row.isBookable ? "Bookable" : "Quote only, for comparison", capacityText(row)].filter(Boolean).join(", "))}
      ${fact("Uptime", row.uptimeBps === null ? "not stated" : percentText(row.uptimeBps))}
      ${reasons ? fact("Left out", html`<span class="warning">${reasons}</span>`) : nothing}
      ${fact("Price is", `${PRICE_CLASS_LABELS[row.priceClass].word}. ${PRICE_CLASS_LABELS[row.priceClass].meaning}`)}
      ${this.#age()} ${this.#confidence()}
      ${this.source?.code && this.source.message ? fact("Source", html`<span class="warning">${this.source.message}</span>`) : nothing}
      ${row.gpu && row.usdMicrosPerGpuHour ? fact("Watch", html`<a href=${watchLink(toDraft(row))}>Tell me when it gets cheaper</a>`) : nothing}
      ${fact("Offer", html`<span class="mono">${row.id}</span>`)}
    </dl>`;
  }

  #age() {
    if (this.observedAt === null) return nothing;
    const read = timeText(this.observedAt);
    const age = updatedText(this.observedAt, this.now);
    return fact("Read", read.startsWith(age) ? read : `${age} ago, ${read}`);
  }

  #confidence() {
    const { row, observedAt } = this;
    if (observedAt === null || row.usdMicrosPerGpuHour === null) return nothing;
    const { gpu: model, formFactor, memoryGib, priceClass, pricing } = row;
    const measured = this.#volatility.of(model, pricing);
    const ageMs = this.now - Date.parse(observedAt);
    return fact(
      "Confidence",
      confidenceText({ gpu: { model, formFactor, memoryGib }, priceClass, ageMs, measured }),
    );
  }
}
customElements.define("necto-price-detail", NectoPriceDetail);

/** The same GPU, wherever it may be. */
const toDraft = ({ gpu, formFactor, usdMicrosPerGpuHour }: MarketRow) => ({
  requirements: { gpuModels: [[gpu, formFactor].filter(Boolean).join(" ")] },
  usdMicros: usdMicrosPerGpuHour,
});

const fact = (name: string, value: unknown) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
