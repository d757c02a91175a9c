import type {
  InvitationFor,
  InvitationMade,
  OrgView,
  Role,
  TeamCallView,
  Told,
} from "@necto/tools/protocol/team";
import { request, send } from "../api/necto-api.ts";

const at = (org: string): string => `/api/orgs/${encodeURIComponent(org)}`;
/** One for each thing that is asked for, so that a repeat on the way does it once. */
const newKey = (): string => crypto.randomUUID();

export const fetchOrg = (org: string): Promise<OrgView> => request(at(org));
export const createOrg = (name: string): Promise<Told> => request("/api/orgs", { name }, newKey());
export const renameOrg = (org: string, name: string): Promise<OrgView> => request(at(org), { name });
/** What one's wallet has to send so that an organisation exists. */
export const fetchCreation = (org: string): Promise<{ readonly call: TeamCallView | null }> =>
  request(`${at(org)}/call`);

/** `role`: null removes the member. */
export const setRole = (org: string, address: string, role: Role | null): Promise<Told> =>
  request(`${at(org)}/members`, { address, role }, newKey());
export const leaveOrg = (org: string): Promise<Told> => request(`${at(org)}/leave`, {}, newKey());

export const invite = (org: string, role: Role): Promise<InvitationMade> =>
  request(`${at(org)}/invitations`, { role });
export const revokeInvitation = (org: string, id: string): Promise<unknown> =>
  send("DELETE", `${at(org)}/invitations/${encodeURIComponent(id)}`);

/** The secret goes in the body: addresses are written into logs. */
export const lookAtInvitation = (secret: string): Promise<InvitationFor> =>
  request("/api/invitations/look", { secret });
export const acceptInvitation = (secret: string): Promise<InvitationFor> =>
  request("/api/invitations/accept", { secret });
