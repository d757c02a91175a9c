import type { Store } from "../../store/open-store.ts";
import type { Teams } from "../teams/create-teams.ts";
import { listMembers } from "../teams/org-queries.ts";
import type { TeamAccess } from "./team-purse.ts";

/**
 * Roles of teams, and who their Admins are.
 *
 * @param teams is asked when somebody books, which is after everything is open
 */
export function accessOf({
  store,
  teams,
}: {
  readonly store: Pick<Store, "db">;
  readonly teams: () => Pick<Teams, "roleOf" | "follow">;
}): TeamAccess {
  return {
    roleOf: (org, address) => teams().roleOf(org, address),
    async adminsOf(org) {
      await teams().follow();
      const members = await listMembers(store.db, org);
      return members.flatMap(({ account, role }) => (role === "admin" ? account : []));
    },
  };
}
