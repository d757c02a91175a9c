import type { TypedData } from "@necto/tools/chain/signer";
import { formatUsdMicros } from "@necto/tools/core/units";
import { NectoError } from "@necto/tools/errors";
import type { ApprovalDecision, ApprovalView, VOID_REASONS } from "@necto/tools/protocol/approval";
import { isBrokered } from "@necto/tools/protocol/brokered";
import { toJobId, toSigned } from "@necto/tools/protocol/checkout";
import type { Order } from "@necto/tools/protocol/order";
import type { Payer } from "@necto/tools/protocol/payer";
import type { PaymentWay } from "@necto/tools/protocol/payment";
import type { Address, Hex } from "viem";
import type { RunService } from "../../server/run-service.ts";
import type { Store } from "../../store/open-store.ts";
import { takeLease } from "../../store/processes.ts";
import { findThread } from "../../store/threads.ts";
import { expiredKey, recordOrder } from "../audit/approval-acts-queries.ts";
import { heldUntil } from "../listings/capacity.ts";
import type { ChargeOrder } from "../policy/team-purse.ts";
import { requireRole } from "../teams/require-role.ts";
import type { TeamRoles } from "../teams/team-roles.ts";
import { type ApprovalDesk, type DemoAccount, noApproval } from "./approval-desk.ts";
import {
  type Approval,
  decideApproval,
  findApproval,
  listLeft,
  listUnfinished,
  type SignedPayer,
  saveResumeRun,
} from "./approval-queries.ts";
import { requireDayCap } from "./day-total-queries.ts";
import { failPayment } from "./fail-payment.ts";
import { answerOnce, type MoneyAnswer } from "./idempotency-queries.ts";
import { inTurn } from "./in-turn.ts";
import type { OpenBooking } from "./open-booking.ts";

export interface AnswerOptions {
  readonly store: Store;
  readonly booking: OpenBooking;
  readonly teams: TeamRoles;
  readonly desk: ApprovalDesk;
  readonly runs: Pick<RunService, "start" | "resume">;
  readonly demo: readonly DemoAccount[];
  /** What has happened in the market that voids an order; null for nothing. */
  readonly marketLapse: (order: Order) => Promise<"rate-moved" | "offer-gone" | null>;
  readonly now: () => number;
  readonly onFault: (error: unknown) => void;
}

export interface Answering {
  readonly id: string;
  readonly decision: ApprovalDecision;
  /** The `Idempotency-Key` header. */
  readonly key: string;
  /** Set when a mandate agrees in its buyer's place: nobody is there. */
  readonly mandate?: MandateConsent | undefined;
}

/** The word of a buyer that it gave before, within bounds. */
export interface MandateConsent {
  readonly id: string;
  /**
   * Holds the order against the mandate in the transaction of the answer.
   *
   * @throws NectoError `policy/mandate`, which takes the answer back
   */
  readonly reserve: (transaction: Store["db"], approval: Approval) => Promise<void>;
}

/** Takes the answers to approvals: each once. */
export interface ApprovalAnswers {
  /**
   * @returns the approval as it is then, byte for byte the same for every repeat of a key
   * @throws NectoError `request/approval-…` (409) when it is decided, expired or void: the last two ask for consent anew
   */
  readonly answer: (answering: Answering) => Promise<MoneyAnswer>;
  /**
   * Goes on with what was approved before a crash. Call once, when runs can start.
   *
   * @param only one approval, which nobody goes on with although others do with theirs
   */
  readonly recover: (only?: string) => Promise<void>;
  /** Goes on with what another process left when it ended. One process does, of those that share the database. */
  readonly recoverLeft: () => Promise<void>;
}

const LEASE = "left-approvals";
/** Whoever answered has begun its run long before. */
const LEFT_MS = 15_000;

type VoidReason = (typeof VOID_REASONS)[number];
const ROUTE = "POST /api/approvals/:id";

