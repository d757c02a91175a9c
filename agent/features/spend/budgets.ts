import type { SpendBudget } from "@necto/tools/protocol/spend";

/** What a team's policy lets it spend. */
export interface Budgets {
  /**
   * The budget that holds for an organisation, or for a member of it, in the last of some days; null for none.
   *
   * @param member address in lower case; null for the whole organisation
   * @param days `YYYY-MM-DD`, both included
   */
  readonly budgetOf: (
    of: { readonly org: string; readonly member: string | null },
    days: { readonly from: string; readonly to: string },
  ) => Promise<SpendBudget | null>;
}
