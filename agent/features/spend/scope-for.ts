import type { Role } from "@necto/tools/protocol/team";
import type { SpendScope } from "./spend-queries.ts";

/**
 * What somebody may know: of an organisation everything as its Admin or Viewer, and as its User what they booked themselves,
 * whatever is asked for.
 *
 * @param address in lower case
 */
export const scopeFor = (
  address: string,
  member: { readonly org: string; readonly role: Role } | null,
): SpendScope =>
  member === null
    ? { org: null, account: address }
    : { org: member.org, member: member.role === "user" ? address : null };
