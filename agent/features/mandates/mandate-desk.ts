import { utcDayOf } from "@necto/tools/core/utc-day";
import { NectoError } from "@necto/tools/errors";
import { toJobId } from "@necto/tools/protocol/checkout";
import type { DemoBuyer } from "@necto/tools/protocol/demo-accounts";
import type { MandateEnd, SkipReason } from "@necto/tools/protocol/mandate";
import { SkipReason as KnownReason } from "@necto/tools/protocol/mandate";
import { toMandateData } from "@necto/tools/protocol/mandate-data";
import type { Payer } from "@necto/tools/protocol/payer";
import type { Address, Hex } from "viem";
import type { DecisionArchive } from "../../server/decision-archive.ts";
import type { RunService } from "../../server/run-service.ts";
import type { Store } from "../../store/open-store.ts";
import { takeLease } from "../../store/processes.ts";
import { findRun } from "../../store/runs.ts";
import { recordAct } from "../audit/act-queries.ts";
import type { ApprovalAnswers, MandateConsent } from "../booking/answer-approval.ts";
import { type Approval, findApproval, findNewest, findPending } from "../booking/approval-queries.ts";
import type { OpenBooking } from "../booking/open-booking.ts";
import { notify } from "../inbox/inbox-queries.ts";
import { chooseOffer, toWanted } from "./choose-offer.ts";
import { type MandateReached, NO_MANDATE_FAILPOINT } from "./failpoints.ts";
import { judgeMandate, judgeOrder } from "./judge-mandate.ts";
import { reserveOrder, whyVoid } from "./mandate-ledger.ts";
import {
  endMandate,
  findAskedBy,
  findDecisionOf,
  findMandate,
  findTransactionOf,
  findWatched,
  isAsking,
  isThreadFree,
  listDue,
  listExpired,
  type Mandate,
  type MandateOrder,
  moveOrder,
  type OrderChange,
  sumUse,
} from "./mandate-queries.ts";

export interface MandateDeskOptions {
  readonly store: Store;
  readonly booking: Pick<OpenBooking, "verify">;
  readonly runs: Pick<RunService, "start">;
  readonly answers: ApprovalAnswers;
  readonly decisions: Pick<DecisionArchive, "find">;
  /** The account here that pays as an address without anybody present; null for everybody who signs for each order. */
  readonly paysAs: (address: string) => DemoBuyer | null;
  readonly reached?: MandateReached;
  readonly now: () => number;
  readonly onFault: (error: unknown) => void;
}

/** Books what watches with a mandate have found, each firing once at most. */
export interface MandateDesk {
  /** Takes the next step of every firing that is due. */
  readonly look: () => Promise<void>;
}

const LEASE = "mandates";
const LOOK_AGAIN_MS = 500;
const AFTER_TROUBLE_MS = 5_000;
/** The card of a run that was lost is over by then. */
const AFTER_CARD_MS = 15_000;
/** A price of longer ago is another price: what could not be booked by then is not. */
const FIRING_MS = 15 * 60_000;
/** Nobody goes on with a payment that has waited for so long while its conversation is free. */
const LEFT_MS = 60_000;
const MOST_TRIES = 5;
/** How often it is looked for what a wallet said. */
const ANSWER_MS = 2_000;

/**
 * A firing's way: `due → searching → asking → answering → paying → booked`, each step written down before the next, so that
 * whoever comes after a crash takes the same one again. Up to `answering` nothing is promised and everything may be done
 * twice; the answer reserves the money (`reserveOrder`), once. For a wallet it is `asking → waiting → booked`: it answers itself.
 */
