import { formatTotal, formatUsdMicros } from "@necto/tools/core/units";
import type { TeamReason } from "@necto/tools/protocol/policy";
import type { TeamRefusal } from "./judge-policy.ts";

/** A rule of a team against an order, and whose it is. */
export interface TeamObjection extends TeamRefusal {
  readonly org: string;
  /** What the team is called. */
  readonly team: string;
}

/** What a rule is called, in replies and on the page of the policy. */
export const RULE_NAMES: Readonly<Record<TeamReason, string>> = {
  "team-role": "roles",
  "team-source": "allowed sources",
  "team-region": "regions",
  "team-gpu-hour-cap": "price per GPU-hour",
  "team-order-cap": "limit of one order",
  "team-day-cap": "limit of a day",
  "team-member-day-cap": "limit of a member and day",
  "team-budget": "budget",
  "team-member-budget": "member's budget",
  "needs-admin": "an Admin's word",
};

const WORDS: Readonly<Record<TeamReason, (team: string, limit: string) => string>> = {
  "team-role": (team) => `Your role in ${team} does not let you book for it.`,
  "team-source": (team) => `${team}'s policy does not allow offers of this source.`,
  "team-region": (team) => `${team}'s policy does not allow machines of this region.`,
  "team-gpu-hour-cap": (team, limit) => `${team}'s policy allows at most ${limit} per GPU-hour.`,
  "team-order-cap": (team, limit) =>
    `${team}'s policy allows at most ${limit} for one order with its extensions.`,
  "team-day-cap": (team, limit) => `${team}'s policy allows at most ${limit} a day for the whole team.`,
  "team-member-day-cap": (team, limit) => `${team}'s policy allows at most ${limit} a day for each member.`,
  "team-budget": (team, limit) => `It would go above ${team}'s budget of ${limit} for this month.`,
  "team-member-budget": (team, limit) =>
    `It would go above your own budget in ${team}, ${limit} for this month.`,
  "needs-admin": (team, limit) => `An Admin of ${team} must allow it: it is above ${limit}.`,
};

/** One sentence. */
export function objectionText({ reason, limitUsdMicros, team }: TeamObjection): string {
  const limit =
    reason === "team-gpu-hour-cap"
      ? `$${formatUsdMicros(limitUsdMicros ?? 0, 4)}`
      : formatTotal(limitUsdMicros ?? 0);
  return WORDS[reason](team, limit);
}
