import { NectoError } from "@necto/tools/errors";
import { isAtLeast, ROLE_TITLES } from "@necto/tools/protocol/roles";
import type { Role } from "@necto/tools/protocol/team";
import { type Principal, requirePrincipal } from "../accounts/principal.ts";
import type { TeamRoles } from "./team-roles.ts";

/** A member, and what it is. */
export interface Member extends Principal {
  readonly role: Role;
}

/**
 * Whoever asks, as a member of an organisation that may what a role may.
 *
 * @throws NectoError `auth/sign-in`; `request/not-found` for somebody who is nothing in it, for whom it does not exist;
 *   `auth/role` for a member whose role is not enough
 */
export async function requireRole(
  teams: TeamRoles,
  request: { readonly principal: Principal | null },
  { org, least }: { readonly org: string; readonly least: Role },
): Promise<Member> {
  const principal = requirePrincipal(request);
  const role = await teams.roleOf(org, principal.address);
  if (role === null) throw noOrg(org);
  if (!isAtLeast(role, least)) throw wrongRole(role, least);
  return { ...principal, role };
}

export const noOrg = (org: string): NectoError =>
  new NectoError({
    code: "request/not-found",
    message: `There is no organisation ${org.slice(0, 66)} that you are a member of.`,
  });

export const wrongRole = (role: Role, least: Role): NectoError =>
  new NectoError({
    code: "auth/role",
    message: `This takes the role ${ROLE_TITLES[least]} in the organisation. Your role is ${ROLE_TITLES[role]}.`,
    hint: "An Admin of the organisation can give you another role.",
    meta: { role, least },
  });
