import type { Expression, ExpressionBuilder, SqlBool } from "kysely";
import type { Database } from "../../store/schema.ts";
import type { Member } from "./require-role.ts";

/**
 * The condition for jobs of an organisation that a member may see: all of them for Admins and Viewers, a User's own.
 *
 * @example db.selectFrom("jobs").selectAll().where(orgJobs(member, org))
 */
export const orgJobs =
  ({ role, address }: Pick<Member, "role" | "address">, org: string) =>
  ({ eb, and }: ExpressionBuilder<Database, "jobs">): Expression<SqlBool> =>
    and([eb("jobs.org", "=", org), ...(role === "user" ? [eb("jobs.member", "=", address)] : [])]);
