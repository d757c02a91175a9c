import { type EscrowDoor, readAllowance, readJob } from "@necto/tools/chain/escrow";
import { NectoError } from "@necto/tools/errors";
import { toJobId } from "@necto/tools/protocol/checkout";
import type { Address, Hex } from "viem";
import type { BookingDesk, Funding } from "../../graph/booking-desk.ts";
import { recordOrder } from "../audit/approval-acts-queries.ts";
import { recordLogsOf } from "../audit/chain-acts-queries.ts";
import { requireStanding } from "../mandates/mandate-ledger.ts";
import { type Approval, requireApproval, saveBooking } from "./approval-queries.ts";
import { BEFORE_PAYMENT, STOPPED } from "./fail-payment.ts";
import type { Followers } from "./followers.ts";
import {
  createFundingRecord,
  type FundingRecord,
  type FundingRecordOptions,
  type Opening,
  type PaidApproval,
} from "./funding-record.ts";
import type { GatedOrder, MoneyPolicy } from "./gate-order.ts";
import type { Indexer } from "./index/create-indexer.ts";
import { holdIndex, listJobLogs } from "./index/index-queries.ts";
import type { Intent } from "./journal/intent-queries.ts";
import type { Journal } from "./journal/journal.ts";
import { listTransactions } from "./journal/sender-queries.ts";
import { isSentByBuyer } from "./open-call.ts";
import { untilSeen } from "./until-seen.ts";

export interface FundApprovalOptions extends FundingRecordOptions {
  readonly door: EscrowDoor;
  readonly policy: Pick<MoneyPolicy, "token" | "permit2">;
  readonly gate: (approval: Approval) => Promise<GatedOrder>;
  readonly journal: Pick<Journal, "record" | "find" | "wake">;
  readonly follow: Followers["follow"];
  /** Knows what buyers sent themselves. */
  readonly indexer: Indexer;
  /** Time between two looks for what the buyer sends. */
  readonly lookMs: number;
  readonly onFault: (error: unknown) => void;
}

/** Most time that a buyer's own transaction is waited for. */
const BUYER_MS = 15 * 60_000;
/** A payment is begun this long before its signature runs out, or not at all. */
const MARGIN_MS = 60_000;

/**
 * Pays what was approved, once: gate, what only the buyer can do, one transaction that writes the payment down, its way on
 * chain. A refusal is how a booking ends, and is told; asked again, it tells how the payment ended.
 */
