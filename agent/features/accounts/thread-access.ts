import { NectoError } from "@necto/tools/errors";
import type { Store } from "../../store/open-store.ts";
import { findThread, type Thread } from "../../store/threads.ts";
import type { TeamRoles } from "../teams/team-roles.ts";
import type { Principal } from "./principal.ts";

/** What says whose a thread is. */
export interface ThreadKeepers {
  readonly store: Store;
  readonly teams: TeamRoles;
}

/**
 * Whether somebody may read a thread. Without an owner its id is its key: every untracked thread, and tracked ones from before
 * there were accounts. One of an organisation is its member's, for as long as it is one.
 *
 * @throws viem's error when the chain does not say who is a member
 */
export async function mayUse(
  teams: TeamRoles,
  { owner, org }: Pick<Thread, "owner" | "org">,
  principal: Principal | null,
): Promise<boolean> {
  if (owner === null) return true;
  if (owner !== principal?.address) return false;
  return org === null || (await teams.roleOf(org, owner)) !== null;
}

/** What somebody asks for that belongs to a thread. */
export interface ThreadPart {
  readonly threadId: string;
  /** Says that there is no such thing. */
  readonly missing: () => NectoError;
}

/**
 * The thread, for whoever may use it.
 *
 * @throws NectoError `auth/sign-in` when nobody is signed in and it is somebody's, else what `missing` gives: whether
 *   there is a thread of another account, or of an organisation that one has left, is nobody's business
 */
export async function openThread(
  { store, teams }: ThreadKeepers,
  { threadId, missing }: ThreadPart,
  principal: Principal | null,
): Promise<Thread> {
  const thread = await findThread(store, threadId);
  if (thread === null) throw missing();
  if (await mayUse(teams, thread, principal)) return thread;
  throw principal === null ? signIn() : missing();
}

const signIn = (): NectoError =>
  new NectoError({
    code: "auth/sign-in",
    message: "This belongs to an account. Sign in to the one that it was begun with.",
  });
