import { matchesRegions } from "@necto/tools/core/match-location";
import { locationOf } from "@necto/tools/core/regions";
import type { BudgetChange, TeamPolicy, TeamReason } from "@necto/tools/protocol/policy";
import { isAtLeast } from "@necto/tools/protocol/roles";
import type { Role } from "@necto/tools/protocol/team";

/** What is to be agreed to, and what was before. Amounts in micro-USD. */
export interface TeamQuestion {
  /** Of the member, now; null for somebody who is none. */
  readonly role: Role | null;
  readonly source: string;
  /** ISO country; null when nobody says. */
  readonly country: string | null;
  /** Per hour for all GPUs together, and how many those are. */
  readonly rateUsdMicrosPerHour: number;
  readonly gpus: number;
  /** To be paid now. */
  readonly amountUsdMicros: number;
  /** Agreed to for the same job before: what is extended. */
  readonly jobUsdMicros: number;
  /** Agreed to today so far, by the team and by the member. */
  readonly teamTodayUsdMicros: number;
  readonly memberTodayUsdMicros: number;
  readonly budgets: readonly SpentBudget[];
  /** What an Admin allowed this order to cost; null for nobody did. */
  readonly allowedUsdMicros: number | null;
}

/** A budget, and what of it is spent this month. */
export interface SpentBudget extends Pick<BudgetChange, "member" | "action"> {
  readonly usdMicros: number;
  readonly spentUsdMicros: number;
}

/** A rule that stands against an order. */
export interface TeamRefusal {
  readonly reason: TeamReason;
  /** What the rule allows; null where it is no amount. */
  readonly limitUsdMicros: number | null;
}

/**
 * What a team's policy and budgets have against an order or an extension. Pure. An Admin's word lifts the last rule only:
 * caps, sources, regions and budgets bind Admins too.
 *
 * @returns every rule against it, in the order of `TEAM_REASONS`; empty when it may
 */
export function judgePolicy(policy: TeamPolicy, question: TeamQuestion): readonly TeamRefusal[] {
  const { role, source, country, rateUsdMicrosPerHour, gpus, amountUsdMicros, budgets } = question;
  const refusals: TeamRefusal[] = [];
  const refuse = (reason: TeamReason, limitUsdMicros: number | null = null) =>
    refusals.push({ reason, limitUsdMicros });
  const cap = (reason: TeamReason, limit: number | null, actual: number) => {
    if (limit !== null && actual > limit) refuse(reason, limit);
  };
  const jobTotal = question.jobUsdMicros + amountUsdMicros;
  if (!isAtLeast(role, "user")) refuse("team-role");
  if (policy.sources.length > 0 && !policy.sources.includes(source)) refuse("team-source");
  if (matchesRegions(locationOf(country, ""), policy.regions) !== "yes") refuse("team-region");
  const perHour = policy.maxUsdMicrosPerGpuHour;
  // Compared for all GPUs, so that nothing is divided.
  if (perHour !== null && BigInt(rateUsdMicrosPerHour) > BigInt(perHour) * BigInt(gpus))
    refuse("team-gpu-hour-cap", perHour);
  cap("team-order-cap", policy.maxOrderUsdMicros, jobTotal);
  cap("team-day-cap", policy.maxDayUsdMicros, question.teamTodayUsdMicros + amountUsdMicros);
  cap("team-member-day-cap", policy.maxMemberDayUsdMicros, question.memberTodayUsdMicros + amountUsdMicros);
  for (const { member, action, usdMicros, spentUsdMicros } of budgets)
    if (action === "stop")
      cap(
        member === null ? "team-budget" : "team-member-budget",
        usdMicros,
        spentUsdMicros + amountUsdMicros,
      );
  const isAllowed = role === "admin" || jobTotal <= (question.allowedUsdMicros ?? -1);
  if (!isAllowed) cap("needs-admin", policy.adminAboveUsdMicros, jobTotal);
  return refusals;
}
