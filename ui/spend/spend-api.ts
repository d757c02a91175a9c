import type { SpendView } from "@necto/tools/protocol/spend";
import { ApiError, request } from "../api/necto-api.ts";

export const fetchSpend = (query: URLSearchParams): Promise<SpendView> => request(`/api/spend?${query}`);

/** An organisation of the account that is signed in. */
export interface OwnOrg {
  readonly id: string;
  readonly name: string;
}

/** Empty where there are no organisations at all. */
export async function fetchOrgs(): Promise<readonly OwnOrg[]> {
  try {
    return (await request<{ readonly orgs: readonly OwnOrg[] }>("/api/orgs")).orgs;
  } catch (error) {
    if (error instanceof ApiError && error.problem.code === "request/not-found") return [];
    throw error;
  }
}
