import type { Role } from "@necto/tools/protocol/team";

// Here, since the protocol's own file brings the library of its schemas with it.

/** The most that one may do first, as people choose it. */
export const ROLES_DOWN = ["admin", "user", "viewer"] as const satisfies readonly Role[];

export const ROLE_WORDS: Readonly<Record<Role, string>> = { viewer: "Viewer", user: "User", admin: "Admin" };
