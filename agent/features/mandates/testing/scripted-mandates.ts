import { depositOf } from "@necto/contracts/abi/pricing";
import type { CodedDecision } from "@necto/tools/core/decide";
import { NOTHING_SAID } from "@necto/tools/core/requirements";
import { NectoError } from "@necto/tools/errors";
import type { MandateTerms } from "@necto/tools/protocol/mandate";
import { mandateIdOf, requirementsHashOf } from "@necto/tools/protocol/mandate-data";
import type { Order } from "@necto/tools/protocol/order";
import type { Store } from "../../../store/open-store.ts";
import { insertRun } from "../../../store/runs.ts";
import { insertThread } from "../../../store/threads.ts";
import { type ApprovalAnswers, createApprovalAnswers } from "../../booking/answer-approval.ts";
import type { ApprovalDesk, DemoAccount } from "../../booking/approval-desk.ts";
import {
  type Approval,
  findApproval,
  findPending,
  insertApproval,
  saveBooking,
} from "../../booking/approval-queries.ts";
import type { OpenBooking } from "../../booking/open-booking.ts";
import { saltOf } from "../../booking/salt-of.ts";
import { onWatchFired } from "../create-mandates.ts";
import { createMandateDesk } from "../mandate-desk.ts";
import { requireStanding } from "../mandate-ledger.ts";
import { endMandate, findOrderOf, insertMandate } from "../mandate-queries.ts";

/**
 * Mandates over a real database and the real door of approvals, with a market, a graph and a chain that do what they are told.
 * Processes can be cut off at any point between two awaits: what they were doing then simply ends there.
 */

const hex = (digit: string, length: number) => `0x${digit.repeat(length)}`;
const ACCOUNT = hex("a", 40);
const PAYEE = hex("b", 40);
const ESCROW = hex("e", 40);
const TOKEN = hex("c", 40);
const QUOTE_MS = 120_000;
const MINUTE_MS = 60_000;
/** GPUs of an offer, and how long each order runs. */
const GPUS = 2;
const SECONDS = 3_600;
export const START = Date.parse("2026-11-26T23:30:00.000Z");

class PowerCut extends Error {}

/** A payment that was written down. */
export interface Payment {
  readonly mandateId: string;
  readonly firingId: string;
  readonly approvalId: string;
  readonly total: number;
  readonly rate: number;
  /** When it was agreed to, and when it was written down. */
  readonly agreedAt: number;
  readonly at: number;
  /** How many revocations there were by then. */
  readonly revocations: number;
  isFailed: boolean;
}

export interface Bounds
  extends Pick<
    MandateTerms,
    "maxUsdMicrosPerGpuHour" | "maxOrderUsdMicros" | "maxDayUsdMicros" | "maxOrders"
  > {
  readonly minutes: number;
}

let worlds = 0;

export type Scripted = ReturnType<typeof createScripted>;
export type Process = ReturnType<Scripted["begin"]>;

