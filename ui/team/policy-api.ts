import type {
  AskAnswer,
  BudgetChange,
  OrderAsk,
  OrderAskView,
  PolicyChange,
  PolicyView,
} from "@necto/tools/protocol/policy";
import { put, request } from "../api/necto-api.ts";

const of = (org: string): string => `/api/orgs/${encodeURIComponent(org)}`;

export const fetchPolicy = (org: string): Promise<PolicyView> => request(`${of(org)}/policy`);

export const savePolicy = (org: string, change: PolicyChange): Promise<PolicyView> =>
  put(`${of(org)}/policy`, change);

export const saveBudget = (org: string, change: BudgetChange): Promise<PolicyView> =>
  put(`${of(org)}/budgets`, change);

export const fetchAsks = (org: string): Promise<{ readonly requests: readonly OrderAskView[] }> =>
  request(`${of(org)}/requests`);

export const askAdmin = (org: string, ask: OrderAsk): Promise<OrderAskView> =>
  request(`${of(org)}/requests`, ask);

export const answerAsk = (org: string, id: string, answer: AskAnswer): Promise<OrderAskView> =>
  request(`${of(org)}/requests/${encodeURIComponent(id)}`, answer);
