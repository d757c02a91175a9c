import { readRole, type TeamRolesAt } from "@necto/tools/chain/team-roles";
import type { Role } from "@necto/tools/protocol/team";
import type { Address, Hex } from "viem";
import type { TeamRoles } from "./team-roles.ts";

/** How long an answer of the chain is good for. */
export const ROLE_MS = 3_000;
/** Answers that are kept at most. */
const MAX_KEPT = 10_000;

export interface ChainRoles extends TeamRoles {
  /** Asked now, whatever was answered a moment ago. */
  readonly roleNow: TeamRoles["roleOf"];
  /** The chain has something else to say of an account, or of all of an organisation. */
  readonly forget: (org: string, address?: string) => void;
}

/**
 * Roles as the chain has them. An answer is kept for three seconds; a chain that does not answer is no answer: nobody is let in
 * by what was once true.
 *
 * @param now epoch milliseconds
 */
export function createChainRoles(at: TeamRolesAt, now: () => number): ChainRoles {
  const kept = new Map<string, { readonly role: Promise<Role | null>; readonly at: number }>();
  const keyOf = (org: string, address: string): string => `${org} ${address}`.toLowerCase();

  function roleNow(org: string, address: string): Promise<Role | null> {
    const key = keyOf(org, address);
    const ask = () => readRole(at, org as Hex, address as Address);
    // Once more: a node may have closed the connection at that very moment.
    const role = ask().catch(ask);
    const entry = { role, at: now() };
    kept.delete(key);
    if (kept.size >= MAX_KEPT) kept.delete(kept.keys().next().value!);
    kept.set(key, entry);
    role.catch(() => {
      if (kept.get(key) === entry) kept.delete(key);
    });
    return role;
  }

  return {
    roleNow,
    roleOf(org, address) {
      const known = kept.get(keyOf(org, address));
      return known && now() - known.at < ROLE_MS ? known.role : roleNow(org, address);
    },
    forget(org, address) {
      const prefix = keyOf(org, address ?? "");
      for (const key of kept.keys())
        if (address === undefined ? key.startsWith(prefix) : key === prefix) kept.delete(key);
    },
  };
}
