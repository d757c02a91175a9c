import { emptyEscrow, foldEvents, type JobState } from "@necto/contracts/abi/fold-events";
import type { EscrowLog } from "@necto/tools/chain/escrow-logs";
import type { Kysely } from "kysely";
import type { Hex } from "viem";
import type { Database } from "../../../store/schema.ts";
import { recordLogs } from "../../audit/chain-acts-queries.ts";
import { fromJson, toEscrowEvent, toJson } from "./event-json.ts";
import { type Posting, postingsOf } from "./ledger.ts";

type Db = Kysely<Database>;
type LogRow = Database["escrow_logs"];
type EntryRow = Database["ledger_entries"];

/** Which escrow, on which chain; the address in lower case. */
export interface IndexKey {
  readonly chainId: number;
  readonly address: string;
}

export interface BlockRef {
  readonly number: bigint;
  readonly hash: Hex;
}

/** A stretch of the chain that was read: all the escrow's events in it. */
export interface IndexPage {
  /** The next block to read after this page. */
  readonly nextBlock: bigint;
  /** Its blocks whose hashes are to be remembered. */
  readonly blocks: readonly BlockRef[];
  readonly logs: readonly (EscrowLog & { readonly blockTime: number })[];
  /** ISO time. */
  readonly at: string;
}

const at = ({ chainId, address }: IndexKey) => ({ chain_id: chainId, address });

/** The next block to read. */
export async function findCursor(db: Db, key: IndexKey, fromBlock: bigint): Promise<bigint> {
  const row = await db
    .selectFrom("chain_cursors")
    .select("next_block")
    .where("chain_id", "=", key.chainId)
    .where("address", "=", key.address)
    .executeTakeFirst();
  return row === undefined ? fromBlock : BigInt(row.next_block);
}

/** Until the end of the caller's transaction nobody reads further. */
export async function holdIndex(db: Db, key: IndexKey): Promise<void> {
  await db
    .updateTable("chain_cursors")
    .set(({ ref }) => ({ next_block: ref("next_block") }))
    .where("chain_id", "=", key.chainId)
    .where("address", "=", key.address)
    .execute();
}

/** The blocks whose hashes are remembered, newest first. */
export async function listBlocks(db: Db, key: IndexKey): Promise<readonly BlockRef[]> {
  const rows = await db
    .selectFrom("chain_blocks")
    .select(["number", "hash"])
    .where("chain_id", "=", key.chainId)
    .where("address", "=", key.address)
    .orderBy("number", "desc")
    .execute();
  return rows.map(({ number, hash }) => ({ number: BigInt(number), hash: hash as Hex }));
}

/** Keeps a page, its bookings and what its jobs come to, or nothing of it. Events that are there already stay as they are. */
export function savePage(db: Db, key: IndexKey, page: IndexPage): Promise<readonly Hex[]> {
  return db.transaction().execute(async (transaction) => {
    await saveCursor(transaction, key, page.nextBlock);
    const rows = page.logs.map((log) => toLogRow(key, log));
    const fresh: LogRow[] = [];
    for (const row of rows) {
      const inserted = await transaction
        .insertInto("escrow_logs")
        .values(row)
        .onConflict((conflict) =>
          conflict.columns(["chain_id", "address", "block_hash", "log_index"]).doNothing(),
        )
        .returning("log_index")
        .executeTakeFirst();
      if (inserted !== undefined) fresh.push(row);
    }
    for (const { number, hash } of page.blocks)
      await transaction
        .insertInto("chain_blocks")
        .values({ ...at(key), number: Number(number), hash })
        .onConflict((conflict) => conflict.columns(["chain_id", "address", "number"]).doUpdateSet({ hash }))
        .execute();
    const jobs = await rebuildJobs(transaction, key, fresh);
    await book(transaction, key, fresh, { at: page.at, isTakenBack: false });
    await recordLogs(transaction, fresh, { at: page.at, isTakenBack: false });
    return jobs;
  });
}

/** Takes back everything after a block: the chain has other blocks there now. */
export function rewind(
  db: Db,
  key: IndexKey,
  { nextBlock, at: time }: { readonly nextBlock: bigint; readonly at: string },
): Promise<readonly Hex[]> {
  return db.transaction().execute(async (transaction) => {
    await saveCursor(transaction, key, nextBlock);
    const gone = await transaction
      .selectFrom("escrow_logs")
      .selectAll()
      .where("chain_id", "=", key.chainId)
      .where("address", "=", key.address)
      .where("block_number", ">=", Number(nextBlock))
      .orderBy("block_number", "desc")
      .orderBy("log_index", "desc")
      .execute();
    await book(transaction, key, gone, { at: time, isTakenBack: true });
    await recordLogs(transaction, gone, { at: time, isTakenBack: true });
    for (const table of ["escrow_logs"] as const)
      await transaction
        .deleteFrom(table)
        .where("chain_id", "=", key.chainId)
        .where("address", "=", key.address)
        .where("block_number", ">=", Number(nextBlock))
        .execute();
    await transaction
      .deleteFrom("chain_blocks")
      .where("chain_id", "=", key.chainId)
      .where("address", "=", key.address)
      .where("number", ">=", Number(nextBlock))
      .execute();
    return rebuildJobs(transaction, key, gone);
  });
}

