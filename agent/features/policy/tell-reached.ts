import type { Store } from "../../store/open-store.ts";
import { recordAct } from "../audit/act-queries.ts";
import { notify } from "../inbox/inbox-queries.ts";
import { listBudgets, markReached, reachedBy } from "./budget-queries.ts";
import { sumSpent } from "./charge-queries.ts";

/**
 * Tells a team's Admins of the thresholds that were reached, each once in a month and for an amount. In the transaction of the
 * payment, or of the budget that was set below what is spent.
 *
 * @param member whose budget may have been reached, beside the team's
 */
export async function tellReached(
  transaction: Store["db"],
  told: {
    readonly org: string;
    readonly member: string | null;
    readonly admins: readonly string[];
    readonly at: string;
    readonly month: string;
    readonly from: string;
    readonly to: string;
  },
): Promise<void> {
  const { org, admins, at, month, from, to } = told;
  for (const budget of await listBudgets(transaction, org)) {
    if (budget.member !== null && budget.member !== told.member) continue;
    const { id, usdMicros, member, action } = budget;
    const spentUsdMicros = await sumSpent(transaction, { org, member, from, to });
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
          ...{ kind: "budget.reached", facts, at },
        });
      await recordAct(transaction, {
        ...{ scope: `org:${org}`, action: "budget.reached", actor: "necto", subject: member },
        ...{ result: "done" as const, facts, at },
      });
    }
  }
}
