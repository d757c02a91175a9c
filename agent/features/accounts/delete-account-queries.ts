import { NectoError } from "@necto/tools/errors";
import type { AccountView } from "@necto/tools/protocol/account";
import type { Kysely } from "kysely";
import type { Store } from "../../store/open-store.ts";
import type { Database } from "../../store/schema.ts";
import type { ActScope } from "../audit/act.ts";
import { recordActs } from "../audit/act-queries.ts";
import { forgetApproved } from "../booking/day-total-queries.ts";
import { deleteMandatesOf } from "../mandates/mandate-queries.ts";
import { deleteWatchesOf } from "../watches/watch-queries.ts";
import { deleteSessions } from "./account-queries.ts";
import { ownRows, viewAccount } from "./own-rows-queries.ts";
import type { Principal } from "./principal.ts";

/** Holds the conversations of an account while they are deleted, so that no run begins in one. */
const DELETING = "deleting";

export interface DeletedAccount {
  readonly deleted: AccountView["stored"];
  /** Sessions that have ended by it. */
  readonly sessionIds: readonly string[];
}

/**
 * Deletes an account with its sessions, conversations, approvals and the salts of its commitments, all or nothing. Its jobs lose
 * what joins them with it; what was paid stays, as it does on chain.
 *
 * @param now epoch milliseconds
 * @throws NectoError `request/account-in-use` while a job is open, a payment is on its way or a run is going, and while it is the
 *   only Admin of others
 */
export async function deleteAccount(
  { db, checkpointer }: Pick<Store, "db" | "checkpointer">,
  principal: Principal,
  now: number,
): Promise<DeletedAccount> {
  const { address } = principal;
  return db.transaction().execute(async (transaction) => {
    const own = ownRows(transaction, principal);
    const { stored, openJobs, lastAdminOf, isBusy } = await viewAccount(transaction, principal);
    if (openJobs.length > 0 || isBusy) throw inUse(openJobs.length);
    if (lastAdminOf.length > 0) throw lastAdmin(lastAdminOf);
    await transaction
      .updateTable("threads")
      .set({ run_id: DELETING })
      .where("owner", "=", address)
      .where("run_id", "is", null)
      .execute();
    if (await own.threads.select("id").where("run_id", "!=", DELETING).executeTakeFirst()) throw inUse(0);

    await forgetApproved(transaction, await own.approvals.selectAll().execute(), now);
    await transaction
      .deleteFrom("idempotency")
      .where(({ eb, or }) =>
        or([
          eb("principal", "=", address),
          eb("principal", "in", own.approvals.select("id")),
          eb("principal", "in", own.changes.select("id")),
          eb("principal", "in", own.jobIds),
        ]),
      )
      .execute();
    await transaction
      .deleteFrom("job_decisions")
      .where("job_id", "in", own.jobs.where("org", "is", null).select("job_id"))
      .execute();
    await transaction
      .updateTable("jobs")
      .set({
        thread_id: null,
        account: null,
        view_key: null,
        capability_hash: null,
        access: null,
        access_at: null,
        member: null,
      })
      .where("job_id", "in", own.jobIds)
      .execute();
    await transaction
      .updateTable("traces")
      .set({ salt: null, thread_id: null })
      .where("thread_id", "in", own.threadIds)
      .execute();
    // Before the rows that name them: after a crash in between they could not be found again.
    for (const { id } of await own.runs.select("id").execute()) await checkpointer.deleteThread(id);
    await deleteMandatesOf(transaction, address);
    await transaction.deleteFrom("run_events").where("run_id", "in", own.runIds).execute();
    await transaction.deleteFrom("decisions").where("run_id", "in", own.runIds).execute();
    await transaction.deleteFrom("changes").where("thread_id", "in", own.threadIds).execute();
    await transaction.deleteFrom("approvals").where("thread_id", "in", own.threadIds).execute();
    await transaction.deleteFrom("runs").where("thread_id", "in", own.threadIds).execute();
    await transaction.deleteFrom("threads").where("owner", "=", address).execute();
    await leaveNoTrace(transaction, address);
    await transaction.deleteFrom("inbox").where("account", "=", address).execute();
    await deleteWatchesOf(transaction, address);
    await unlinkPolicies(transaction, address);
    const sessionIds = await deleteSessions(transaction, { address });
    await transaction.deleteFrom("api_keys").where("address", "=", address).execute();
    await transaction.deleteFrom("accounts").where("address", "=", address).execute();
    await unlinkActs(transaction, address, new Date(now).toISOString());
    return { deleted: stored, sessionIds };
  });
}

/**
 * Tells the logs of teams that one of them is gone; without its salts nobody can tell whom the commitments in their hashes are to,
 * and their chains stay whole. After the account: the database lets nobody else do it.
 */
async function unlinkActs(transaction: Kysely<Database>, address: string, at: string): Promise<void> {
  const logs = await transaction
    .selectFrom("acts")
    .select("scope")
    .distinct()
    .where("actor", "=", address)
    .where("scope", "like", "org:%")
    .execute();
  const acts = logs.map(({ scope }) => scope as ActScope);
  await recordActs(
    transaction,
    acts.map((scope) => ({ scope, action: "account.deleted", actor: address, result: "done", at })),
  );
  await transaction.deleteFrom("acts").where("scope", "=", `account:${address}`).execute();
  for (const [who, salt] of [
    ["actor", "salt"],
    ["subject", "subject_salt"],
  ] as const)
    await transaction
      .updateTable("acts")
      .set({ [who]: null, [salt]: null })
      .where(who, "=", address)
      .execute();
}

/** Its roles stay on chain: nobody but itself, or an Admin, takes them from there. */
async function leaveNoTrace(transaction: Kysely<Database>, address: string): Promise<void> {
  await transaction
    .deleteFrom("invitations")
    .where(({ eb, or }) => or([eb("created_by", "=", address), eb("accepted_by", "=", address)]))
    .execute();
  await transaction.updateTable("orgs").set({ created_by: null }).where("created_by", "=", address).execute();
}

const lastAdmin = (orgs: AccountView["lastAdminOf"]): NectoError =>
  new NectoError({
    code: "request/account-in-use",
    message: `This account is the only Admin of ${orgs.map(({ name }) => name).join(", ")}, which has other members. Nothing was deleted.`,
    hint: "Make another member an Admin on the page of teams, or remove the others.",
  });

/** What a team agreed to still counts for it. */
async function unlinkPolicies(transaction: Kysely<Database>, address: string): Promise<void> {
  await transaction.updateTable("team_policies").set({ by: null }).where("by", "=", address).execute();
  await transaction.updateTable("team_charges").set({ member: null }).where("member", "=", address).execute();
  await transaction.deleteFrom("order_requests").where("member", "=", address).execute();
  await transaction
    .updateTable("order_requests")
    .set({ decided_by: null })
    .where("decided_by", "=", address)
    .execute();
}

const inUse = (jobs: number): NectoError =>
  new NectoError({
    code: "request/account-in-use",
    message:
      jobs > 0
        ? `${jobs === 1 ? "A job" : `${jobs} jobs`} of this account ${jobs === 1 ? "is" : "are"} not closed. Nothing was deleted.`
        : "A run of this account is going, or a payment is on its way. Nothing was deleted.",
    hint:
      jobs > 0
        ? "End or cancel them on the page of jobs, and come back when they are closed: without the account nobody could."
        : "Stop it, or try again in a moment.",
  });