export function createApprovalAnswers(options: AnswerOptions): ApprovalAnswers {
  const { store, booking, teams, desk, runs, demo, marketLapse, now, onFault } = options;
  const iso = (): string => new Date(now()).toISOString();

  async function take({ id, decision, key, mandate }: Answering): Promise<MoneyAnswer> {
    const approval = await findApproval(store.db, id);
    if (approval === null) throw noApproval(id);
    return runs.resume(approval.threadId, async (runId) => {
      // A repeat gets its first answer whatever has become of the approval since.
      const prepared = await prepare(approval, decision, { runId, mandate }).catch((error: unknown) => ({
        error,
      }));
      const request = { principal: id, route: ROUTE, key, body: JSON.stringify(decision), at: iso() };
      const { isReplay, ...given } = await answerOnce(store.db, request, async (db) => {
        if ("error" in prepared) throw prepared.error;
        const { payer, view, charge } = prepared;
        const isMine = await decideApproval(db, id, {
          status: decision.decision === "approve" ? "approved" : "declined",
          ...(payer && { payer }),
          ...{ resumeRunId: runId!, at: iso() },
        });
        if (!isMine) throw decided(approval);
        if (decision.decision === "approve") await requireDayCap(db, booking.rules.maxDayUsdMicros, now());
        if (payer) await reserve(db, approval.order, payer);
        if (payer) await charge?.(db, { approvalId: id, jobId: toJobId(approval.order, payer.address) });
        if (payer) await mandate?.reserve(db, approval);
        const action = payer ? "approval.approved" : "approval.declined";
        await recordOrder(db, approval, { action, result: "done", at: iso(), ...byMandate(mandate) });
        return { status: 202, body: JSON.stringify(view) };
      }).catch(async (error: unknown) => {
        if (isRefusal(error)) await record(approval, error.code, mandate);
        if (!isSoldOut(error)) throw error;
        throw await voidAndAsk(approval, "sold-out", mandate);
      });
      if (decision.decision === "approve" && !isReplay) booking.onUnits();
      const go = isReplay ? null : { consent: consentOf(approval), decision: decision.decision };
      return { answer: given, go };
    });
  }

  /** What the policy refuses is written down, though nothing comes of it. */
  const record = (approval: Approval, code: string, mandate: Answering["mandate"]): Promise<void> =>
    store.db.transaction().execute((db) =>
      recordOrder(db, approval, {
        ...{ action: "approval.approved", result: "refused", at: iso() },
        ...byMandate(mandate, { code }),
      }),
    );

  /** Units are taken with the answer, or the answer is none: nobody pays for what is not there. */
  async function reserve(db: Store["db"], order: Order, { address }: SignedPayer): Promise<void> {
    const { listingId, units, source } = order;
    if (source !== "necto") return;
    const jobId = toJobId(order, address);
    await booking.capacity.reserve(db, { jobId, listingId, units, until: heldUntil(order) });
  }

  /** Everything that must hold before an answer counts. */
  async function prepare(
    approval: Approval,
    { decision, ...rest }: ApprovalDecision,
    { runId, mandate }: { readonly runId: string | null } & Pick<Answering, "mandate">,
  ): Promise<{
    readonly payer: SignedPayer | null;
    readonly view: ApprovalView;
    /** Of a team's thread. */
    readonly charge: ChargeOrder | null;
  }> {
    if (approval.status !== "pending") throw decided(approval);
    if (runId === null) throw busyThread();
    const view = await desk.view(approval.id);
    const status = decision === "approve" ? ("approved" as const) : ("declined" as const);
    if (decision === "decline") return { payer: null, view: { ...view, status }, charge: null };
    await requireMember(approval);
    if (isBrokered(approval.order) && (rest as { readonly payer: Payer }).payer.viewKey === null)
      throw noViewKey();
    const lapse = await findLapse(approval);
    if (lapse !== null) throw await voidAndAsk(approval, lapse, mandate);
    const signed = await signedBy(approval.order, (rest as { readonly payer: Payer }).payer);
    const payer = { ...signed, mandateId: mandate?.id ?? null };
    const balance = await booking.balanceOf(payer.address);
    if (balance < BigInt(approval.order.totalUsdMicros)) throw tooPoor(approval.order, balance);
    return {
      ...{ payer, charge: await booking.purse.forOrder(approval.threadId, approval.order) },
      view: { ...view, status, booking: { state: "waiting-for-trace", problem: null, runId, calls: [] } },
    };
  }

  /** Who books for an organisation may do so when it answers, whatever it was when it asked. */
  async function requireMember({ threadId }: Approval): Promise<void> {
    const thread = await findThread(store, threadId);
    if (!thread?.org || !thread.owner) return;
    const principal = { address: thread.owner, demo: null };
    await requireRole(teams, { principal }, { org: thread.org, least: "user" });
  }

  async function findLapse({ order, threadId, expiresAt }: Approval): Promise<VoidReason | null> {
    if (now() >= Date.parse(expiresAt)) return "quote-expired";
    const lapse = (await booking.lapse(order)) ?? (await marketLapse(order));
    if (lapse !== null) return lapse;
    return (await booking.desk.objections(order, threadId)).length > 0 ? "policy" : null;
  }

  /** Ends it, and asks its buyer for a new consent once the thread is free; a mandate's keeper asks again itself. */
  async function voidAndAsk(
    approval: Approval,
    reason: VoidReason,
    mandate: Answering["mandate"],
  ): Promise<NectoError> {
    const status = reason === "quote-expired" ? "expired" : "void";
    const voidReason = reason === "quote-expired" ? null : reason;
    const isMine = await store.db.transaction().execute(async (db) => {
      const isMine = await decideApproval(db, approval.id, { status, voidReason, at: iso() });
      if (isMine) await recordOrder(db, approval, toVoidAct(approval, reason, iso()));
      return isMine;
    });
    if (!isMine) return decided((await findApproval(store.db, approval.id)) ?? approval);
    if (mandate === undefined) setImmediate(() => void askAgain(approval).catch(onFault));
    return lapsed(reason);
  }

  async function askAgain({ threadId, order }: Approval): Promise<void> {
    const { decisionId, offerId, durationSeconds } = order;
    try {
      await runs.start(threadId, { book: { decisionId, offerId, durationSeconds } });
    } catch (error) {
      // Somebody wrote in the thread meanwhile, or the server stops: the page can ask itself.
      if (!(error instanceof NectoError)) throw error;
    }
  }

  /** @throws NectoError `auth/…` when that payer did not sign this order */
  async function signedBy(order: Order, payer: Payer): Promise<Omit<SignedPayer, "mandateId">> {
    const { viewKey, capabilityHash } = payer;
    if (payer.kind === "demo") {
      const known = demo.find(({ account }) => account === payer.account);
      if (known === undefined)
        throw new NectoError({
          code: "auth/no-demo-account",
          message: "There are no demo accounts here: pay with a wallet.",
        });
      const { address } = known.signer;
      const { data, way } = await toSign(order, address, booking.demoWay ?? "approve");
      const signature = await known.signer.signTypedData(data as never);
      const jobId = toJobId(order, address);
      return {
        kind: "demo",
        account: known.account,
        address,
        way,
        signature,
        jobId,
        viewKey,
        capabilityHash,
      };
    }
    const { kind, address, way, signature } = payer;
    const { data } = await toSign(order, address, way);
    if (data !== null) await requireSignature(address, data, signature);
    const jobId = toJobId(order, address);
    return { kind, account: null, address, way, signature, jobId, viewKey, capabilityHash };
  }

  /** @throws NectoError `escrow/no-way` when the account cannot pay that way now */
  async function toSign(order: Order, address: string, way: PaymentWay) {
    const { plans, permitNonce } = await booking.checkout(order, address);
    if (plans.some((plan) => plan.way === way))
      return { way, data: toSigned(order, address, way, permitNonce) };
    const can =
      plans.length === 0
        ? "It has no coin for gas, and the token takes no signature alone: send it a little gas, or pay with another account."
        : `Choose another way on the card: ${plans.map((plan) => WAY_WORDS[plan.way]).join(", ")}.`;
    throw new NectoError({
      code: "escrow/no-way",
      message: `${address} cannot pay by ${WAY_WORDS[way]} now. ${can} Nothing was paid; the order still waits.`,
    });
  }

  async function requireSignature(address: string, data: TypedData, signature: string): Promise<void> {
    if (await booking.verify({ by: address as Address, data, signature: signature as Hex })) return;
    throw new NectoError({
      code: "auth/bad-signature",
      message: `${address} did not sign this order. Nothing was paid; sign it with that account, or choose another payer.`,
    });
  }

  const goOn = (approval: Approval): Promise<unknown> =>
    runs
      .resume(approval.threadId, async (runId) => {
        if (runId !== null) await saveResumeRun(store.db, approval.id, runId);
        return { answer: null, go: { consent: consentOf(approval), decision: "approve" } };
      })
      .catch(onFault);

  return {
    answer: inTurn(({ id }) => id, take),
    async recover(only) {
      const unfinished = await listUnfinished(store.db);
      for (const approval of unfinished.filter(({ id }) => only === undefined || id === only))
        await goOn(approval);
    },
    async recoverLeft() {
      const left = await listLeft(store.db, new Date(now() - LEFT_MS).toISOString());
      if (left.length > 0 && (await takeLease(store, LEASE)))
        for (const approval of left) await goOn(approval);
    },
  };
}

