import type { CodedDecision } from "@necto/tools/core/decide";
import { expandRanked } from "@necto/tools/core/expand-decision";
import type { TeamPolicy } from "@necto/tools/protocol/policy";
import type { Scenario } from "../scenario/scenario.ts";
import type { Fact } from "./ground.ts";
import { rulesBroken } from "./recheck-policy.ts";

const SHOWN = 20;

/** `$1,234.50`, rounded up to the cent. */
function dollars(micros: number): string {
  const cents = BigInt(Math.ceil(micros / 10_000));
  return `$${(cents / 100n).toLocaleString("en")}.${String(cents % 100n).padStart(2, "0")}`;
}
/** `2.0000`, rounded up. */
const perHour = (micros: number): string => {
  const parts = BigInt(Math.ceil(micros / 100));
  return `${parts / 10_000n}.${String(parts % 10_000n).padStart(4, "0")}`;
};

/** What somebody may be told of a team's rules: each limit in its own sentence, and which places of a list break which. */
export function teamFacts(
  { world: { team }, actor }: Scenario,
  policy: TeamPolicy,
  decision: CodedDecision | null,
): readonly Fact[] {
  const said = (limit: number | null, text: (limit: string) => string): Fact[] =>
    limit === null ? [] : [text(dollars(limit))];
  return [
    // A name with a number in it is in quotation marks.
    /“[^”]*”'s/u,
    /An Admin of “[^”]*”/u,
    ...said(policy.maxOrderUsdMicros, (limit) => `allows at most ${limit} for one order with its extensions`),
    ...said(policy.maxDayUsdMicros, (limit) => `allows at most ${limit} a day for the whole team`),
    ...said(policy.maxMemberDayUsdMicros, (limit) => `allows at most ${limit} a day for each member`),
    ...said(policy.adminAboveUsdMicros, (limit) => `must allow it: it is above ${limit}`),
    ...team.budgets.flatMap(({ usdMicros }) =>
      said(usdMicros, (limit) => `budget of ${limit} for this month`),
    ),
    ...(policy.maxUsdMicrosPerGpuHour === null
      ? []
      : [`allows at most $${perHour(policy.maxUsdMicrosPerGpuHour)} per GPU-hour`]),
    ...(decision === null ? [] : placeFacts(policy, decision, actor.buyer === "team-viewer")),
  ];
}

/** @param isViewer who may book nothing at all */
function placeFacts(policy: TeamPolicy, decision: CodedDecision, isViewer: boolean): Fact[] {
  const { snapshot, ranking } = decision;
  const rows = expandRanked(decision, 0, SHOWN);
  const byRule = new Map<string, number[]>();
  const refused = new Set<number>();
  const waiting: number[] = [];
  for (const [at, { rank, units, usdMicrosPerHour, totalUsdMicros }] of rows.entries()) {
    const { source, location, gpuCount } = snapshot.offers[ranking.order[at]!]!;
    const total = totalUsdMicros ?? 0;
    const order = { source, country: location.country, usdMicrosPerHour, gpus: gpuCount * units };
    for (const rule of [
      ...(isViewer ? ["roles"] : []),
      ...rulesBroken(policy, { ...order, totalUsdMicros: total }),
    ]) {
      refused.add(rank);
      byRule.set(rule, [...(byRule.get(rule) ?? []), rank]);
    }
    if (!refused.has(rank) && policy.adminAboveUsdMicros !== null && total > policy.adminAboveUsdMicros)
      waiting.push(rank);
  }
  // As the rules stand in a policy.
  const rules = RULES.flatMap((rule) => (byRule.has(rule) ? [`${spans(byRule.get(rule)!)} (${rule})`] : []));
  return [
    ...(refused.size > 0
      ? [
          `does not allow ${refused.size} of the first ${rows.length} ${rows.length === 1 ? "offer" : "offers"}: number ${inAnyOrder(rules)}`,
        ].map((text) => new RegExp(text, "u"))
      : []),
    ...(waiting.length > 0 ? [`must allow number ${spans(waiting)}`] : []),
  ];
}

const RULES = ["roles", "allowed sources", "regions", "price per GPU-hour", "limit of one order"] as const;

/** A pattern for the parts in whichever order they were met. */
function inAnyOrder(parts: readonly string[]): string {
  const some = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const one = `(?:${some.join("|")})`;
  return `${one}(?:; ${one}){${parts.length - 1}}`;
}

/** `1, 4–6` */
const spans = (places: readonly number[]): string =>
  places
    .reduce<number[][]>((runs, place) => {
      const last = runs.at(-1);
      if (last && last.at(-1) === place - 1) last.push(place);
      else runs.push([place]);
      return runs;
    }, [])
    .map((run) => (run.length === 1 ? `${run[0]}` : `${run[0]}–${run.at(-1)}`))
    .join(", ");
