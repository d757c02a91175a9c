import { type CloseReason, closeReasons, type EscrowEvent } from "@necto/contracts/abi/fold-events";
import { depositOf } from "@necto/contracts/abi/pricing";
import type { Kysely } from "kysely";
import type { Database } from "../../store/schema.ts";
import { fromJson, toEscrowEvent } from "../booking/index/event-json.ts";
import type { Act } from "./act.ts";
import { recordActs } from "./act-queries.ts";
import { type Belonging, scopeOfAccount, scopeOfJob } from "./scope-queries.ts";

type Db = Kysely<Database>;
type LogRow = Database["escrow_logs"];

/** What an event of the escrow was, by whom, and what it moved. */
type Told = Pick<Act, "action" | "facts"> & {
  readonly by: "buyer" | "provider" | "escrow" | "arbiter";
};

/**
 * Writes down what the escrow told of tracked jobs, in the transaction that keeps or takes back its events: so each stands in its
 * log as often as the chain has had it, and no oftener.
 *
 * @param at ISO time at which it is known
 */
export async function recordLogs(
  db: Db,
  logs: readonly LogRow[],
  { at, isTakenBack }: { readonly at: string; readonly isTakenBack: boolean },
): Promise<void> {
  const acts: Act[] = [];
  for (const log of logs) acts.push(...(await toActs(db, log, { at, isTakenBack })));
  if (acts.length > 0) await recordActs(db, acts);
}

/** The same for a job that came to be known after its events: its buyer was quicker than Necto. */
export async function recordLogsOf(db: Db, jobId: string, at: string): Promise<void> {
  const logs = await db
    .selectFrom("escrow_logs")
    .selectAll()
    .where("job_id", "=", jobId)
    .orderBy("block_number")
    .orderBy("log_index")
    .execute();
  await recordLogs(db, logs, { at, isTakenBack: false });
}

async function toActs(
  db: Db,
  log: LogRow,
  { at, isTakenBack }: { readonly at: string; readonly isTakenBack: boolean },
): Promise<readonly Act[]> {
  const { eventName, args } = toEscrowEvent(log);
  const event = { eventName, args } as EscrowEvent;
  const told = toldBy(event);
  if (told === null) return [];
  const belonging = await belongingOf(db, event);
  if (belonging === null) return [];
  const key = await keyOf(db, belonging.scope, log, isTakenBack);
  if (key === null) return [];
  const { scope, member } = belonging;
  const opening = log.job_id === null ? null : await findOpening(db, log);
  const who = { buyer: member, provider: opening?.provider.toLowerCase() ?? "escrow" };
  const by = told.by in who ? who[told.by as keyof typeof who] : told.by;
  const act = isTakenBack
    ? ({
        action: "chain.taken-back",
        actor: "escrow",
        result: "failed",
        facts: { action: told.action },
      } as const)
    : ({ action: told.action, actor: by, result: "done", facts: told.facts ?? {} } as const);
  return [
    {
      ...{ ...act, scope, key, at, subject: act.actor === member ? null : member, target: log.job_id },
      ...{ decisionRoot: opening?.root ?? null, txHash: log.tx_hash },
    },
  ];
}

/** What an event was; null for what is no act of anybody's job or credit. */
export function toldBy({ eventName, args }: EscrowEvent): Told | null {
  switch (eventName) {
    case "JobOpened":
      return {
        ...{ action: "payment.funded", by: "buyer" },
        facts: { usdMicros: Number(depositOf(BigInt(args.rate), BigInt(args.secs))) },
      };
    case "JobStarted":
      return { action: "job.started", by: "provider" };
    case "JobExtended":
      return {
        ...{ action: "job.extended", by: "buyer" },
        facts: { usdMicros: Number(args.added), durationSeconds: args.secs },
      };
    case "JobCheckpointed":
      return {
        ...{ action: "job.part-paid", by: "escrow" },
        facts: { usdMicros: Number(args.toProvider), feeUsdMicros: Number(args.fee) },
      };
    case "JobEnded":
      return { action: "job.ended", by: "escrow", facts: { usedSeconds: args.usedSecs } };
    case "JobDisputed":
      return { action: "job.disputed", by: "buyer" };
    case "JobResolved":
      return { action: "job.resolved", by: "arbiter", facts: { providerSeconds: args.providerSecs } };
    case "JobClosed": {
      const reason: CloseReason = closeReasons[Number(args.reason)] ?? "none";
      return {
        ...{ action: "job.closed", by: reason === "cancelled" ? "buyer" : "escrow" },
        facts: {
          ...{ reason, toProviderUsdMicros: Number(args.toProvider), toBuyerUsdMicros: Number(args.toBuyer) },
          feeUsdMicros: Number(args.fee),
        },
      };
    }
    case "JobRated":
      return { action: "job.rated", by: "buyer", facts: { stars: args.stars } };
    case "Withdrawn":
      return { action: "payout.withdrawn", by: "buyer", facts: { usdMicros: Number(args.amount) } };
    default:
      return null;
  }
}

/** A job's log; of a withdrawal its account's, if that has listings here: an untracked buyer's is in none. */
async function belongingOf(db: Db, { eventName, args }: EscrowEvent): Promise<Belonging> {
  if (eventName !== "Withdrawn") return "jobId" in args ? scopeOfJob(db, args.jobId) : null;
  const owner = args.account.toLowerCase();
  const listing = await db
    .selectFrom("listings")
    .select("listing_id")
    .where("owner", "=", owner)
    .limit(1)
    .executeTakeFirst();
  return listing ? scopeOfAccount(db, owner) : null;
}

/** Odd turns are told, even ones taken back; null when it stands there like that already. */
async function keyOf(db: Db, scope: string, log: LogRow, isTakenBack: boolean): Promise<string | null> {
  const event = `event ${log.block_hash} ${log.log_index}`;
  const { turns } = await db
    .selectFrom("acts")
    .select(({ fn }) => fn.countAll().as("turns"))
    .where("scope", "=", scope)
    .where("key", ">", `${event} `)
    .where("key", "<", `${event}!`)
    .executeTakeFirstOrThrow();
  const isTold = Number(turns) % 2 === 1;
  return isTold === isTakenBack ? `${event} ${String(Number(turns) + 1).padStart(6, "0")}` : null;
}

async function findOpening(db: Db, { chain_id, address, job_id: jobId }: LogRow) {
  const row = await db
    .selectFrom("escrow_logs")
    .select("args")
    .where("chain_id", "=", chain_id)
    .where("address", "=", address)
    .where("job_id", "=", jobId)
    .where("event", "=", "JobOpened")
    .executeTakeFirst();
  return row ? (fromJson(row.args) as { readonly provider: string; readonly root: string }) : null;
}
