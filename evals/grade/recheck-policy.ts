import type { TeamPolicy } from "@necto/tools/protocol/policy";

/** What a rule of a team is held against. Amounts in micro-USD. */
export interface AskedOrder {
  readonly source: string;
  /** ISO; null when nobody says. */
  readonly country: string | null;
  readonly usdMicrosPerHour: number;
  readonly gpus: number;
  readonly totalUsdMicros: number;
}

/** The member states of the EU. */
const EU = new Set(
  "AT BE BG HR CY CZ DE DK EE ES FI FR GR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(" "),
);
const isIn = (country: string | null, region: string): boolean =>
  country !== null && (region === "EU" ? EU.has(country) : region === country);

/**
 * Rules of a team's policy that an order breaks, worked out by nothing that the agent uses. Regions are `EU` and countries; sums
 * of a day and what takes an Admin's word are not here.
 *
 * @example rulesBroken({ ...FREE, maxOrderUsdMicros: 1_000_000 }, { …, totalUsdMicros: 1_000_001 }) // ["limit of one order"]
 */
export function rulesBroken(policy: TeamPolicy, order: AskedOrder): readonly string[] {
  const { sources, regions, maxOrderUsdMicros, maxUsdMicrosPerGpuHour: perHour } = policy;
  const { source, country, usdMicrosPerHour, gpus, totalUsdMicros } = order;
  const isIncluded = regions.include.length === 0 || regions.include.some((one) => isIn(country, one));
  const isExcluded =
    regions.exclude.length > 0 && (country === null || regions.exclude.some((one) => isIn(country, one)));
  return [
    ...(sources.length > 0 && !sources.includes(source) ? ["allowed sources"] : []),
    ...(isIncluded && !isExcluded ? [] : ["regions"]),
    ...(perHour !== null && usdMicrosPerHour > perHour * gpus ? ["price per GPU-hour"] : []),
    ...(maxOrderUsdMicros !== null && totalUsdMicros > maxOrderUsdMicros ? ["limit of one order"] : []),
  ];
}
