import { countriesOf } from "@necto/tools/core/regions";
import type { Requirements } from "@necto/tools/core/requirements";
import { sourceTitle } from "@necto/tools/core/source-title";
import type { PriceQuery } from "./price-query.ts";

/** What the filters ask for, as the agent takes it. Price class and bookable are no requirements: the agent ranks bookable offers first. */
export const toRequirements = ({ gpu, region, pricing, source }: PriceQuery): Requirements => ({
  gpuModels: [...gpu],
  minVramGib: null,
  gpuCount: null,
  maxUsdMicrosPerGpuHour: null,
  maxTotalUsdMicros: null,
  durationSeconds: null,
  startAt: null,
  regions: { include: region.filter((token) => countriesOf(token) !== null), exclude: [] },
  pricingModels: [...pricing],
  sources: { include: [...source], exclude: [] },
  minUptimeBps: null,
  minRatingBps: null,
  maxLatencyMs: null,
  buyerCountry: null,
  rankBy: "cost",
  mode: null,
});

/** What was asked for, as the conversation shows it. */
export function routeText({ gpu, region, pricing, source }: PriceQuery): string {
  const parts = [
    gpu.length > 0 ? gpu.join(" or ") : "any GPU",
    ...(region.length > 0 ? [`in ${region.join(" or ")}`] : []),
    ...(pricing.length > 0 ? [`${pricing.join(" or ")} prices`] : []),
    ...(source.length > 0 ? [`from ${source.map(sourceTitle).join(" or ")}`] : []),
  ];
  return `Route from the price table: ${parts.join(", ")}`;
}
