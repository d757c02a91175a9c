import { isAtLeast, ROLE_TITLES } from "@necto/tools/protocol/roles";
import type { RunContext } from "./run-context.ts";

/** Why a conversation for an organisation may book nothing now: its member's role, asked anew. Null when it may, and elsewhere. */
export async function roleObjection({ member }: Pick<RunContext, "member">): Promise<string | null> {
  if (member === null) return null;
  const role = await member.role();
  if (isAtLeast(role, "user")) return null;
  return role === null
    ? "You are no longer a member of the organisation that this conversation is for."
    : `Booking for this organisation takes the role ${ROLE_TITLES.user}. Your role is ${ROLE_TITLES[role]} now.`;
}
