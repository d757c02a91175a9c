import type { BudgetChange } from "@necto/tools/protocol/policy";
import type { Kysely } from "kysely";
import type { Database } from "../../store/schema.ts";
import { sumSpent } from "./charge-queries.ts";

type Db = Kysely<Database>;

export interface Budget extends Omit<BudgetChange, "usdMicros"> {
  readonly id: string;
  readonly org: string;
  readonly usdMicros: number;
  readonly setAt: string;
}

export interface BudgetSpent extends Budget {
  readonly spentUsdMicros: number;
}

/** The team's first, then its members' by address. */
export async function listBudgets(db: Db, org: string): Promise<Budget[]> {
  const rows = await db.selectFrom("team_budgets").selectAll().where("org", "=", org).orderBy("id").execute();
  return rows.map(({ id, member, usd_micros, thresholds, action, set_at }) => ({
    ...{ id, org, member, usdMicros: Number(usd_micros), action, setAt: set_at },
    thresholdsBps: JSON.parse(thresholds) as number[],
  }));
}

/** Sets a budget, or takes it away when it has no amount. */
export async function saveBudget(
  db: Db,
  { org, change, at }: { readonly org: string; readonly change: BudgetChange; readonly at: string },
): Promise<void> {
  const { member, usdMicros, thresholdsBps, action } = change;
  const id = member === null ? org : `${org}:${member}`;
  if (usdMicros === null) {
    await db.deleteFrom("team_budgets").where("id", "=", id).execute();
    return;
  }
  const columns = {
    ...{ usd_micros: usdMicros, action, set_at: at },
    thresholds: JSON.stringify([...new Set(thresholdsBps)].sort((a, b) => a - b)),
  };
  await db
    .insertInto("team_budgets")
    .values({ id, org, member, ...columns })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(columns))
    .execute();
}

/** The UTC month of a time: `2026-11`, and its first moment and that of the next. */
export function monthOf(now: number): { readonly month: string; readonly from: string; readonly to: string } {
  const at = new Date(now);
  const first = (months: number) =>
    new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months, 1)).toISOString();
  return { month: first(0).slice(0, 7), from: first(0), to: first(1) };
}

/** What of a budget is spent in the month of a time. */
export const sumBudget = (db: Db, { org, member }: Budget, now: number): Promise<number> =>
  sumSpent(db, { org, member, ...monthOf(now) });

/** The budgets of a team that somebody's spending counts for, each with what of it is spent in the month of a time. */
export async function listSpent(
  db: Db,
  { org, member, now }: { readonly org: string; readonly member: string | null; readonly now: number },
): Promise<BudgetSpent[]> {
  const theirs = (await listBudgets(db, org)).filter((one) => one.member === null || one.member === member);
  const spent: BudgetSpent[] = [];
  for (const budget of theirs) spent.push({ ...budget, spentUsdMicros: await sumBudget(db, budget, now) });
  return spent;
}

/** The thresholds of a budget that a sum has reached. */
export const reachedBy = (
  { usdMicros, thresholdsBps }: Pick<Budget, "usdMicros" | "thresholdsBps">,
  spentUsdMicros: number,
): number[] =>
  thresholdsBps.filter((bps) => BigInt(spentUsdMicros) * 10_000n >= BigInt(bps) * BigInt(usdMicros));

/** Marks a threshold as reached; false when it was before, in that month and for that amount. */
export async function markReached(
  db: Db,
  { id, usdMicros }: Pick<Budget, "id" | "usdMicros">,
  { month, bps }: { readonly month: string; readonly bps: number },
): Promise<boolean> {
  const inserted = await db
    .insertInto("budget_marks")
    .values({ budget_id: id, month, usd_micros: usdMicros, bps })
    .onConflict((conflict) => conflict.columns(["budget_id", "month", "usd_micros", "bps"]).doNothing())
    .returning("bps")
    .executeTakeFirst();
  return inserted !== undefined;
}
