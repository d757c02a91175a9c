import { readClient } from "@necto/tools/chain/chain-clients";
import type { TeamRolesAt } from "@necto/tools/chain/team-roles";
import { NectoError } from "@necto/tools/errors";
import type { Role } from "@necto/tools/protocol/team";
import type { AdiNetwork } from "../../registry/open-adi-network.ts";
import type { Store } from "../../store/open-store.ts";
import type { Principal } from "../accounts/principal.ts";
import { recordAct } from "../audit/act-queries.ts";
import type { OpenBooking } from "../booking/open-booking.ts";
import { createChainRoles } from "./chain-roles.ts";
import { followRoles, type RoleFollower } from "./follow-roles.ts";
import { createInvitations, type Invitations } from "./invitations.ts";
import { type Member, requireRole } from "./require-role.ts";
import type { TeamRoles } from "./team-roles.ts";
import { createTeamService, type TeamService } from "./team-service.ts";
import { createRoleTeller, type RoleTeller } from "./tell-roles.ts";

export interface TeamsOptions {
  readonly store: Store;
  /** Null where there is no chain. */
  readonly network: Pick<AdiNetwork, "chain" | "roles" | "fromBlock"> | null;
  readonly booking: OpenBooking | null;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** 32 random bytes, as `0x…`. */
  readonly newSecret: () => string;
}

/** Organisations of one process. */
export interface Teams extends TeamRoles {
  /** As the chain says now, past everything that is kept. */
  readonly roleNow: TeamRoles["roleOf"];
  /**
   * Whoever asks, when its role is enough (`require-role.ts`).
   *
   * @param act what a member is refused, for the organisation's log; a look at something is not written down
   */
  readonly requireRole: (
    request: { readonly principal: Principal | null },
    org: string,
    least: Role,
    act?: string,
  ) => Promise<Member>;
  /** Null where there are no organisations: no `TeamRoles` is set. */
  readonly open: OpenTeams | null;
  /** Looks what the chain has told since; one that does not answer is asked again another time. */
  readonly follow: () => Promise<void>;
  /** Waits for nothing on chain any more; what was recorded goes on when the next process starts. */
  readonly close: () => void;
}

export interface OpenTeams {
  readonly service: TeamService;
  readonly invitations: Invitations;
  readonly follower: RoleFollower;
  readonly teller: RoleTeller;
}

export function createTeams({ store, network, booking, now, newSecret }: TeamsOptions): Teams {
  const at = teamRolesAt(network);
  const roles = at && createChainRoles(at, now);
  const closing = new AbortController();
  const teams: Pick<Teams, "roleOf" | "roleNow"> = {
    roleOf: async (org, address) => roles?.roleOf(org, address) ?? null,
    roleNow: async (org, address) => roles?.roleNow(org, address) ?? null,
  };

  function open(): OpenTeams | null {
    if (at === null || roles === null || network === null || booking === null) return null;
    const teller = createRoleTeller(at, booking, closing.signal);
    const { fromBlock, chain } = network;
    const follower = followRoles({ store, at, chainId: chain.chainId, fromBlock, roles, now });
    const common = { store, roles, teller, follower, now, newSecret };
    const invitations = createInvitations(common);
    const service = createTeamService({ ...common, at, chain: booking.chain, invitations });
    return { service, invitations, follower, teller };
  }

  const opened = open();
  return {
    ...teams,
    open: opened,
    async follow() {
      await opened?.follower.poll().catch((error: unknown) => {
        if (!isNetworkFailure(error)) throw error;
      });
    },
    close: () => closing.abort(),
    async requireRole(request, org, least, act) {
      return requireRole(teams, request, { org, least }).catch(async (error: unknown) => {
        if (act !== undefined && error instanceof NectoError && error.code === "auth/role")
          await store.db.transaction().execute((transaction) =>
            recordAct(transaction, {
              ...{ scope: `org:${org}`, action: act, actor: request.principal!.address, result: "refused" },
              ...{ facts: { role: String(error.meta?.role), needs: least } },
              at: new Date(now()).toISOString(),
            }),
          );
        throw error;
      });
    },
  };
}

/** viem's errors all have a short message. */
const isNetworkFailure = (error: unknown): boolean => error instanceof Error && "shortMessage" in error;

/** The contract of a network; null where there is none. */
const teamRolesAt = (network: TeamsOptions["network"]): TeamRolesAt | null =>
  network?.roles ? { client: readClient(network.chain), roles: network.roles } : null;
