import type { SpendView } from "@necto/tools/protocol/spend";
import type { OrgRow, Orgs } from "@necto/tools/protocol/team";
import { request } from "../api/necto-api.ts";

export const fetchSpend = (query: URLSearchParams): Promise<SpendView> => request(`/api/spend?${query}`);

/** Those of the account that is signed in. */
export const fetchOrgs = async (): Promise<readonly OrgRow[]> => (await request<Orgs>("/api/orgs")).orgs;