export function createMandateDesk(options: MandateDeskOptions): MandateDesk {
  const { store, booking, runs, answers, decisions, paysAs, now, onFault } = options;
  const reached = options.reached ?? NO_MANDATE_FAILPOINT;
  const { db } = store;
  const iso = (epochMs: number): string => new Date(epochMs).toISOString();

  const move = (order: MandateOrder, change: OrderChange, inMs = 0): Promise<boolean> =>
    moveOrder(db, order, { ...change, nextTryAt: iso(now() + inMs) });
  const later = (order: MandateOrder, ms = LOOK_AGAIN_MS): Promise<boolean> => move(order, {}, ms);
  /** From the start, with the market of then. */
  const again = (order: MandateOrder, ms: number): Promise<boolean> =>
    move(order, { state: "due", runId: null, approvalId: null, tries: order.tries + 1 }, ms);

  async function look(): Promise<void> {
    for (const mandate of await listExpired(db, iso(now()))) await stop(mandate, "expired");
    if ((await listDue(db, iso(now()))).length === 0) return;
    // One process at a time; were it two, each step is still taken by one of them.
    if (!(await takeLease(store, LEASE))) return;
    for (const order of await listDue(db, iso(now())))
      await advance(order).catch((error: unknown) => settle(order, error));
  }

  /** What went wrong is tried again: in `answering` and `paying` it may be done already. */
  async function settle(order: MandateOrder, error: unknown): Promise<void> {
    const isBusy = error instanceof NectoError && error.retryable;
    if (!isBusy) onFault(error);
    await later(order, isBusy ? LOOK_AGAIN_MS : AFTER_TROUBLE_MS);
  }

  async function advance(order: MandateOrder): Promise<unknown> {
    const mandate = (await findMandate(db, order.mandateId))!;
    if (order.state === "paying") return settlePayment(mandate, order);
    if (order.state === "waiting") return hearWallet(mandate, order);
    const isLate = now() - Date.parse(order.firedAt) > FIRING_MS || order.tries >= MOST_TRIES;
    const reason = (await whyNot(mandate)) ?? (isLate ? "too-late" : null);
    if (reason !== null) return skip(mandate, order, reason);
    switch (order.state) {
      case "due":
        return search(mandate, order);
      case "searching":
        return ask(mandate, order);
      case "asking":
        return judge(mandate, order);
      default:
        return answer(mandate, order);
    }
  }

  /** Why a mandate books nothing now; the signature is looked at each time, for a contract may take its word back. */
  async function whyNot(mandate: Mandate): Promise<SkipReason | null> {
    const { id, account, terms, signature } = mandate;
    const end =
      (await whyVoid(db, mandate)) ?? judgeMandate(terms, await sumUse(db, id, utcDayOf(now()).day), now());
    if (end !== null) return end;
    const signed = { by: account as Address, data: toMandateData(terms), signature: signature as Hex };
    return (await booking.verify(signed)) ? null : "bad-signature";
  }

  async function search(
    { id: mandateId, threadId, terms, watchId }: Mandate,
    order: MandateOrder,
  ): Promise<unknown> {
    if (await isAsking(db, mandateId)) return later(order);
    const watch = (await findWatched(db, watchId))!;
    const { id } = await runs.start(threadId, { requirements: toWanted(watch.requirements, terms) });
    reached("search-started");
    await move(order, { state: "searching", runId: id });
    return reached("search-kept");
  }

  /** The list is there: asks for its best offer that can be booked. */
  async function ask(mandate: Mandate, order: MandateOrder): Promise<unknown> {
    const status = await statusOf(order);
    if (status === "running") return later(order);
    const decision =
      status === "finished" ? await decisions.find(await findDecisionOf(db, order.runId!)) : null;
    if (decision === null) return again(order, AFTER_TROUBLE_MS);
    const offerId = chooseOffer(decision);
    if (offerId === null) return skip(mandate, order, "no-offer");
    const { durationSeconds } = mandate.terms;
    const book = { decisionId: decision.id, offerId, durationSeconds };
    const { id } = await runs.start(mandate.threadId, { book });
    reached("asking-started");
    await move(order, { state: "asking", runId: id });
    return reached("asking-kept");
  }

  /** The card is there: holds it against the mandate before anything is answered. */
  async function judge(mandate: Mandate, order: MandateOrder): Promise<unknown> {
    const status = await statusOf(order);
    if (status === "running") return later(order);
    const approvalId = await findAskedBy(db, order.runId!);
    const approval = approvalId === null ? null : await findApproval(db, approvalId);
    if (approval === null) return withoutCard(mandate, order, status);
    const { id, terms } = mandate;
    const reason = judgeOrder(terms, await sumUse(db, id, utcDayOf(now()).day), approval.order, now());
    reached("order-judged");
    if (reason !== null) return skip(mandate, { ...order, approvalId }, reason);
    if (paysAs(mandate.account) === null) return leave(mandate, order, approval);
    await move(order, { state: "answering", approvalId });
    return reached("order-kept");
  }

  async function withoutCard(mandate: Mandate, order: MandateOrder, status: string): Promise<unknown> {
    if (status !== "finished") return again(order, AFTER_TROUBLE_MS);
    // Another card of the conversation waits, perhaps of a run whose end was lost.
    const isTaken = (await findPending(db, mandate.threadId, iso(now()))) !== null;
    return isTaken ? again(order, AFTER_CARD_MS) : skip(mandate, order, "refused");
  }

  /** Gives the word of the mandate, by the one door that there is for it. */
  async function answer(mandate: Mandate, order: MandateOrder): Promise<unknown> {
    const { firingId } = order;
    const approvalId = order.approvalId!;
    try {
      await answers.answer({
        ...{ id: approvalId, key: `mandate-firing-${firingId}` },
        decision: { decision: "approve", payer: payerOf(mandate) },
        mandate: consentOf(mandate, order),
      });
    } catch (error) {
      return refused(mandate, order, error);
    }
    return reached("order-answered");
  }

  /** By somebody in person, or found void here before a crash. */
  async function decided(mandate: Mandate, order: MandateOrder): Promise<unknown> {
    const approval = await findApproval(db, order.approvalId!);
    if (approval?.voidReason === "policy") return skip(mandate, order, "policy");
    const isOver = approval?.status === "void" || approval?.status === "expired";
    return isOver ? again(order, 0) : skip(mandate, order, "answered");
  }

  async function refused(mandate: Mandate, order: MandateOrder, error: unknown): Promise<unknown> {
    if (!(error instanceof NectoError) || error.retryable) throw error;
    const { code, meta } = error;
    if (meta.reason === "policy") return skip(mandate, order, "policy");
    // The quote or the market of the card is over: asked again with those of now.
    if (code === "request/approval-void" || code === "request/approval-expired") return again(order, 0);
    if (code === "request/approval-decided") return decided(mandate, order);
    if (code === "policy/mandate") return skip(mandate, order, KnownReason.parse(meta.reason));
    if (code === "escrow/insufficient-funds") return skip(mandate, order, "funds");
    if (code.startsWith("policy/")) return skip(mandate, order, "policy");
    if (code.startsWith("auth/") || code.startsWith("escrow/")) return skip(mandate, order, "refused");
    throw error;
  }

  async function settlePayment(mandate: Mandate, order: MandateOrder): Promise<unknown> {
    const approval = await findApproval(db, order.approvalId!);
    reached("order-paid");
    if (approval?.state === "funded") return book(mandate, order, approval);
    if (approval?.state === "failed") {
      const { code, message } = approval.problem!;
      const isMandates = code === "policy/mandate";
      const end = (await findMandate(db, mandate.id))?.end?.reason ?? "expired";
      return finish(mandate, order, isMandates ? end : "payment-failed", message);
    }
    const isLeft = Date.parse(order.firedAt) + LEFT_MS < now() && (await isThreadFree(db, mandate.threadId));
    if (isLeft) await answers.recover(order.approvalId!);
    return later(order);
  }

  async function book(mandate: Mandate, order: MandateOrder, approval: Approval): Promise<void> {
    const payer = approval.payer!;
    const jobId = payer.jobId ?? toJobId(approval.order, payer.address);
    const txHash = await findTransactionOf(db, approval.intentId);
    const { totalUsdMicros, traceRoot, gpu: gpus } = approval.order;
    const at = iso(now());
    const isByWallet = order.state === "waiting";
    const spent = isByWallet && { spent: { totalUsdMicros, day: utcDayOf(now()).day } };
    await db.transaction().execute(async (transaction) => {
      if (!(await moveOrder(transaction, order, { state: "booked", jobId, ...spent }))) return;
      await tell(transaction, mandate, order, "mandate.booked", { jobId, totalUsdMicros, gpus });
      await recordAct(transaction, {
        ...{ scope: `account:${mandate.account}`, action: "mandate.booked" },
        actor: isByWallet ? mandate.account : "necto",
        ...{ subject: mandate.account, target: jobId, result: "done", decisionRoot: traceRoot, txHash, at },
        facts: { mandateId: mandate.id, totalUsdMicros },
      });
    });
    reached("order-settled");
    await stopIfUsedUp(mandate);
  }

  /** What a wallet said to what was prepared for it, on that card or on one that it had asked for in its place. */
  async function hearWallet(mandate: Mandate, order: MandateOrder): Promise<unknown> {
    const approval = (await findNewest(db, order.approvalId!))!;
    if (approval.status === "declined") return finish(mandate, order, "declined", null);
    if (approval.state === "funded") return book(mandate, order, approval);
    if (approval.state === "failed")
      return finish(mandate, order, "payment-failed", approval.problem!.message);
    const isOver = approval.status !== "approved" && now() >= Date.parse(approval.expiresAt);
    const isLate = now() - Date.parse(order.firedAt) > FIRING_MS;
    return isOver && isLate ? finish(mandate, order, "unanswered", null) : later(order, ANSWER_MS);
  }

  /** A wallet signs each order itself: this one waits for it. */
  async function leave(mandate: Mandate, order: MandateOrder, approval: Approval): Promise<void> {
    const { totalUsdMicros } = approval.order;
    await db.transaction().execute(async (transaction) => {
      if (!(await moveOrder(transaction, order, { state: "waiting", approvalId: approval.id }))) return;
      await tell(transaction, mandate, order, "mandate.asks", { totalUsdMicros });
    });
    reached("order-settled");
  }

  /** Ends a firing without a booking, and takes its card away: nobody is there to answer it. */
  async function skip(mandate: Mandate, order: MandateOrder, reason: SkipReason): Promise<void> {
    const { firingId, state, runId } = order;
    const isAsking = state === "asking" && runId !== null;
    const approvalId = order.approvalId ?? (isAsking ? await findAskedBy(db, runId) : null);
    if (approvalId !== null && reason !== "answered")
      await answers
        .answer({
          ...{ id: approvalId, key: `mandate-decline-${firingId}`, mandate: consentOf(mandate, order) },
          decision: { decision: "decline" },
        })
        .catch(unlessOver);
    await finish(mandate, order, reason, null);
  }

  async function finish(
    mandate: Mandate,
    order: MandateOrder,
    reason: SkipReason,
    problem: string | null,
  ): Promise<void> {
    await db.transaction().execute(async (transaction) => {
      if (!(await moveOrder(transaction, order, { state: "skipped", reason }))) return;
      await tell(transaction, mandate, order, "mandate.skipped", { reason, problem });
    });
    reached("order-settled");
    if (ENDS.includes(reason as never)) await stop(mandate, reason as (typeof ENDS)[number]);
    if (reason === "used-up") await stopIfUsedUp(mandate);
  }

  /** Not while one is being paid: should that fail, there is room for another. */
  async function stopIfUsedUp(mandate: Mandate): Promise<void> {
    const { booked } = await sumUse(db, mandate.id, utcDayOf(now()).day);
    if (booked >= mandate.terms.maxOrders) await stop(mandate, "used-up");
  }

  /** Ends a mandate by itself, and says so once. */
  async function stop(mandate: Mandate, reason: MandateEnd): Promise<void> {
    const at = iso(now());
    await db.transaction().execute(async (transaction) => {
      if (!(await endMandate(transaction, mandate.id, { reason, at }))) return;
      await notify(transaction, {
        ...{ id: `${mandate.id}:stopped`, account: mandate.account, org: null, kind: "mandate.stopped", at },
        facts: { reason, mandateId: mandate.id, watchId: mandate.watchId, threadId: mandate.threadId },
      });
    });
  }

  const tell = (
    transaction: Store["db"],
    mandate: Mandate,
    { firingId }: MandateOrder,
    kind: string,
    facts: Readonly<Record<string, string | number | null>>,
  ): Promise<void> =>
    notify(transaction, {
      ...{ id: `${firingId}:${kind}`, account: mandate.account, org: null, kind, at: iso(now()) },
      facts: { ...facts, mandateId: mandate.id, watchId: mandate.watchId, threadId: mandate.threadId },
    });

  /** A run that is not known any more has failed. */
  const statusOf = async ({ runId }: MandateOrder) => (await findRun(store, runId!))?.status ?? "failed";

  const consentOf = ({ id }: Mandate, { firingId }: MandateOrder): MandateConsent => ({
    id,
    reserve: (transaction, approval) => reserveOrder(transaction, { firingId, approval, now: now() }),
  });

  const payerOf = ({ account, terms }: Mandate): Payer => ({
    ...{ kind: "demo", account: paysAs(account)!, viewKey: terms.viewKey, capabilityHash: null },
  });

  return { look };
}

/** Reasons that end the mandate too. */
const ENDS = ["expired", "watch-changed", "bad-signature"] as const;

/** A card that is answered, or void, needs no declining; a conversation that is busy lets it run out. */
function unlessOver(error: unknown): void {
  if (!(error instanceof NectoError)) throw error;
}
