import type { Kysely } from "kysely";
import type { Database } from "../../store/schema.ts";
import type { Act } from "./act.ts";
import { recordAct } from "./act-queries.ts";
import { scopeOfAccount, scopeOfJob } from "./scope-queries.ts";

type Db = Kysely<Database>;
type OwnAct = Omit<Act, "scope" | "result" | "actor"> & Partial<Pick<Act, "result">>;

/** Writes down what an account did for itself, in its own log and in the transaction of it. */
export const recordOwn = async (db: Db, address: string, act: OwnAct): Promise<void> =>
  void (await recordAct(db, { result: "done", ...act, scope: `account:${address}`, actor: address }));

/** What somebody did about a job. */
export interface JobAct extends Pick<Act, "action" | "actor" | "facts" | "at" | "key"> {
  /** Address of one who is no buyer of it, and in whose own log it is; null for the log that the job is in. */
  readonly own: string | null;
}

/**
 * Writes down what somebody did about a job, in the transaction of it. About an untracked job nothing is written, in nobody's log;
 * nor in one of an account that never signed in.
 */
export async function recordAboutJob(db: Db, jobId: string, { own, ...act }: JobAct): Promise<void> {
  const ofJob = await scopeOfJob(db, jobId);
  const belonging = ofJob && own !== null ? await scopeOfAccount(db, own) : ofJob;
  if (belonging === null) return;
  const { scope, member } = belonging;
  const subject = act.actor === member ? null : member;
  await recordAct(db, { ...act, scope, subject, result: "done", target: jobId });
}

/** Somebody took a copy of everything that is stored about them. */
export const noteExport = (db: Db, address: string, at: string): Promise<void> =>
  db
    .transaction()
    .execute((transaction) => recordOwn(transaction, address, { action: "account.exported", at }));
