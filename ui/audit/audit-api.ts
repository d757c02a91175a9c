import type { ActView, AuditPage } from "@necto/tools/protocol/audit";
import type { Orgs } from "@necto/tools/protocol/team";
import { ApiError, request } from "../api/necto-api.ts";

export const fetchActs = (query: URLSearchParams): Promise<AuditPage> => request(`/api/audit?${query}`);

export const fetchAct = (scope: string, seq: number): Promise<ActView> =>
  request(`/api/audit/${encodeURIComponent(scope)}/${seq}`);

export const exportPath = (query: URLSearchParams): string => `/api/audit/export?${query}`;

/** Organisations whose logs whoever is signed in may read. */
export const fetchOrgs = async (): Promise<Orgs["orgs"]> => (await request<Orgs>("/api/orgs")).orgs;

/** The log as JSON lines. */
export async function fetchExport(query: URLSearchParams): Promise<string> {
  const answer = await fetch(exportPath(query));
  if (answer.ok) return answer.text();
  throw new ApiError(await answer.json());
}
