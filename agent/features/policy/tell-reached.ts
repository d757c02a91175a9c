import type { Store } from "../../store/open-store.ts";
import { recordAct } from "../audit/act-queries.ts";
import { notify } from "../inbox/inbox-queries.ts";
import { type BudgetSpent, markReached, reachedBy } from "./budget-queries.ts";

/**
 * Tells a team's Admins of the thresholds that were reached, each once in a month and for an amount. In the transaction of the
 * payment, or of the budget that was set below what is spent.
 *
 * @param budgets with what of them is spent then
 */
export async function tellReached(
  transaction: Store["db"],
  told: {
    readonly org: string;
    readonly budgets: readonly BudgetSpent[];
    readonly admins: readonly string[];
    readonly at: string;
    /** `2026-11` */
    readonly month: string;
  },
): Promise<void> {
  const { org, admins, at, month } = told;
  for (const budget of told.budgets) {
    const { id, usdMicros, member, action, spentUsdMicros } = budget;
    for (const bps of reachedBy(budget, spentUsdMicros)) {
      if (!(await markReached(transaction, budget, { month, bps }))) continue;
      const facts = {
        of: member === null ? "team" : "member",
        month,
        bps,
        usdMicros,
        spentUsdMicros,
        action,
      };
      for (const account of admins)
        await notify(transaction, {
          ...{ id: `budget:${id}:${month}:${usdMicros}:${bps}:${account}`, account, org },
          ...{
            kind: "budget.reached",
            facts: { ...facts, percent: bps / 100, limitUsdMicros: usdMicros },
            at,
          },
        });
      await recordAct(transaction, {
        ...{ scope: `org:${org}`, action: "budget.reached", actor: "necto", subject: member },
        ...{ result: "done" as const, facts, at },
      });
    }
  }
}
