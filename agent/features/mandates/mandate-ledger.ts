import { utcDayOf } from "@necto/tools/core/utc-day";
import { NectoError } from "@necto/tools/errors";
import type { SkipReason } from "@necto/tools/protocol/mandate";
import { requirementsHashOf } from "@necto/tools/protocol/mandate-data";
import type { Store } from "../../store/open-store.ts";
import type { Approval } from "../booking/approval-queries.ts";
import { findIntentOf } from "../booking/approval-queries.ts";
import { judgeOrder } from "./judge-mandate.ts";
import {
  findOrder,
  findOrderOf,
  findWatched,
  holdMandate,
  type Mandate,
  moveOrder,
  sumUse,
} from "./mandate-queries.ts";

type Db = Store["db"];

/**
 * Takes an order's total out of its mandate, in the transaction that answers its approval: what is over a bound, after the
 * revocation, after the expiry, or a second one for the same firing takes that transaction back. All who spend under one
 * mandate wait for each other.
 *
 * @throws NectoError `policy/mandate`, with the reason in `meta.reason`
 */
export async function reserveOrder(
  transaction: Db,
  {
    firingId,
    approval,
    now,
  }: { readonly firingId: string; readonly approval: Approval; readonly now: number },
): Promise<void> {
  const asked = await findOrder(transaction, firingId);
  const mandate = asked && (await holdMandate(transaction, asked.mandateId));
  if (!mandate) throw refusal("revoked");
  // Read again now that it is held.
  const order = (await findOrder(transaction, firingId))!;
  if (order.state !== "answering" || order.approvalId !== approval.id) throw refusal("answered");
  const use = await sumUse(transaction, mandate.id, utcDayOf(now).day);
  const reason = (await whyVoid(transaction, mandate)) ?? judgeOrder(mandate.terms, use, approval.order, now);
  if (reason !== null) throw refusal(reason);
  const spent = { totalUsdMicros: approval.order.totalUsdMicros, day: utcDayOf(now).day };
  await moveOrder(transaction, order, { state: "paying", spent });
}

/**
 * Holds what was reserved against its mandate once more, in the transaction that writes the payment down: between the two a
 * trace is waited for, and a mandate revoked or expired meanwhile pays nothing. What was written down before is on its way, and
 * stays.
 *
 * @throws NectoError `policy/mandate`
 */
export async function requireStanding(transaction: Db, approvalId: string, now: number): Promise<void> {
  const order = await findOrderOf(transaction, approvalId);
  const mandate = order && (await holdMandate(transaction, order.mandateId));
  // Asked once it is held: somebody who had it before may have written the payment down.
  if ((await findIntentOf(transaction, approvalId)) !== null) return;
  if (!mandate || order.state !== "paying") throw refusal("revoked");
  // Used up: by this very order, among others.
  const isEnded = mandate.end !== null && mandate.end.reason !== "used-up";
  if (isEnded) throw refusal(mandate.end!.reason);
  if (now >= mandate.terms.validUntil * 1_000) throw refusal("expired");
}

/** What ended a mandate, or what it was for; null while both are there. */
export async function whyVoid(db: Db, { end, watchId, account, terms }: Mandate) {
  if (end !== null) return end.reason;
  const watch = await findWatched(db, watchId);
  const isSame =
    watch?.account === account && requirementsHashOf(watch.requirements) === terms.requirementsHash;
  return isSame ? null : "watch-changed";
}

const refusal = (reason: SkipReason): NectoError =>
  new NectoError({
    code: "policy/mandate",
    message: `The mandate does not allow this payment: ${reason}. Nothing was paid.`,
    meta: { reason },
  });
