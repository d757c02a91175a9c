import { describeConfidence, type PricedAt, priceConfidence } from "@necto/tools/core/price-confidence";

/** How far a price can be trusted, in words that call it an estimate. A sandbox price is made up, which is said. */
export function confidenceText(price: PricedAt): string {
  const words = describeConfidence(priceConfidence(price), price);
  return price.priceClass === "sandbox" ? `${words}. The price is made up: as if it were real` : words;
}
