import type { MarketDelta } from "@necto/tools/protocol/market";
import { MARKET_FIELDS, type MarketRow, toColumns } from "@necto/tools/protocol/market-row";

const MOVING: ReadonlySet<keyof MarketRow> = new Set([
  "usdMicrosPerGpuHour",
  "usdMicrosPerHour",
  "unitsAvailable",
]);

const isSame = (a: unknown, b: unknown): boolean =>
  Array.isArray(a) && Array.isArray(b) ? a.join() === b.join() : a === b;

/** What leads from one market to the next. Pure; applied to `before` it gives `after`. */
export function diffMarketRows(
  before: ReadonlyMap<string, MarketRow>,
  after: readonly MarketRow[],
): Pick<MarketDelta, "put" | "moved" | "removed"> {
  const put: MarketRow[] = [];
  const moved: MarketRow[] = [];
  const gone = new Set(before.keys());
  for (const row of after) {
    const old = before.get(row.id);
    gone.delete(row.id);
    const changed = old ? MARKET_FIELDS.filter((name) => !isSame(old[name], row[name])) : MARKET_FIELDS;
    if (changed.length === 0) continue;
    if (changed.every((name) => MOVING.has(name))) moved.push(row);
    else put.push(row);
  }
  const { id, usdMicrosPerGpuHour, usdMicrosPerHour, unitsAvailable } = toColumns(moved);
  return {
    put: toColumns(put),
    moved: { id, usdMicrosPerGpuHour, usdMicrosPerHour, unitsAvailable },
    removed: [...gone],
  };
}
