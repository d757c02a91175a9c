import { formatUsdMicros } from "@necto/tools/core/units";
import type { MarketRow } from "@necto/tools/protocol/market-row";
import { PRICE_CLASS_LABELS, PRICING_LABELS } from "../format/labels.ts";
import { countryText, UNKNOWN } from "../format/text.ts";
import { gpuName } from "./sort-rows.ts";

/** Short words for why no search would rank an offer. */
const REASON_WORDS: Readonly<Record<string, string>> = {
  "gpu/unidentified": "GPU not recognised",
  "price/unpriced": "no usable price",
  "price/outlier": "price far from all others",
  "tokenPrice/unpriced": "no price of its token",
  "tokenPrice/stale": "price of its token too old",
  "availability/unavailable": "not available now",
};

/** Why a row is left out, in words; empty when it is not. */
export const reasonsText = ({ reasons }: Pick<MarketRow, "reasons">): string =>
  reasons.map((reason) => REASON_WORDS[reason] ?? reason).join(", ");

/** `8× H100 SXM`. */
export const unitText = (row: MarketRow): string => `${row.gpuCount}× ${gpuName(row)}`;

export const pricingText = ({ pricing, isAuction }: MarketRow): string =>
  isAuction ? "Auction" : PRICING_LABELS[pricing].word;

export const regionText = ({ country }: Pick<MarketRow, "country">): string =>
  country === null ? UNKNOWN : countryText({ country } as never);

/** `4 units`, `sold out`, or nothing when the source does not say. */
export function capacityText({ unitsAvailable }: MarketRow): string {
  if (unitsAvailable === null) return "";
  if (unitsAvailable === 0) return "sold out";
  return unitsAvailable === 1 ? "1 unit" : `${unitsAvailable} units`;
}

export const classText = ({ priceClass }: Pick<MarketRow, "priceClass">): string =>
  PRICE_CLASS_LABELS[priceClass].word;

/** USD with four decimals and no separators, for programs; empty when unknown. */
export const plainRate = (usdMicros: number | null): string =>
  usdMicros === null ? "" : formatUsdMicros(usdMicros, 4);
