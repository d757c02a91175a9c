import { NectoError } from "@necto/tools/errors";
import type { TraceStatus } from "@necto/tools/protocol/trace-status";
import type { Attempt, StoredFile } from "@necto/tools/storage/trace-storage";
import type { SealedTrace } from "@necto/tools/trace/seal-trace";
import type { Kysely } from "kysely";
import type { Store } from "./open-store.ts";
import { isGone } from "./processes.ts";
import type { Database } from "./schema.ts";

/** A sealed trace to keep until 0G has it. */
export interface NewTrace {
  readonly trace: SealedTrace;
  readonly decisionId: string | null;
  /** Of its commitment; null without one. */
  readonly salt: string | null;
  /** The tracked conversation that the commitment is to. */
  readonly threadId?: string | null;
  /** ISO time. */
  readonly at: string;
}

/** A trace whose turn it is. */
export interface QueuedTrace {
  readonly root: string;
  readonly bytes: Uint8Array;
  readonly tries: number;
  /** What an earlier try may have paid with. */
  readonly attempt: Attempt | null;
}

/** Keeps a trace; the same one again changes nothing. */
export async function insertTrace(
  db: Kysely<Database>,
  { trace, decisionId, salt, threadId = null, at }: NewTrace,
): Promise<void> {
  const row = {
    root: trace.root,
    kind: trace.kind,
    digest: trace.digest,
    size: trace.bytes.length,
    decision_id: decisionId,
    file: new TextDecoder().decode(trace.bytes),
    state: "queued" as const,
    tries: 0,
    next_try_at: at,
    created_at: at,
    salt,
    thread_id: threadId,
  };
  await db
    .insertInto("traces")
    .values(row as never)
    .onConflict((conflict) => conflict.column("root").doNothing())
    .execute();
}

/**
 * Claims the trace whose turn it is: those that a booking waits for, then decisions before runs, then the oldest. Null when
 * none is due. What another living process has claimed is left to it.
 *
 * @param underWay roots that this process is sending already
 */
export async function nextTrace(
  { db, engine, processId }: Store,
  at: string,
  underWay: readonly string[] = [],
): Promise<QueuedTrace | null> {
  const row = await db
    .updateTable("traces")
    .set({ claimed_by: processId })
    .where("root", "=", ({ selectFrom }) =>
      selectFrom("traces")
        .select("root")
        .where("state", "=", "queued")
        .where("next_try_at", "<=", at)
        .$if(underWay.length > 0, (query) => query.where("root", "not in", underWay))
        .where(({ eb, or }) =>
          or([eb("claimed_by", "is", null), eb("claimed_by", "=", processId), isGone("claimed_by")]),
        )
        .orderBy("is_wanted", "desc")
        .orderBy("kind")
        .orderBy("created_at")
        .limit(1)
        .$if(engine === "postgres", (query) => query.forUpdate().skipLocked()),
    )
    .returningAll()
    .executeTakeFirst();
  if (!row) return null;
  const { root, file, tries, nonce, from_block: fromBlock, tx_hash: txHash } = row;
  const attempt = nonce === null || fromBlock === null ? null : { nonce, fromBlock, txHash };
  return { root, bytes: new TextEncoder().encode(file ?? ""), tries, attempt };
}

/** A booking waits for a trace. Says nothing of one that is stored, or that nobody kept. */
export async function wantTrace({ db }: Store, root: string): Promise<void> {
  await db
    .updateTable("traces")
    .set({ is_wanted: 1 })
    .where("root", "=", root)
    .where("state", "=", "queued")
    .execute();
}

/** When the next try of any queued trace but those under way here is due; null when nothing else is queued. */
export async function nextTryAt({ db }: Store, underWay: readonly string[] = []): Promise<string | null> {
  const { at } = await db
    .selectFrom("traces")
    .select(({ fn }) => fn.min("next_try_at").as("at"))
    .where("state", "=", "queued")
    .$if(underWay.length > 0, (query) => query.where("root", "not in", underWay))
    .executeTakeFirstOrThrow();
  return at;
}

/**
 * Keeps what a try is about to pay with, before it does.
 *
 * @throws NectoError `storage/claim-lost` when another process has the trace now: then nothing may be paid here
 */
