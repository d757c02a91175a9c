import type { TurnExpectation } from "../scenario/scenario.ts";
import { TEAM } from "../world/trial-team.ts";

/** `$2.78`, `$0.000001`: every micro-USD, two decimals at least. */
export function exact(micros: number): string {
  const decimals = String(micros % 1_000_000)
    .padStart(6, "0")
    .replace(/0{1,4}$/, "");
  return `$${Math.floor(micros / 1_000_000).toLocaleString("en")}.${decimals}`;
}

/** The sentences that a question about spend must be answered with; each is a fact, and each must be there. */
export function spendFacts(
  { from, to, jobs, by, groups, ...sums }: NonNullable<TurnExpectation["spend"]>,
  isForTeam: boolean,
): readonly string[] {
  const range = from === null ? "in all" : from === to ? `on ${from} (UTC)` : `from ${from} to ${to} (UTC)`;
  const query = [isForTeam && `org=${TEAM}`, from && `from=${from}&to=${to}`, by && `group=${by}`]
    .filter(Boolean)
    .join("&");
  return [
    `spent ${exact(sums.spentUsdMicros)} ${range}, of which ${exact(sums.feeUsdMicros)} were fees.`,
    jobs === 0 ? "No job was opened then." : `${jobs} ${jobs === 1 ? "job was" : "jobs were"} opened then.`,
    ...(sums.heldUsdMicros > 0 ? [`${exact(sums.heldUsdMicros)} more is in escrow, and not spent yet.`] : []),
    ...(sums.refundedUsdMicros > 0 ? [`${exact(sums.refundedUsdMicros)} came back from it.`] : []),
    ...groups.map(([name, micros]) => `${name} ${exact(micros)}`),
    `All figures: /spend${query ? `?${query}` : ""}`,
  ];
}
