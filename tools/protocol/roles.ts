/** What a member of an organisation may do, least first: each may what those before it may. On chain it is `TeamRoles.roleOf`. */
export const ROLES = ["viewer", "user", "admin"] as const;
type Role = (typeof ROLES)[number];

/** The most that one may do first, as people choose it. */
export const ROLES_DOWN: readonly Role[] = ROLES.toReversed();

/** Whether a role is enough where another is asked for: an Admin may what a User may, and a User what a Viewer may. */
export const isAtLeast = (role: Role | null, least: Role): boolean =>
  role !== null && ROLES.indexOf(role) >= ROLES.indexOf(least);

/** As people are told. */
export const ROLE_TITLES: Readonly<Record<Role, string>> = { viewer: "Viewer", user: "User", admin: "Admin" };
