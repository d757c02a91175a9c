import type { InvitationView } from "@necto/tools/protocol/team";
import type { Invitation } from "./invitation-queries.ts";

/** @param at ISO time */
export function toInvitationView(row: Invitation, at: string): InvitationView {
  const { id, role, created_at: createdAt, expires_at: expiresAt, accepted_by: acceptedBy } = row;
  return { id, role, createdAt, expiresAt, state: stateOf(row, at), acceptedBy };
}

export function stateOf(row: Invitation, at: string): InvitationView["state"] {
  if (row.revoked_at !== null) return "revoked";
  if (row.settled_at !== null) return "done";
  if (row.accepted_by !== null) return "waiting";
  return row.expires_at <= at ? "expired" : "open";
}