/** @param stores of each process; one database */
export function createScripted(stores: readonly Store[]) {
  const [store] = stores as [Store];
  const name = `w${worlds++}`;
  const clock = { now: START };
  const market = { usdMicrosPerGpuHour: 1_000_000, isSoldOut: false, isSigned: true, canPay: true };
  const payments: Payment[] = [];
  /** What happens while the next order is being answered. */
  const meanwhile: { next: ((busy: Store) => Promise<unknown>) | null } = { next: null };
  /** Faults of Necto itself: there are none. */
  const faults: unknown[] = [];
  const revocations = { count: 0 };
  /** With the revocation that each was revoked by. */
  const mandates = new Map<string, { terms: MandateTerms; revokedBy: number | null }>();
  const decisions = new Map<string, CodedDecision>();
  let ids = 0;
  const newId = (kind: string) => `${kind}-${name}-${++ids}-${"0".repeat(12)}`;
  const iso = () => new Date(clock.now).toISOString();
  const watch = { id: `watch-${name}`, isThere: false };
  const firingIdOf = (crossing: number) => `firing-${name}-${crossing}`;

  function orderOf(approvalId: string, decisionId: string): Order {
    const rate = market.usdMicrosPerGpuHour * GPUS;
    return {
      ...{ decisionId, offerId: "offer", source: "necto", provider: "P", fulfilledBy: "P", payee: PAYEE },
      ...{ gpu: "H100", gpuCount: GPUS, units: 1, country: null, listingId: hex("1", 64), listingVersion: 1 },
      ...{ rateUsdMicrosPerHour: rate, durationSeconds: SECONDS, feeBps: 0, feeUsdMicros: 0 },
      totalUsdMicros: Number(depositOf(BigInt(rate), BigInt(SECONDS))),
      token: { address: TOKEN, symbol: "USDC", domainName: "USDC", domainVersion: "2" },
      chain: { id: 1, name: "chain", explorerUrl: null },
      ...{ escrow: ESCROW, registry: hex("d", 40), traceRoot: hex("2", 64), mode: hex("0", 64) },
      ...{ salt: saltOf(approvalId), validAfter: 0, validBefore: Math.floor(clock.now / 1_000) + 7_200 },
      quote: {
        ...{ signer: PAYEE, units: 1, rateUsdMicrosPerHour: rate, maxDurationSeconds: SECONDS },
        ...{ expiry: Math.floor((clock.now + QUOTE_MS) / 1_000), nonce: "1", signature: "0x" },
      },
    };
  }

  /** One process on its store. `cutAfter` counts the points that it may pass. */
  function begin(mine: Store) {
    const power = { left: Number.POSITIVE_INFINITY, isOn: true };
    const tick = () => {
      if (power.isOn && power.left-- > 0) return;
      power.isOn = false;
      throw new PowerCut("cut");
    };
    const passing = <T>(answer: T): T => {
      tick();
      return answer;
    };
    const now = () => {
      if (!power.isOn) throw new PowerCut("cut");
      return clock.now;
    };
    const onFault = (error: unknown) => {
      const isExpected = error instanceof PowerCut || (error instanceof NectoError && error.retryable);
      if (!isExpected) faults.push(error);
    };
    /** Payments that are under way here, which go with the process. */
    const paying: { readonly approvalId: string; readonly runId: string }[] = [];
    const active = new Set<string>();

    async function beginRun(threadId: string): Promise<string> {
      const id = newId("run");
      const taken = await mine.db
        .updateTable("threads")
        .set({ run_id: id })
        .where("id", "=", threadId)
        .where("run_id", "is", null)
        .returning("id")
        .executeTakeFirst();
      if (!taken) throw busy();
      await insertRun(mine, { id, threadId, startedAt: iso(), owner: mine.processId });
      tick();
      return id;
    }
    async function endRun(id: string): Promise<void> {
      tick();
      await mine.db.updateTable("runs").set({ status: "finished" }).where("id", "=", id).execute();
      await mine.db.updateTable("threads").set({ run_id: null }).where("run_id", "=", id).execute();
    }

    const runs: Parameters<typeof createApprovalAnswers>[0]["runs"] = {
      async start(threadId, request) {
        if (active.has(threadId)) throw busy();
        const id = await beginRun(threadId);
        const run = { id, threadId, status: "running" as const, startedAt: iso(), lastSeq: 0 };
        if ("book" in request) {
          const waits = (await findPending(mine.db, threadId, iso())) !== null;
          const approvalId = newId("approval");
          const order = orderOf(approvalId, request.book.decisionId);
          tick();
          if (!waits && !market.isSoldOut)
            await insertApproval(mine.db, {
              ...{ id: approvalId, threadId, runId: id, interruptId: "i", mode: "tracked", order },
              ...{
                previous: null,
                requestedAt: iso(),
                expiresAt: new Date(clock.now + QUOTE_MS).toISOString(),
              },
            });
        } else {
          const decisionId = newId("decision");
          await mine.db.insertInto("decisions").values({ id: decisionId, run_id: id }).execute();
          const offers = [{ id: "offer", fulfilment: { kind: "listing" } }];
          const order = market.isSoldOut ? [] : [0];
          const decision = { id: decisionId, snapshot: { offers }, ranking: { order } };
          decisions.set(decisionId, decision as unknown as CodedDecision);
        }
        await endRun(id);
        return run;
      },
      async resume(threadId, claim) {
        const isBusy = active.has(threadId);
        active.add(threadId);
        const runId = isBusy ? null : newId("resume");
        try {
          const { answer, go } = await claim(runId);
          tick();
          if (go !== null && runId !== null) {
            const id = await beginRun(threadId);
            if (go.decision === "decline") await endRun(id);
            else paying.push({ approvalId: go.consent.id, runId: id });
          }
          return answer;
        } finally {
          if (!isBusy) active.delete(threadId);
        }
      },
    };

    const open = {
      rules: { maxDayUsdMicros: null, isEnabled: true, maxOrderUsdMicros: null, sources: ["necto"] },
      demoWay: "authorization",
      capacity: { reserve: async () => tick() },
      onUnits: () => tick(),
      // Between what the desk has judged and what the answer reserves.
      lapse: async () => {
        const { next } = meanwhile;
        meanwhile.next = null;
        await next?.(mine);
        return passing(null);
      },
      balanceOf: async () => passing(10n ** 15n),
      desk: { objections: async () => [] },
      purse: { forOrder: async () => null },
      checkout: async () => ({ plans: [{ way: "authorization" }], permitNonce: null }),
      verify: async () => passing(market.isSigned),
    } as unknown as OpenBooking;
    const demo = [
      { account: "buyer", title: "", signer: { address: ACCOUNT, signTypedData: async () => "0x" } },
    ] as unknown as DemoAccount[];
    const cards = { view: async (id: string) => ({ id }) } as unknown as ApprovalDesk;
    const answers: ApprovalAnswers = createApprovalAnswers({
      ...{ store: mine, booking: open, desk: cards, runs, demo, now, onFault },
      teams: { roleOf: async () => null },
      marketLapse: async ({ rateUsdMicrosPerHour }) =>
        rateUsdMicrosPerHour === market.usdMicrosPerGpuHour * GPUS ? null : "rate-moved",
    });
    const desk = createMandateDesk({
      ...{ store: mine, booking: open, runs, answers, reached: tick, now, onFault },
      decisions: { find: async (id) => decisions.get(id ?? "") ?? null },
      paysAs: () => (market.canPay ? "buyer" : null),
    });

    /** The payment of an approval, as `fund-approval.ts` makes it: written down, then on chain or refused for good. */
    async function pay(outcome: "funded" | "failed"): Promise<void> {
      const next = paying.shift();
      if (next === undefined) return;
      const { approvalId, runId } = next;
      const approval = (await findApproval(mine.db, approvalId))!;
      tick();
      const known = payments.find((payment) => payment.approvalId === approvalId);
      const written = await mine.db.transaction().execute(async (transaction) => {
        try {
          await requireStanding(transaction, approvalId, now());
        } catch (error) {
          if (!(error instanceof NectoError)) throw error;
          if (known) throw new Error("A payment that is written down was refused.");
          return error;
        }
        tick();
        await saveBooking(transaction, approvalId, { state: "recorded", intentId: `intent-${approvalId}` });
        return null;
      });
      if (written === null && !known) {
        const order = (await findOrderOf(mine.db, approvalId))!;
        const { decided_at: agreed } = await mine.db
          .selectFrom("approvals")
          .select("decided_at")
          .where("id", "=", approvalId)
          .executeTakeFirstOrThrow();
        payments.push({
          ...{ mandateId: order.mandateId, firingId: order.firingId, approvalId, isFailed: false },
          ...{ total: approval.order.totalUsdMicros, rate: approval.order.rateUsdMicrosPerHour },
          ...{ agreedAt: Date.parse(agreed!), at: clock.now, revocations: revocations.count },
        });
      }
      tick();
      if (written === null && outcome === "funded")
        await saveBooking(mine.db, approvalId, { state: "funded", problem: null });
      else {
        for (const payment of payments) if (payment.approvalId === approvalId) payment.isFailed = true;
        const { code, message } = written ?? { code: "escrow/refused", message: "No." };
        await saveBooking(mine.db, approvalId, { state: "failed", problem: { code, message } });
      }
      await endRun(runId);
    }

    const alive = async (work: () => Promise<unknown>) => {
      try {
        if (power.isOn) await work();
      } catch (error) {
        if (!(error instanceof PowerCut)) throw error;
      }
    };
    return {
      power,
      look: () => alive(desk.look),
      pay: (outcome: "funded" | "failed") => alive(() => pay(outcome)),
      recover: () => alive(() => answers.recover()),
      isIdle: () => paying.length === 0,
    };
  }

  return {
    ...{ clock, market, payments, mandates, faults, meanwhile, begin, watchId: watch.id, db: store.db },
    ...{ account: ACCOUNT, firingIdOf },
    /** The account, its watch and its thread. */
    async sign(bounds: Bounds): Promise<void> {
      if (!watch.isThere) {
        watch.isThere = true;
        await store.db
          .insertInto("watches")
          .values({
            ...{ id: watch.id, account: ACCOUNT, org: null, capability_hash: null, is_paused: 0 },
            ...{ requirements: JSON.stringify(NOTHING_SAID), usd_micros_per_gpu_hour: 1, phase: "armed" },
            ...{ crossing: 0, below: "{}", judged_at: 0, created_at: iso(), expires_at: null },
          })
          .execute();
      }
      const threadId = newId("thread");
      const { minutes, ...rest } = bounds;
      const terms: MandateTerms = {
        ...{ account: ACCOUNT, chainId: 1, escrow: ESCROW, token: TOKEN, watchId: watch.id, ...rest },
        ...{ requirementsHash: requirementsHashOf(NOTHING_SAID), durationSeconds: SECONDS },
        validUntil: Math.floor((clock.now + minutes * MINUTE_MS) / 1_000),
        ...{ viewKey: hex("7", 64), nonce: `0x${(worlds * 1_000_000 + ids).toString(16).padStart(64, "0")}` },
      };
      const id = mandateIdOf(terms);
      await store.db.transaction().execute(async (transaction) => {
        await insertThread(
          { ...store, db: transaction },
          { id: threadId, mode: "tracked", createdAt: iso() },
        );
        const row = { id, account: ACCOUNT, watchId: watch.id, threadId, terms, signature: "0x" };
        if (await insertMandate(transaction, { ...row, signedAt: iso() }))
          mandates.set(id, { terms, revokedBy: null });
      });
    },
    /** A crossing of the watch; told twice, as after a crash, it is the same. */
    async fire(crossing: number): Promise<void> {
      const firing = { id: firingIdOf(crossing), watchId: watch.id, at: iso() };
      await store.db
        .transaction()
        .execute((transaction) =>
          onWatchFired(transaction, { firing } as Parameters<typeof onWatchFired>[1]),
        );
    },
    async revoke(): Promise<void> {
      revocations.count++;
      for (const [id, mandate] of mandates) {
        const end = { reason: "revoked" as const, at: iso() };
        const isEnded = await store.db
          .transaction()
          .execute((transaction) => endMandate(transaction, id, end));
        if (isEnded) mandate.revokedBy = revocations.count;
      }
    },
    /** A card that waits, of no run. */
    async card(): Promise<Approval> {
      const id = newId("approval");
      const threadId = newId("thread");
      await insertThread(store, { id: threadId, mode: "tracked", createdAt: iso() });
      await insertApproval(store.db, {
        ...{ id, threadId, runId: newId("run"), interruptId: "i", mode: "tracked" },
        ...{ order: orderOf(id, "decision"), previous: null, requestedAt: iso(), expiresAt: iso() },
      });
      return (await findApproval(store.db, id))!;
    },
    /** What a restart does first: ends the runs of processes that are gone. */
    async endInterrupted(mine: Store): Promise<void> {
      const gone = await mine.db
        .updateTable("runs")
        .set({ status: "failed" })
        .where("status", "=", "running")
        .where("owner", "=", mine.processId)
        .returning("id")
        .execute();
      for (const { id } of gone)
        await mine.db.updateTable("threads").set({ run_id: null }).where("run_id", "=", id).execute();
    },
    async orders() {
      return store.db
        .selectFrom("mandate_orders")
        .selectAll()
        .where("firing_id", "like", `firing-${name}-%`)
        .execute();
    },
    async told(firingId: string): Promise<string[]> {
      const rows = await store.db
        .selectFrom("inbox")
        .select("kind")
        .where("id", "like", `${firingId}:%`)
        .execute();
      return rows.map(({ kind }) => kind);
    },
  };
}

const busy = (): NectoError => new NectoError({ code: "run/busy", message: "Busy.", retryable: true });
