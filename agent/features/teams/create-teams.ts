import { readClient } from "@necto/tools/chain/chain-clients";
import type { TeamRolesAt } from "@necto/tools/chain/team-roles";
import type { Role } from "@necto/tools/protocol/team";
import type { AdiNetwork } from "../../registry/open-adi-network.ts";
import type { Principal } from "../accounts/principal.ts";
import { createChainRoles } from "./chain-roles.ts";
import { type Member, requireRole } from "./require-role.ts";
import type { TeamRoles } from "./team-roles.ts";

export interface TeamsOptions {
  /** Null where there is no such contract: then nobody is a member of anything. */
  readonly at: TeamRolesAt | null;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Organisations of one process. */
export interface Teams extends TeamRoles {
  /** False where there are none: no `TeamRoles` is set. */
  readonly isOn: boolean;
  /** As the chain says now, past everything that is kept. */
  readonly roleNow: TeamRoles["roleOf"];
  /** Whoever asks, when its role is enough (`require-role.ts`). */
  readonly requireRole: (
    request: { readonly principal: Principal | null },
    org: string,
    least: Role,
  ) => Promise<Member>;
}

export function createTeams({ at, now }: TeamsOptions): Teams {
  const roles = at && createChainRoles(at, now);
  const teams: TeamRoles & Pick<Teams, "roleNow"> = {
    roleOf: async (org, address) => roles?.roleOf(org, address) ?? null,
    roleNow: async (org, address) => roles?.roleNow(org, address) ?? null,
  };
  return {
    ...teams,
    isOn: roles !== null,
    requireRole: (request, org, least) => requireRole(teams, request, { org, least }),
  };
}

/** The contract of a network; null where there is none. */
export const teamRolesAt = (network: Pick<AdiNetwork, "chain" | "roles"> | null): TeamRolesAt | null =>
  network?.roles ? { client: readClient(network.chain), roles: network.roles } : null;
