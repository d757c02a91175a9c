import type { Store } from "../../store/open-store.ts";
import type { TeamRoles } from "../teams/team-roles.ts";
import type { TeamAccess } from "./team-purse.ts";

/**
 * Roles of teams, and whom their Admins are: of the accounts that have an inbox here, those that the chain says so of.
 *
 * @param teams is asked when somebody books, which is after everything is open
 */
export function accessOf({
  store,
  teams,
}: {
  readonly store: Pick<Store, "db">;
  readonly teams: () => TeamRoles;
}): TeamAccess {
  const roleOf: TeamRoles["roleOf"] = (org, address) => teams().roleOf(org, address);
  return {
    roleOf,
    async adminsOf(org) {
      const accounts = await store.db.selectFrom("accounts").select("address").orderBy("address").execute();
      const roles = await Promise.all(accounts.map(({ address }) => roleOf(org, address)));
      return accounts.flatMap(({ address }, index) => (roles[index] === "admin" ? address : []));
    },
  };
}
