import { countriesOf } from "@necto/tools/core/regions";
import type { MarketRow } from "@necto/tools/protocol/market-row";
import { type FilterField, LISTS, type PriceQuery } from "./price-query.ts";

type Test = (row: MarketRow) => boolean;

/** One test per filter that is set. */
export function testsOf(query: PriceQuery): ReadonlyMap<FilterField, Test> {
  const gpus = new Set(query.gpu);
  const countries = new Set(query.region.flatMap((token) => countriesOf(token) ?? []));
  const [pricing, sources, classes] = [query.pricing, query.source, query.class].map(
    (values) => new Set<string>(values),
  ) as [Set<string>, Set<string>, Set<string>];
  const tests: Record<FilterField, Test> = {
    gpu: ({ gpu, formFactor }) => gpu !== null && (gpus.has(gpu) || gpus.has(`${gpu} ${formFactor}`)),
    region: ({ country }) => country !== null && countries.has(country),
    pricing: (row) => pricing.has(row.pricing),
    source: ({ source }) => sources.has(source),
    class: ({ priceClass }) => classes.has(priceClass),
    bookable: ({ isBookable }) => isBookable === (query.bookable === "yes"),
  };
  const set = [
    ...LISTS.filter((name) => query[name].length > 0),
    ...(query.bookable ? ["bookable" as const] : []),
  ];
  return new Map(set.map((field) => [field, tests[field]]));
}

export interface Filtered {
  /** Rows that pass, in no order. */
  readonly rows: readonly MarketRow[];
  /** Rows that pass the filters but that no search would rank; they are in `rows` only when asked for. */
  readonly rejected: number;
  /** How many rows each filter alone keeps out: what letting go of it would bring back. */
  readonly removedAlone: ReadonlyMap<FilterField, number>;
}

/** Applies every filter, and counts what each of them costs. */
export function filterRows(rows: Iterable<MarketRow>, query: PriceQuery): Filtered {
  const tests = [...testsOf(query)];
  const passing: MarketRow[] = [];
  const removedAlone = new Map<FilterField, number>(tests.map(([field]) => [field, 0]));
  let rejected = 0;
  for (const row of rows) {
    let failed: FilterField | null = null;
    let failures = 0;
    for (const [field, passes] of tests) {
      if (passes(row)) continue;
      failed = field;
      if (++failures > 1) break;
    }
    const isRejected = row.reasons.length > 0;
    if (failures === 0) {
      if (isRejected) rejected += 1;
      if (!isRejected || query.hasRejected) passing.push(row);
    } else if (failures === 1 && failed && (!isRejected || query.hasRejected))
      removedAlone.set(failed, removedAlone.get(failed)! + 1);
  }
  return { rows: passing, rejected, removedAlone };
}
