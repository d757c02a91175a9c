import type { MarketRow } from "@necto/tools/protocol/market-row";
import { toCsv } from "../format/csv.ts";
import { percentText } from "../format/text.ts";
import type { GpuGroup } from "./group-rows.ts";
import { classText, plainRate, pricingText, reasonsText } from "./row-text.ts";
import { gpuName, type ObservedAt } from "./sort-rows.ts";

const OFFER_HEADINGS = [
  "GPU",
  "GPUs per unit",
  "Memory (GiB per GPU)",
  "Price (USD/GPU-hr)",
  "Unit price (USD/hr)",
  "Pricing",
  "Provider",
  "Source",
  "Country",
  "Place",
  "Bookable",
  "Units available",
  "Uptime (%)",
  "Price class",
  "Observed at (UTC)",
  "Left out because",
  "Offer id",
];

/** The rows on screen, in their order and with the same rounding; unknown values are empty. RFC 4180. */
export const offersToCsv = (rows: readonly MarketRow[], observedAt: ObservedAt): string =>
  toCsv([
    OFFER_HEADINGS,
    ...rows.map((row) => [
      gpuName(row),
      row.gpuCount,
      row.memoryGib,
      plainRate(row.usdMicrosPerGpuHour),
      plainRate(row.usdMicrosPerHour),
      pricingText(row),
      row.provider,
      row.source,
      row.country,
      row.place,
      row.isBookable ? "yes" : "no",
      row.unitsAvailable,
      row.uptimeBps === null ? "" : percentText(row.uptimeBps).replace(" %", ""),
      classText(row),
      observedAt(row),
      reasonsText(row),
      row.id,
    ]),
  ]);

const GROUP_HEADINGS = [
  "GPU",
  "Memory (GiB per GPU)",
  "Lowest price (USD/GPU-hr)",
  "Highest price (USD/GPU-hr)",
  "Offers",
  "Bookable offers",
  "Left out offers",
  "Sources",
];

/** The groups on screen, one line each. */
export const groupsToCsv = (groups: readonly GpuGroup[]): string =>
  toCsv([
    GROUP_HEADINGS,
    ...groups.map(({ gpu, memoryGib, min, max, rows, bookable, rejected, sources }) => [
      gpu,
      memoryGib,
      plainRate(min),
      plainRate(max),
      rows.length,
      bookable,
      rejected,
      sources.join(" "),
    ]),
  ]);
