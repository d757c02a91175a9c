import type { Store } from "../../store/open-store.ts";
import { listBudgets, monthOf, sumBudget } from "../policy/budget-queries.ts";
import type { Budgets } from "./budgets.ts";

const DAY_MS = 86_400_000;

/**
 * Budgets as a team's policy has them, which are of a UTC month: the one that the last of the days is in. A member is told of
 * their own, and never of the team's, which would say what others spent.
 */
export const budgetsOfPolicy = ({ db }: Pick<Store, "db">): Budgets => ({
  async budgetOf({ org, member }, { to }) {
    const budget = (await listBudgets(db, org)).find((one) => one.member === member);
    if (!budget) return null;
    const at = Date.parse(to);
    const month = monthOf(at);
    const last = new Date(Date.parse(month.to) - DAY_MS).toISOString().slice(0, 10);
    return {
      ...{ limitUsdMicros: budget.usdMicros, usedUsdMicros: await sumBudget(db, budget, at) },
      ...{ from: month.from.slice(0, 10), to: last },
    };
  },
});
