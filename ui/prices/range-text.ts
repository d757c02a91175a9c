import { providerTitle } from "@necto/tools/core/source-title";
import { rateText } from "../format/money.ts";
import { UNKNOWN } from "../format/text.ts";
import type { GpuGroup } from "./group-rows.ts";
import { regionText } from "./row-text.ts";

/** `1.9100..2.4100`: the prices of those offers that can be ranked. */
export const rangeText = ({ min, max }: GpuGroup): string => {
  if (min === null || max === null) return UNKNOWN;
  return min === max ? rateText(min) : `${rateText(min)}..${rateText(max)}`;
};

/** Whose the lowest price is: `cheapest at Lambda, Germany`. */
export const cheapestText = ({ cheapest }: GpuGroup): string => {
  if (!cheapest) return "";
  const place = cheapest.country === null ? "" : `, ${regionText(cheapest)}`;
  return `cheapest at ${providerTitle(cheapest)}${place}`;
};
