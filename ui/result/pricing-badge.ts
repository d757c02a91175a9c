import type { Pricing } from "@necto/tools/core/pricing";
import { html, type TemplateResult } from "lit";
import { PRICING_LABELS } from "../format/labels.ts";

/** How the price is made, as a badge; needs the `badges` styles. Auctions say so. */
export function pricingBadge(pricing: Pricing): TemplateResult {
  const { word, style } = PRICING_LABELS[pricing.model];
  const isAuction = pricing.model === "spot" && pricing.kind === "auction";
  return html`<span class="badge ${style}">${isAuction ? "Auction" : word}</span>`;
}
