import type { TeamPolicy } from "@necto/tools/protocol/policy";
import type { Scenario } from "../scenario/scenario.ts";

/** What a team allows when a turn begins: what an Admin set last before it. Null in a conversation that is not for a team. */
export function policyAt({ actor, world, turns }: Scenario, turn: number): TeamPolicy | null {
  if (!actor.isForTeam) return null;
  const set = turns.slice(0, turn).findLast((one) => "policy" in one);
  return set && "policy" in set ? set.policy : world.team.policy;
}