const consentOf = ({ id, runId, interruptId }: Approval) => ({
  ...{ kind: "booking" as const, id, runId, interruptId },
});

/** What ends a payment for good although nobody refused it: 0G did not take its trace, or a fault. */
export async function failBooking(
  { db }: Store,
  approvalId: string,
  error: unknown,
  at: string,
): Promise<void> {
  const problem =
    error instanceof NectoError
      ? { code: error.code, message: error.message }
      : { code: "run/internal", message: "The booking failed because of a fault in Necto." };
  const approval = await findApproval(db, approvalId);
  // What is written down is the journal's, and goes on by itself.
  if (approval?.state !== "waiting-for-trace") return;
  const failure = { problem, at, by: "necto", from: ["waiting-for-trace"] } as const;
  await db.transaction().execute((transaction) => failPayment(transaction, approval, failure));
}

const isRefusal = (error: unknown): error is NectoError =>
  error instanceof NectoError && error.code.startsWith("policy/");

function toVoidAct({ id }: Approval, reason: VoidReason, at: string) {
  if (reason === "quote-expired")
    return { action: "approval.expired", result: "done", actor: "necto", at, key: expiredKey(id) } as const;
  const result = reason === "policy" ? ("refused" as const) : ("done" as const);
  return { action: "approval.void", result, actor: "necto", at, facts: { reason } } as const;
}

