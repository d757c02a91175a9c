/** What an account may do for an organisation: `TeamRoles.roleOf`, as words. */
export const ROLES = ["viewer", "user", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** Who is what in which organisation. The chain says so. */
export interface TeamRoles {
  /** Now, or a few seconds ago; null for nobody of it, and for an organisation that is none. */
  readonly roleOf: (org: string, address: string) => Promise<Role | null>;
}

/** Whether a role is enough where another is asked for: an Admin may what a User may, and a User what a Viewer may. */
export const isAtLeast = (role: Role | null, least: Role): boolean =>
  role !== null && ROLES.indexOf(role) >= ROLES.indexOf(least);