/** Forgets hashes of blocks that are too old to be replaced. */
export async function forgetBlocks(db: Db, key: IndexKey, before: bigint): Promise<void> {
  await db
    .deleteFrom("chain_blocks")
    .where("chain_id", "=", key.chainId)
    .where("address", "=", key.address)
    .where("number", "<", Number(before))
    .execute();
}

async function saveCursor(db: Db, key: IndexKey, nextBlock: bigint): Promise<void> {
  const next_block = Number(nextBlock);
  await db
    .insertInto("chain_cursors")
    .values({ ...at(key), next_block })
    .onConflict((conflict) => conflict.columns(["chain_id", "address"]).doUpdateSet({ next_block }))
    .execute();
}

function toLogRow(key: IndexKey, { blockTime, ...log }: IndexPage["logs"][number]): LogRow {
  return {
    ...{ ...at(key), block_hash: log.blockHash, log_index: log.logIndex, tx_hash: log.txHash },
    ...{ block_number: Number(log.blockNumber), block_time: blockTime, event: log.eventName },
    ...{ job_id: "jobId" in log.args ? log.args.jobId : null, args: toJson(log.args) },
  };
}

/** Folds all events of each job that changed anew; a job none is left of is gone. */
async function rebuildJobs(db: Db, key: IndexKey, changed: readonly LogRow[]): Promise<readonly Hex[]> {
  const jobIds = new Set(changed.flatMap(({ job_id }) => job_id ?? []));
  for (const jobId of jobIds) {
    const logs = await listJobLogs(db, key, jobId as Hex);
    if (logs.length === 0) {
      await db
        .deleteFrom("escrow_jobs")
        .where("chain_id", "=", key.chainId)
        .where("address", "=", key.address)
        .where("job_id", "=", jobId)
        .execute();
      continue;
    }
    const state = foldEvents(logs.map(toEscrowEvent), emptyEscrow).jobs.get(jobId as Hex)!;
    const columns = {
      ...{ buyer: state.buyer.toLowerCase(), provider: state.provider.toLowerCase(), status: state.status },
      ...{ block_number: logs.at(-1)!.block_number, state: toJson(state) },
      ...{ listing_id: state.listingId, reason: state.reason, ...timesOf(state, logs) },
    };
    await db
      .insertInto("escrow_jobs")
      .values({ ...at(key), job_id: jobId, ...columns })
      .onConflict((conflict) => conflict.columns(["chain_id", "address", "job_id"]).doUpdateSet(columns))
      .execute();
  }
  return [...jobIds] as Hex[];
}

/** Unix seconds. A job that is over ended when its meter stopped, whenever that was told. */
function timesOf({ status, usedSecs }: JobState, logs: readonly LogRow[]) {
  const timeOf = (name: string): number | null => {
    const found = logs.find(({ event }) => event === name);
    return found === undefined ? null : Number(found.block_time);
  };
  const started_at = timeOf("JobStarted");
  const isOver = status !== "funded" && status !== "active";
  return {
    ...{ opened_at: timeOf("JobOpened"), started_at, closed_at: timeOf("JobClosed") },
    ended_at: started_at !== null && isOver ? started_at + usedSecs : null,
  };
}

/** A job's events on the canonical chain, in order. */
export const listJobLogs = (db: Db, key: IndexKey, jobId: Hex): Promise<LogRow[]> =>
  db
    .selectFrom("escrow_logs")
    .selectAll()
    .where("chain_id", "=", key.chainId)
    .where("address", "=", key.address)
    .where("job_id", "=", jobId)
    .orderBy("block_number")
    .orderBy("log_index")
    .execute();

/** All events on the canonical chain, in order. */
export const listLogs = (db: Db, key: IndexKey): Promise<LogRow[]> =>
  db
    .selectFrom("escrow_logs")
    .selectAll()
    .where("chain_id", "=", key.chainId)
    .where("address", "=", key.address)
    .orderBy("block_number")
    .orderBy("log_index")
    .execute();

