import { providerTitle } from "@necto/tools/core/source-title";
import type { MarketRow } from "@necto/tools/protocol/market-row";
import { toCsv } from "../format/csv.ts";
import { percentText } from "../format/text.ts";
import type { GpuGroup, Line } from "./group-rows.ts";
import { classText, plainRate, pricingText, reasonsText } from "./row-text.ts";
import { gpuName, type ObservedAt } from "./sort-rows.ts";

type Cell = string | number | null;

const OFFER_HEADINGS = [
  "GPU",
  "GPUs per unit",
  "Memory (GiB per GPU)",
  "Price ($/GPU-hr)",
  "Unit price ($/hr)",
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

function offerCells(row: MarketRow, observedAt: ObservedAt): Cell[] {
  return [
    gpuName(row),
    row.gpuCount,
    row.memoryGib,
    plainRate(row.usdMicrosPerGpuHour),
    plainRate(row.usdMicrosPerHour),
    pricingText(row),
    providerTitle(row),
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
  ];
}

/** What only a group has. Its prices have columns of their own, so that nobody adds them to those of its offers. */
const GROUP_HEADINGS = [
  "Line",
  "Offers",
  "Lowest price ($/GPU-hr)",
  "Highest price ($/GPU-hr)",
  "Cheapest at",
  "Bookable offers",
  "Left out offers",
  "Sources",
];
const NO_GROUP: readonly Cell[] = Array.from({ length: GROUP_HEADINGS.length - 1 }, () => null);
/** A group has a name and a memory size, and nothing else of an offer. */
const NO_OFFER: readonly Cell[] = Array.from({ length: OFFER_HEADINGS.length - 3 }, () => null);

const groupCells = ({
  gpu,
  memoryGib,
  min,
  max,
  cheapest,
  rows,
  bookable,
  rejected,
  sources,
}: GpuGroup): Cell[] => [
  "group",
  rows.length,
  plainRate(min),
  plainRate(max),
  cheapest ? providerTitle(cheapest) : null,
  bookable,
  rejected,
  sources.join(" "),
  gpu,
  null,
  memoryGib,
  ...NO_OFFER,
];

/**
 * The lines of the table, in its order and grouping and with its rounding: offers of closed groups are not on screen,
 * and not in the file. Unknown values are empty. RFC 4180.
 */
export function linesToCsv(lines: readonly Line[], observedAt: ObservedAt): string {
  const isGrouped = lines.some(({ kind }) => kind === "group");
  const cells = lines.map((line): Cell[] => {
    if (line.kind === "group") return groupCells(line.group);
    const offer = offerCells(line.row, observedAt);
    return isGrouped ? ["offer", ...NO_GROUP, ...offer] : offer;
  });
  return toCsv([isGrouped ? [...GROUP_HEADINGS, ...OFFER_HEADINGS] : OFFER_HEADINGS, ...cells]);
}