export async function saveAttempt(
  { db, processId }: Store,
  root: string,
  { nonce, fromBlock, txHash }: Attempt,
): Promise<void> {
  const ours = await db
    .updateTable("traces")
    .set({ nonce, from_block: fromBlock, tx_hash: txHash })
    .where("root", "=", root)
    .where("claimed_by", "=", processId)
    .returning("root")
    .executeTakeFirst();
  if (ours) return;
  throw new NectoError({
    code: "storage/claim-lost",
    message: `Another process uploads the trace ${root}: this one was not heard of for too long.`,
    meta: { root },
    retryable: true,
  });
}

export async function saveTransaction({ db }: Store, root: string, txHash: string): Promise<void> {
  await db.updateTable("traces").set({ tx_hash: txHash }).where("root", "=", root).execute();
}

/** Ends a trace's way: from here on its file is on 0G and nowhere else. */
export async function saveStored(
  { db }: Store,
  { root, txHash, txSeq, blockNumber }: StoredFile,
  at: string,
): Promise<void> {
  await db
    .updateTable("traces")
    .set({
      state: "stored",
      file: null,
      tx_hash: txHash,
      tx_seq: txSeq,
      block_number: blockNumber,
      problem_code: null,
      problem_message: null,
      stored_at: at,
      claimed_by: null,
    })
    .where("root", "=", root)
    .execute();
}

/** A try failed: another one is due later. Says nothing when the trace is another process's by now. */
export async function postponeTrace(
  { db, processId }: Store,
  root: string,
  problem: NonNullable<TraceStatus["problem"]>,
  nextAt: string,
): Promise<void> {
  await db
    .updateTable("traces")
    .set((row) => ({
      tries: row("tries", "+", 1),
      next_try_at: nextAt,
      problem_code: problem.code,
      problem_message: problem.message,
      claimed_by: null,
    }))
    .where("root", "=", root)
    .where("claimed_by", "=", processId)
    .execute();
}

/** What is known of a trace besides where it can be read. */
export type TraceRecord = Omit<TraceStatus, "url">;

export async function findTrace(
  { db, processId }: Store,
  by: { readonly root: string } | { readonly decisionId: string },
): Promise<TraceRecord | null> {
  const query = db
    .selectFrom("traces")
    .selectAll()
    .select(({ eb, or }) =>
      or([
        eb("claimed_by", "=", processId),
        eb("claimed_by", "in", eb.selectFrom("processes").select("id")),
      ]).as("is_claimed"),
    );
  const row = await ("root" in by
    ? query.where("root", "=", by.root)
    : query.where("decision_id", "=", by.decisionId)
  ).executeTakeFirst();
  if (!row) return null;
  const { kind, root, digest, size, state, tries, tx_hash: txHash, tx_seq: txSeq } = row;
  const problem =
    row.problem_code === null ? null : { code: row.problem_code, message: row.problem_message ?? "" };
  return {
    kind,
    root,
    digest,
    size,
    state: state === "queued" && row.is_claimed ? "sending" : state,
    tries,
    txHash,
    txSeq,
    problem,
    nextTryAt: state === "queued" && tries > 0 ? row.next_try_at : null,
  };
}

/** A trace's file while it is still here; null once it is on 0G, and for a root nobody knows. */
export async function findTraceFile({ db }: Store, root: string): Promise<Uint8Array | null> {
  const row = await db.selectFrom("traces").select("file").where("root", "=", root).executeTakeFirst();
  return row?.file ? new TextEncoder().encode(row.file) : null;
}

/** Traces that are not on 0G yet. */
export async function countQueued({ db }: Store): Promise<number> {
  const { queued } = await db
    .selectFrom("traces")
    .select(({ fn }) => fn.countAll().as("queued"))
    .where("state", "=", "queued")
    .executeTakeFirstOrThrow();
  return Number(queued);
}

/** Every trace that was ever kept. */
export const listTraces = ({ db }: Store): Promise<Pick<Database["traces"], "root" | "kind" | "state">[]> =>
  db.selectFrom("traces").select(["root", "kind", "state"]).execute();
