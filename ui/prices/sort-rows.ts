import type { MarketRow } from "@necto/tools/protocol/market-row";
import type { PriceQuery, SortKey } from "./price-query.ts";

type Value = string | number | null;

/** `H100 SXM`; what no table knows is called as its source writes it. */
export const gpuName = ({ gpu, gpuRaw, formFactor }: MarketRow): string =>
  [gpu ?? gpuRaw, formFactor].filter(Boolean).join(" ");

/** When a row's price was observed: its own time, or that of its source's last answer. */
export type ObservedAt = (row: MarketRow) => string | null;

const keysOf = (observedAt: ObservedAt): Readonly<Record<SortKey, (row: MarketRow) => Value>> => ({
  price: (row) => row.usdMicrosPerGpuHour,
  bill: (row) => row.usdMicrosPerHour,
  gpu: gpuName,
  pricing: ({ pricing, isAuction }) => (isAuction ? "auction" : pricing),
  provider: ({ provider, source }) => `${provider} ${source}`.toLowerCase(),
  region: ({ country, place }) => (country === null ? null : `${country} ${place}`),
  units: ({ isBookable, unitsAvailable }) => (isBookable ? 0 : 1_000_000) + (unitsAvailable ?? 999_999),
  uptime: ({ uptimeBps }) => uptimeBps,
  class: ({ priceClass }) => priceClass,
  updated: observedAt,
});

/**
 * Rows in the order of a query. Rejected rows come after all others, unknown values after all known ones whichever way
 * round, and equal values by price and then by id, so that no two rows ever swap without a reason.
 */
export function sortRows(
  rows: readonly MarketRow[],
  { sort, isDescending }: Pick<PriceQuery, "sort" | "isDescending">,
  observedAt: ObservedAt,
): MarketRow[] {
  const read = keysOf(observedAt)[sort];
  const direction = isDescending ? -1 : 1;
  return rows
    .map((row) => ({ row, value: read(row), isRejected: row.reasons.length > 0 }))
    .sort(
      (a, b) =>
        Number(a.isRejected) - Number(b.isRejected) ||
        compare(a.value, b.value, direction) ||
        compare(a.row.usdMicrosPerGpuHour, b.row.usdMicrosPerGpuHour, 1) ||
        (a.row.id < b.row.id ? -1 : 1),
    )
    .map(({ row }) => row);
}

function compare(a: Value, b: Value, direction: 1 | -1): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return (a < b ? -1 : 1) * direction;
}