/** Who answered: the member of the conversation, or Necto within a mandate of it. */
const byMandate = (mandate: Answering["mandate"], facts: Readonly<Record<string, string>> = {}) =>
  mandate === undefined ? { facts } : { actor: "necto", facts: { ...facts, mandateId: mandate.id } };

const isSoldOut = (error: unknown): boolean =>
  error instanceof NectoError && error.code === "request/sold-out";

const decided = ({ status }: Approval): NectoError =>
  new NectoError({
    code: "request/approval-decided",
    message: `This order was answered already: it is ${status === "pending" ? "being answered" : status}. Nothing was done a second time; its card says what became of it.`,
  });

const LAPSES: Readonly<Record<VoidReason, string>> = {
  "quote-expired": "The provider's price was good until a moment ago.",
  "rate-moved": "The provider has changed its price.",
  "listing-changed": "The provider has changed its listing.",
  "listing-unavailable": "The provider has taken its listing off.",
  "broker-changed": "Its broker no longer rents at this source.",
  "offer-gone": "Its source does not offer it any more.",
  "sold-out": "Others have booked the last free units of it. Take another offer.",
  superseded: "Another order has taken its place.",
  policy: "The policy here does not allow it any more.",
};

const lapsed = (reason: VoidReason): NectoError =>
  new NectoError({
    code: reason === "quote-expired" ? "request/approval-expired" : "request/approval-void",
    message: `${LAPSES[reason]} Nothing was paid${reason === "sold-out" ? "." : "; a new price is being asked for."}`,
    meta: { reason },
  });

const WAY_WORDS: Readonly<Record<PaymentWay, string>> = {
  permit2: "Permit2",
  authorization: "one signature (EIP-3009)",
  permit: "a permit (EIP-2612)",
  approve: "transactions of its own",
};

const noViewKey = (): NectoError =>
  new NectoError({
    code: "request/no-view-key",
    message:
      "A broker's machine needs a view key of the buyer, which its access is encrypted to. Nothing was paid; the order still waits.",
  });

const busyThread = (): NectoError =>
  new NectoError({
    code: "run/busy",
    message: "This conversation is still working on the last message. Answer again in a moment.",
    retryable: true,
  });

const tooPoor = ({ totalUsdMicros, token }: Order, balance: bigint): NectoError =>
  new NectoError({
    code: "escrow/insufficient-funds",
    message: `The account has ${formatUsdMicros(balance, 6)} of the ${formatUsdMicros(totalUsdMicros, 6)} ${token.symbol} that this order takes. Send it the rest, or pay with another account. Nothing was paid; the order still waits.`,
  });