export function createFundApproval(options: FundApprovalOptions): BookingDesk["fund"] {
  const { store, door, policy, gate, journal, follow, indexer, lookMs, now, onFault } = options;

  return async (approvalId, onProgress, signal) => {
    const approval = await requireApproval(store.db, approvalId);
    const { order, org, payer, problem } = approval;
    if (approval.state === "failed") {
      onProgress({ approvalId, state: "failed", jobId: null, txHash: null, problem });
      return { state: "failed", jobId: null, txHash: null, problem, at: iso(now()), order, org };
    }
    if (approval.state === "funded" || payer === null) return asFunded(approval);
    const paid = { ...approval, payer };
    const record = createFundingRecord(paid, onProgress, options);
    const isBuyers = isSentByBuyer(payer) && payer.kind !== "demo";
    // What was begun before a crash is on its way, or made already, whatever the time and the policy say by now.
    const begun = approval.intentId === null ? null : await journal.find(approval.intentId);
    if (begun !== null) return untilMined(begun, record, signal);
    if (isBuyers && approval.state === "waiting-for-buyer") return byBuyer(paid, record, signal);
    if (now() > lastMoment(paid)) return record.fail(TOO_LATE);
    const gated = await gate(approval).catch(asProblem);
    if ("problem" in gated) return record.fail(gated.problem);
    if (isBuyers) return byBuyer(paid, record, signal);
    if (payer.way === "permit2") {
      const allowed = await untilBuyer(paid, record, signal, () => hasAllowedPermit2(paid));
      if ("problem" in allowed) return record.fail(allowed.problem ?? NOT_ALLOWED);
    }
    return byJournal(paid, record, signal, gated);
  };

  /** The buyer opens the job itself; Necto waits for it. */
  async function byBuyer(paid: PaidApproval, record: FundingRecord, signal: AbortSignal): Promise<Funding> {
    const { jobId } = record;
    const opened = await untilBuyer(paid, record, signal, () => findOpening(jobId));
    if ("problem" in opened) return record.fail(opened.problem ?? NOT_SENT);
    await store.db.transaction().execute(async (db) => {
      await record.keepJob(db);
      // Its buyer may have been quicker than Necto: then it was nobody's job when its events came.
      await holdIndex(db, indexer.key);
      await recordLogsOf(db, jobId, iso(now()));
    });
    return record.succeed(opened.seen);
  }

  /** The journal opens the job: it is written down, and followed. */
  async function byJournal(
    paid: PaidApproval,
    record: FundingRecord,
    signal: AbortSignal,
    gated: GatedOrder,
  ): Promise<Funding> {
    const recorded = await store.db
      .transaction()
      .execute(async (db) => {
        if (paid.payer.mandateId !== null) await requireStanding(db, paid.id, now());
        const intent = await journal.record(db, gated);
        const recorded = { state: "recorded", intentId: intent.id, from: PAYABLE } as const;
        if (!(await saveBooking(db, paid.id, recorded))) throw STOPPED_MEANWHILE;
        await record.keepJob(db);
        await recordOrder(db, paid, {
          ...{ action: "payment.recorded", result: "done", at: iso(now()), target: record.jobId },
          key: `recorded ${intent.id}`,
        });
        return intent;
      })
      .catch(asRefused);
    return "problem" in recorded ? record.fail(recorded.problem) : untilMined(recorded, record, signal);
  }

  /** Until the chain has what is written down, or refuses it for good. */
  async function untilMined(recorded: Intent, record: FundingRecord, signal: AbortSignal): Promise<Funding> {
    record.tell("recorded");
    journal.wake();
    let isSent = false;
    const intent = await follow(
      recorded,
      ({ state }) => {
        if (state !== "sent" || isSent) return;
        isSent = true;
        void lastHash(recorded.id).then((hash) => record.tell("sent", hash), onFault);
      },
      signal,
    );
    if (intent.state === "failed" || intent.state === "cancelled")
      return record.fail(
        {
          code: intent.problem_code ?? "escrow/refused",
          message: intent.problem_message ?? "The escrow refused the payment.",
        },
        intent,
      );
    return record.succeed(await minedAt(intent));
  }

  /**
   * What only the buyer can do; the job is kept before, so that it is known however late the buyer does it. `problem` when the
   * order was stopped, or null when it did not come in time.
   */
  async function untilBuyer<T>(
    paid: PaidApproval,
    record: FundingRecord,
    signal: AbortSignal,
    look: () => Promise<T | null>,
  ): Promise<Waited<T>> {
    const there = await look();
    if (there !== null) return { seen: there };
    await store.db.transaction().execute(async (db) => {
      await saveBooking(db, paid.id, { state: "waiting-for-buyer", from: BEFORE_PAYMENT });
      await record.keepJob(db);
    });
    record.tell("waiting-for-buyer");
    const lookAgain = async (): Promise<Waited<T> | null> => {
      // In this order: what was mined before the order was stopped is found.
      const { state, problem } = await requireApproval(store.db, paid.id);
      const seen = await look();
      if (seen !== null) return { seen };
      return state === "failed" ? { problem } : null;
    };
    const until = Math.min(now() + BUYER_MS, lastMoment(paid));
    const waited = await untilSeen(lookAgain, { until, now, signal, onFault, everyMs: lookMs });
    return waited ?? { problem: null };
  }

  /** The transaction that opened a job, by the escrow's events; null when there is none yet. */
  async function findOpening(jobId: Hex): Promise<Opening | null> {
    await indexer.poll();
    const logs = await listJobLogs(store.db, indexer.key, jobId);
    const opened = logs.find(({ event }) => event === "JobOpened");
    return opened ? { at: iso(Number(opened.block_time) * 1_000), txHash: opened.tx_hash } : null;
  }

  async function hasAllowedPermit2({ order, payer }: PaidApproval): Promise<true | null> {
    const { token, permit2: spender } = policy;
    const allowed = await readAllowance(door.client, token, { owner: payer.address as Address, spender });
    return allowed >= BigInt(order.totalUsdMicros) || null;
  }

  /** The newest transaction of an intent that was handed out. */
  async function lastHash(intentId: string): Promise<string | null> {
    return (await listTransactions(store.db, [intentId])).at(-1)?.hash ?? null;
  }

  async function minedAt(intent: Intent): Promise<Opening> {
    const txHash = intent.tx_hash;
    if (intent.block_number === null) return { at: iso(now()), txHash };
    const { timestamp } = await door.client.getBlock({ blockNumber: BigInt(intent.block_number) });
    return { at: iso(Number(timestamp) * 1_000), txHash };
  }

  /** Asked again after it was paid, by a run that did not hear the answer. */
  async function asFunded({ order, org, payer }: Approval): Promise<Funding> {
    const jobId = payer && toJobId(order, payer.address);
    const job = jobId && (await readJob(door, jobId));
    return {
      ...{ state: "funded", problem: null, order, org, txHash: null, jobId },
      at: iso(job ? job.since * 1_000 : now()),
    };
  }
}

/** What a buyer did, or why it is waited for no more. */
type Waited<T> = { readonly seen: T } | { readonly problem: Approval["problem"] };

/** A payment is written down from these, and again from the last: not when its buyer has stopped it. */
const PAYABLE = [...BEFORE_PAYMENT, "recorded", "sent"] as const;

const iso = (epochMs: number): string => new Date(epochMs).toISOString();

/** Epoch milliseconds after which no payment of an order is begun. */
const lastMoment = ({ order }: Approval): number => order.validBefore * 1_000 - MARGIN_MS;

const TOO_LATE = {
  code: "escrow/signature-expired",
  message: "The signature ran out before the payment was made. Nothing was taken. Book again.",
};
const NOT_SENT = {
  code: "escrow/not-sent",
  message:
    "Your own transaction did not reach the chain in time, and nothing was paid so far. Should the wallet still send it, the job is on its page; decline it there if it still asks, then book again.",
};
const NOT_ALLOWED = {
  code: "escrow/not-allowed",
  message: "Permit2 was not allowed to take the amount in time, so nothing was paid. Book again.",
};

const STOPPED_MEANWHILE = new NectoError(STOPPED);

/** Only what a mandate no longer allows, or its buyer: anything else is no answer to whether it was written down. */
function asRefused(error: unknown): ReturnType<typeof asProblem> {
  if (error === STOPPED_MEANWHILE) return asProblem(error);
  if (error instanceof NectoError && error.code === "policy/mandate") return asProblem(error);
  throw error;
}

/** A refusal of the gate is how a booking ends, not a fault; anything else is. */
function asProblem(error: unknown): {
  readonly problem: { readonly code: string; readonly message: string };
} {
  if (!(error instanceof NectoError)) throw error;
  return { problem: { code: error.code, message: error.message } };
}
