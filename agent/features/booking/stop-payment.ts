import { type EscrowDoor, readJob } from "@necto/tools/chain/escrow";
import { NectoError } from "@necto/tools/errors";
import { toJobId } from "@necto/tools/protocol/checkout";
import type { Address } from "viem";
import type { Store } from "../../store/open-store.ts";
import { noApproval } from "./approval-desk.ts";
import { type Approval, findApproval } from "./approval-queries.ts";
import { BEFORE_PAYMENT, failPayment, STOPPED } from "./fail-payment.ts";
import { isSentByBuyer } from "./open-call.ts";

export interface StopPaymentOptions {
  readonly store: Store;
  readonly door: EscrowDoor;
  /** Hears that units were given back. */
  readonly onUnits: () => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Takes an approved order back for as long as nothing can pay it but its buyer: before the journal has written it down, and
 * before the chain has or awaits anything of the buyer's. Stopped again, it is stopped.
 *
 * @throws NectoError `escrow/…` (409) when it is too late, with what to do instead
 */
export type StopPayment = (approvalId: string) => Promise<void>;

export function createStopPayment({ store, door, onUnits, now }: StopPaymentOptions): StopPayment {
  /** What an account has sent and no block has yet. It may be this payment. */
  async function hasPending(address: Address): Promise<boolean> {
    const [mined, known] = await Promise.all([
      door.client.getTransactionCount({ address, blockTag: "latest" }),
      door.client.getTransactionCount({ address, blockTag: "pending" }),
    ]);
    return known > mined;
  }

  async function requireUnpaid({ order, payer, state }: Approval): Promise<void> {
    if (state !== "waiting-for-buyer" || payer === null || !isSentByBuyer(payer)) return;
    const address = payer.address as Address;
    // First what is under way: what is mined between the two looks is seen by the second.
    const isPending = await hasPending(address);
    if ((await readJob(door, toJobId(order, address))) !== null) throw PAID;
    if (isPending) throw PENDING;
  }

  return async (approvalId) => {
    const approval = await findApproval(store.db, approvalId);
    if (approval === null) throw noApproval(approvalId);
    if (isStopped(approval)) return;
    requireWaiting(approval);
    await requireUnpaid(approval);
    const at = new Date(now()).toISOString();
    const isMine = await store.db
      .transaction()
      .execute((db) =>
        failPayment(db, approval, { problem: problemOf(approval), at, by: "member", from: BEFORE_PAYMENT }),
      );
    if (isMine) return onUnits();
    const meanwhile = (await findApproval(store.db, approvalId))!;
    if (!isStopped(meanwhile)) requireWaiting(meanwhile);
  };
}

export const isStopped = ({ state, problem }: Pick<Approval, "state" | "problem">): boolean =>
  state === "failed" && problem?.code === STOPPED.code;

/** Of a way that the buyer sends itself nobody but the buyer knows whether its wallet still does. */
const problemOf = ({ payer, state }: Approval) =>
  state === "waiting-for-buyer" && payer !== null && isSentByBuyer(payer)
    ? {
        ...STOPPED,
        message:
          "You stopped this order. Decline it in your wallet too if it still asks: should the wallet send it after all, it is paid, and the job is on its page.",
      }
    : STOPPED;

/** @throws NectoError when it is not one that waits */
function requireWaiting({ status, state, problem }: Approval): void {
  if (status !== "approved" || state === null)
    throw refusal(
      "not-approved",
      "This order is not approved, so there is nothing to stop. Decline it on its card.",
    );
  if (state === "funded") throw PAID;
  if (state === "failed")
    throw refusal(
      "ended",
      `This order has ended without a payment already: ${problem?.message ?? "it failed."}`,
    );
  if (!BEFORE_PAYMENT.includes(state)) throw ON_ITS_WAY;
}

const refusal = (what: string, message: string): NectoError =>
  new NectoError({ code: `escrow/${what}`, message });

const BACK = "Cancel the job on its page: until its provider has started it, everything comes back.";
const PAID = refusal("paid", `This order is paid already, and was not stopped. ${BACK}`);
const ON_ITS_WAY = refusal(
  "on-its-way",
  `The payment is on its way to the chain, and was not stopped. ${BACK}`,
);
const PENDING = refusal(
  "pending",
  "A transaction of your account is on its way to the chain, and may be this payment, so nothing was stopped. Look again in a minute: if it was this one, the job is there and can be cancelled on its page; if not, stop the order then.",
);
