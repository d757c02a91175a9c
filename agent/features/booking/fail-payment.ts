import type { BookingState } from "@necto/tools/protocol/booking";
import { toJobId } from "@necto/tools/protocol/checkout";
import type { Store } from "../../store/open-store.ts";
import { recordOrder } from "../audit/approval-acts-queries.ts";
import { releaseUnits } from "../listings/capacity.ts";
import { voidCharge } from "../policy/charge-queries.ts";
import { type Approval, saveBooking } from "./approval-queries.ts";

/** Nothing of these is written down in the journal: what ends here pays nothing by Necto's hand. */
export const BEFORE_PAYMENT: readonly BookingState[] = ["waiting-for-trace", "waiting-for-buyer"];
/** Everything but the two ends. */
const UNENDED: readonly BookingState[] = [...BEFORE_PAYMENT, "recorded", "sent"];

/** What is written of an order that its buyer took back, where nothing of the buyer's could still pay it. */
export const STOPPED = {
  code: "escrow/stopped",
  message: "You stopped this order before it was paid. Necto pays nothing for it.",
} as const;

export interface Failure {
  readonly problem: NonNullable<Approval["problem"]>;
  /** ISO. */
  readonly at: string;
  /** States that it may fail from; any that is no end, unless given. */
  readonly from?: readonly BookingState[];
  /** Who ended it: its member, or Necto. */
  readonly by: "member" | "necto";
  /** The journal has written down how it failed, with its last step. */
  readonly isRecorded?: boolean;
}

/**
 * Ends an approved order without a payment, in the caller's transaction, and gives back what the approval took. Of a private one
 * nothing is left that joins thread and job. Whether it did: of those who end or pay an order, the row lets one.
 */
export async function failPayment(
  db: Store["db"],
  approval: Approval,
  { problem, at, from = UNENDED, by, isRecorded = false }: Failure,
): Promise<boolean> {
  const { id, order, payer } = approval;
  const isForgotten = isPrivate(approval);
  if (!(await saveBooking(db, id, { state: "failed", problem, isForgotten, from }))) return false;
  if (payer) await releaseUnits(db, toJobId(order, payer.address));
  await voidCharge(db, id);
  const { code } = problem;
  const act = { action: "payment.failed", facts: { code }, at } as const;
  const result = code.startsWith("policy/") ? "refused" : "failed";
  if (!isRecorded)
    await recordOrder(db, approval, { ...act, result, ...(by === "necto" && { actor: "necto" }) });
  return true;
}

/** Whether no row may join the thread with its job. */
export const isPrivate = ({ mode, payer }: Pick<Approval, "mode" | "payer">): boolean =>
  mode === "untracked" && payer !== null && payer.kind !== "demo";
