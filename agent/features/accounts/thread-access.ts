import { NectoError } from "@necto/tools/errors";
import type { Store } from "../../store/open-store.ts";
import { findThread, type Thread } from "../../store/threads.ts";
import type { Principal } from "./principal.ts";

/**
 * Whether somebody may read a thread and run in it. Without an owner its id is its key: every untracked thread, and tracked
 * ones from before there were accounts.
 */
export const mayUse = ({ owner }: Pick<Thread, "owner">, principal: Principal | null): boolean =>
  owner === null || owner === principal?.address;

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
 *   there is a thread of another account is nobody's business
 */
export async function openThread(
  store: Store,
  { threadId, missing }: ThreadPart,
  principal: Principal | null,
): Promise<Thread> {
  const thread = await findThread(store, threadId);
  if (thread === null) throw missing();
  if (mayUse(thread, principal)) return thread;
  throw principal === null ? signIn() : missing();
}

const signIn = (): NectoError =>
  new NectoError({
    code: "auth/sign-in",
    message: "This belongs to an account. Sign in to the one that it was begun with.",
  });
