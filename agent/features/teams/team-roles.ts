import type { Role } from "@necto/tools/protocol/team";

/** Who is what in which organisation. The chain says so. */
export interface TeamRoles {
  /** Now, or at most three seconds ago; null for nobody of it, and for an organisation that is none. */
  readonly roleOf: (org: string, address: string) => Promise<Role | null>;
}

/** Where there are no organisations, nobody is a member of one. */
export const NO_TEAMS: TeamRoles = { roleOf: async () => null };
