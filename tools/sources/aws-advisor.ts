import { z } from "zod";
import { schemaError } from "./fetch-json.ts";

/** Monthly interruption bands as AWS labels them, at their middle; the last one is open and taken as 30 %. */
const BPS_BY_BAND: ReadonlyMap<string, number> = new Map([
  ["<5%", 250],
  ["5-10%", 750],
  ["10-15%", 1250],
  ["15-20%", 1750],
  [">20%", 3000],
]);

const Advisor = z.looseObject({
  ranges: z.array(z.looseObject({ index: z.int(), label: z.string() })),
  spot_advisor: z.record(z.string(), z.unknown()),
});
const Row = z.looseObject({ r: z.int() });
const RegionRows = z.looseObject({ Linux: z.record(z.string(), z.unknown()) });

/** Chance of an interruption within a month in bps, null when AWS says nothing. */
export type InterruptionOf = (region: string, instanceType: string) => number | null;

/**
 * Reads the Spot Advisor, `{ ranges, spot_advisor: { region: { Linux: { type: { s, r } } } } }`, where `r` points
 * into `ranges`. Rows that say nothing usable are unknown, as are unknown bands.
 *
 * @throws NectoError `source/schema` when it is not the advisor's shape.
 */
export function parseAdvisor(json: unknown): InterruptionOf {
  const advisor = Advisor.safeParse(json);
  if (!advisor.success) throw schemaError("aws-spot", "the Spot Advisor has another shape", advisor.error);
  const bands = new Map(
    advisor.data.ranges.map(({ index, label }) => [index, BPS_BY_BAND.get(label) ?? null]),
  );
  const regions = new Map(
    Object.entries(advisor.data.spot_advisor).map(([region, rows]) => [region, RegionRows.safeParse(rows)]),
  );
  return (region, instanceType) => {
    const rows = regions.get(region);
    const row = Row.safeParse(rows?.success ? rows.data.Linux[instanceType] : null);
    return row.success ? (bands.get(row.data.r) ?? null) : null;
  };
}
