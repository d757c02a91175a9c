import { readRole, type TeamCall, type TeamRolesAt } from "@necto/tools/chain/team-roles";
import { Role } from "@necto/tools/protocol/team";
import type { Address, Hex } from "viem";
import { z } from "zod";

/** How `TeamRoles` shows that something has happened, whoever did it: an account has a role, or none. */
export const TeamEffect = z.object({
  ...{ is: z.literal("role-is"), org: z.string(), account: z.string() },
  role: Role.nullable(),
});
export type TeamEffect = z.output<typeof TeamEffect>;

/** @param by who sends it */
export function teamEffectOf(call: TeamCall, by: string): TeamEffect {
  const { org } = call;
  if (call.call === "setRole") return { is: "role-is", org, account: call.account, role: call.role };
  return { is: "role-is", org, account: by, role: call.call === "createOrg" ? "admin" : null };
}

export const hasTeamEffect = async (at: TeamRolesAt, { org, account, role }: TeamEffect): Promise<boolean> =>
  (await readRole(at, org as Hex, account as Address)) === role;

const ACTIONS: readonly string[] = ["createOrg", "setRole", "leaveOrg"] satisfies readonly TeamCall["call"][];
export const isTeamAction = (action: string): boolean => ACTIONS.includes(action);

/** What the contract's errors mean to whoever asked. */
const REFUSALS: Readonly<Record<string, string>> = {
  LastAdmin: "It is the only Admin of the organisation: make somebody else an Admin first.",
  WrongRole: "The account that was to do it is no Admin of the organisation any more.",
  OrgExists: "There is an organisation of this id already.",
};

export const teamRefusal = (reason: string): string =>
  `${REFUSALS[reason] ?? `The chain refuses it: ${reason}.`} Nothing has changed.`;
