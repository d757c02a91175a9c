import type { CodedDecision } from "@necto/tools/core/decide";
import { expandRanked } from "@necto/tools/core/expand-decision";
import { formatCount } from "@necto/tools/core/units";
import type { TeamPolicy, TeamReason } from "@necto/tools/protocol/policy";
import type { Role } from "@necto/tools/protocol/team";
import { judgePolicy } from "./judge-policy.ts";
import { RULE_NAMES } from "./team-words.ts";

/** Whose conversation it is, and what the team allows. */
export interface TeamStanding {
  /** What the team is called. */
  readonly team: string;
  readonly role: Role | null;
  readonly policy: TeamPolicy;
}

/** What a page shows of a list at first. */
const SHOWN = 20;

/**
 * Which of the first offers of a list the team's policy does not allow, by their places and the rules' names. The list itself, and
 * what is sealed of it, know nothing of a policy. Sums of a day and budgets are judged when something is booked.
 *
 * @returns null when it allows all of them
 * @example "Test team's policy does not allow 4 of the first 20 offers: number 1, 4–5 (allowed sources); 7 (regions)."
 */
export function noteOnSearch({ team, role, policy }: TeamStanding, decision: CodedDecision): string | null {
  const placesOf = new Map<TeamReason, number[]>();
  const refused = new Set<number>();
  const ranked = expandRanked(decision, 0, SHOWN);
  for (const [index, { rank, units, usdMicrosPerHour, totalUsdMicros }] of ranked.entries()) {
    const { source, location, gpuCount } = decision.snapshot.offers[decision.ranking.order[index]!]!;
    const refusals = judgePolicy(policy, {
      ...{ role, source, country: location.country, rateUsdMicrosPerHour: usdMicrosPerHour },
      ...{ gpus: gpuCount * units, amountUsdMicros: totalUsdMicros ?? 0, jobUsdMicros: 0 },
      ...{ teamTodayUsdMicros: 0, memberTodayUsdMicros: 0, budgets: [], allowedUsdMicros: null },
    });
    for (const { reason } of refusals) {
      if (reason !== "needs-admin") refused.add(rank);
      placesOf.set(reason, [...(placesOf.get(reason) ?? []), rank]);
    }
  }
  const asks = (placesOf.get("needs-admin") ?? []).filter((rank) => !refused.has(rank));
  placesOf.delete("needs-admin");
  const rules = [...placesOf].map(([reason, ranks]) => `${spansOf(ranks)} (${RULE_NAMES[reason]})`);
  const sentences = [
    refused.size > 0 &&
      `${team}'s policy does not allow ${refused.size} of the first ${formatCount(ranked.length, "offer")}: number ${rules.join("; ")}.`,
    asks.length > 0 && `An Admin of ${team} must allow number ${spansOf(asks)}.`,
  ].filter(Boolean);
  return sentences.length > 0 ? sentences.join(" ") : null;
}

/** Places in rising order, neighbours together: `1, 4–6`. */
export function spansOf(places: readonly number[]): string {
  const spans: { from: number; to: number }[] = [];
  for (const place of places) {
    const last = spans.at(-1);
    if (last?.to === place - 1) last.to = place;
    else spans.push({ from: place, to: place });
  }
  return spans.map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`)).join(", ");
}