/** Books events, or books them back. Rows are only ever added. */
async function book(
  db: Db,
  key: IndexKey,
  logs: readonly LogRow[],
  { at: time, isTakenBack }: { readonly at: string; readonly isTakenBack: boolean },
): Promise<void> {
  for (const log of logs) {
    const partiesOf = await findParties(db, key, log);
    const { eventName, args } = toEscrowEvent(log);
    const postings = postingsOf({ eventName, args }, partiesOf);
    if (postings.length === 0) continue;
    const turn = (await lastTurn(db, key, log)) + 1;
    if (turn % 2 === (isTakenBack ? 1 : 0))
      throw new Error(`Event ${log.log_index} of block ${log.block_hash} is booked out of turn.`);
    for (const [line, { jobId, from, to, amount }] of postings.entries())
      await db
        .insertInto("ledger_entries")
        .values({
          ...{ ...at(key), block_hash: log.block_hash, log_index: log.log_index, line, turn, job_id: jobId },
          ...{ from_account: isTakenBack ? to : from, to_account: isTakenBack ? from : to },
          ...{ amount: Number(amount), booked_at: time },
        })
        .execute();
  }
}

async function lastTurn(db: Db, key: IndexKey, { block_hash, log_index }: LogRow): Promise<number> {
  const { last } = await db
    .selectFrom("ledger_entries")
    .select(({ fn }) => fn.max("turn").as("last"))
    .where("chain_id", "=", key.chainId)
    .where("address", "=", key.address)
    .where("block_hash", "=", block_hash)
    .where("log_index", "=", log_index)
    .executeTakeFirstOrThrow();
  return Number(last ?? 0);
}

/** From the event that opened it, which is still there while later ones are booked back. */
async function findParties(db: Db, key: IndexKey, { job_id: jobId }: LogRow) {
  const opening =
    jobId === null
      ? undefined
      : await db
          .selectFrom("escrow_logs")
          .select("args")
          .where("chain_id", "=", key.chainId)
          .where("address", "=", key.address)
          .where("job_id", "=", jobId)
          .where("event", "=", "JobOpened")
          .executeTakeFirst();
  const parties = opening && (fromJson(opening.args) as Pick<JobState, "buyer" | "provider">);
  return () => parties ?? null;
}

/** A job by its events; null when the escrow told of none. */
export async function findJob(db: Db, key: IndexKey, jobId: Hex): Promise<JobState | null> {
  const row = await db
    .selectFrom("escrow_jobs")
    .select("state")
    .where("chain_id", "=", key.chainId)
    .where("address", "=", key.address)
    .where("job_id", "=", jobId)
    .executeTakeFirst();
  return row === undefined ? null : (fromJson(row.state) as JobState);
}

/** Jobs of a party, or in some statuses (for the keeper), or all; the one that changed last comes first. */
export async function listJobs(
  db: Db,
  key: IndexKey,
  by: {
    readonly buyer?: string;
    readonly provider?: string;
    readonly statuses?: readonly JobState["status"][];
    readonly limit?: number;
  } = {},
): Promise<readonly JobState[]> {
  let query = db
    .selectFrom("escrow_jobs")
    .select("state")
    .where("chain_id", "=", key.chainId)
    .where("address", "=", key.address);
  if (by.buyer !== undefined) query = query.where("buyer", "=", by.buyer.toLowerCase());
  if (by.provider !== undefined) query = query.where("provider", "=", by.provider.toLowerCase());
  if (by.statuses !== undefined) query = query.where("status", "in", by.statuses);
  if (by.limit !== undefined) query = query.limit(by.limit);
  const rows = await query.orderBy("block_number", "desc").orderBy("job_id").execute();
  return rows.map(({ state }) => fromJson(state) as JobState);
}

/** What was booked, in order of booking; of one job or of all. */
export async function listPostings(
  db: Db,
  key: IndexKey,
  jobId: Hex | null = null,
): Promise<readonly (Posting & Pick<EntryRow, "turn" | "booked_at">)[]> {
  let query = db
    .selectFrom("ledger_entries")
    .selectAll()
    .where("chain_id", "=", key.chainId)
    .where("address", "=", key.address);
  if (jobId !== null) query = query.where("job_id", "=", jobId);
  const rows = await query
    .orderBy("booked_at")
    .orderBy("block_hash")
    .orderBy("log_index")
    .orderBy("turn")
    .orderBy("line")
    .execute();
  return rows.map((row) => ({
    ...{ jobId: row.job_id as Hex | null, amount: BigInt(row.amount), turn: Number(row.turn) },
    ...{ from: row.from_account as Posting["from"], to: row.to_account as Posting["to"] },
    booked_at: row.booked_at,
  }));
}
