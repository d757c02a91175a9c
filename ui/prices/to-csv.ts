import type { MarketRow } from "@necto/tools/protocol/market-row";
import { percentText } from "../format/text.ts";
import type { GpuGroup } from "./group-rows.ts";
import { classText, plainRate, pricingText, reasonsText } from "./row-text.ts";
import { gpuName, type ObservedAt } from "./sort-rows.ts";

/** Spreadsheets run cells that begin like this. A listing's name must never become a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** One cell: formulas become text, and quotes, commas and line breaks stay inside it. */
export function csvCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const toText = (rows: readonly (readonly (string | number | null)[])[]): string =>
  rows.map((row) => `${row.map((cell) => csvCell(String(cell ?? ""))).join(",")}\r\n`).join("");

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
  toText([
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
  toText([
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
