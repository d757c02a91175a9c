import { utcDayOf } from "@necto/tools/core/utc-day";
import { NectoError } from "@necto/tools/errors";
import type { MandateList, MandateTerms, MandateView, NewMandate } from "@necto/tools/protocol/mandate";
import {
  MAX_MANDATE_DAYS,
  mandateIdOf,
  requirementsHashOf,
  toMandateData,
} from "@necto/tools/protocol/mandate-data";
import type { Address, Hex } from "viem";
import type { Store } from "../../store/open-store.ts";
import { insertThread } from "../../store/threads.ts";
import type { Principal } from "../accounts/principal.ts";
import { recordAct } from "../audit/act-queries.ts";
import type { DemoAccount } from "../booking/approval-desk.ts";
import type { OpenBooking } from "../booking/open-booking.ts";
import {
  endMandate,
  findMandate,
  findWatched,
  insertMandate,
  listMandates,
  listOrders,
  type Mandate,
  sumUse,
} from "./mandate-queries.ts";

export interface MandateServiceOptions {
  readonly store: Store;
  readonly booking: Pick<OpenBooking, "verify" | "policy" | "rules" | "token">;
  readonly demo: readonly DemoAccount[];
  readonly now: () => number;
  readonly newId: (kind: "thread") => string;
}

/** Mandates of accounts. Nothing but a session gets here (`key-routes.ts`). */
export interface MandateService {
  /**
   * Takes a mandate; the same one again changes nothing.
   *
   * @throws NectoError `policy/mandate-…`, `auth/bad-signature`, `request/not-found` without the watch, `request/mandate-exists`
   */
  readonly sign: (principal: Principal, mandate: NewMandate) => Promise<MandateView>;
  readonly list: (principal: Principal) => Promise<MandateList>;
  /** Ends it at once. False when the account has no such mandate in force. */
  readonly revoke: (principal: Principal, id: string) => Promise<boolean>;
}

/** Firings that a view shows. */
const SHOWN = 5;
const DAY_MS = 24 * 3_600_000;

export function createMandateService(options: MandateServiceOptions): MandateService {
  const { store, booking, demo, now, newId } = options;
  const { db } = store;
  const iso = (): string => new Date(now()).toISOString();
  const demoOf = (address: string) =>
    demo.find(({ signer }) => signer.address.toLowerCase() === address) ?? null;

  async function sign(principal: Principal, { terms, signature }: NewMandate): Promise<MandateView> {
    const { address } = principal;
    requireDeal(address, terms);
    await requireWatch(address, terms);
    const id = mandateIdOf(terms);
    const signed = await signedBy(principal, { terms, signature });
    const known = await findMandate(db, id);
    if (known?.account === address && known.end === null) return toView(known);
    const at = iso();
    const threadId = newId("thread");
    const row = { id, account: address, watchId: terms.watchId, threadId, terms, signature: signed };
    await db.transaction().execute(async (transaction) => {
      const own = { ...store, db: transaction };
      await insertThread(own, { id: threadId, mode: "tracked", createdAt: at, owner: address });
      if (!(await insertMandate(transaction, { ...row, signedAt: at }))) throw alreadyThere(known);
      await recordAct(transaction, {
        ...{ scope: `account:${address}`, action: "mandate.signed", actor: address, target: id },
        ...{ result: "done", facts: factsOf(terms), at },
      });
    });
    return toView((await findMandate(db, id))!);
  }

  /** What a mandate must say to be one of this account here. */
  function requireDeal(address: string, terms: MandateTerms): void {
    const { policy, rules } = booking;
    if (!rules.isEnabled) throw refusal("off", "Booking is switched off here.");
    if (terms.account !== address)
      throw refusal("account", "A mandate is signed by the account that pays: sign in to that one.");
    const isHere =
      terms.chainId === policy.chainId &&
      terms.escrow === policy.escrow.toLowerCase() &&
      terms.token === policy.token.toLowerCase();
    if (!isHere) throw refusal("deal", "This mandate is for another chain, escrow or token than Necto's.");
    const left = terms.validUntil * 1_000 - now();
    if (left <= 0 || left > MAX_MANDATE_DAYS * DAY_MS)
      throw refusal(
        "expiry",
        `A mandate ends in the future, ${MAX_MANDATE_DAYS} days from now at the latest.`,
      );
  }

  async function requireWatch(address: string, { watchId, requirementsHash }: MandateTerms): Promise<void> {
    const watch = await findWatched(db, watchId);
    if (watch !== null && watch.account === null)
      throw refusal(
        "untracked",
        "An untracked watch is no account's, so there is none that could let Necto pay: make a tracked watch for it.",
      );
    if (watch === null || watch.account !== address)
      throw new NectoError({ code: "request/not-found", message: "There is no such watch of this account." });
    if (watch.org !== null)
      throw refusal(
        "org",
        "A mandate is for a watch of your own: for an organisation Necto books nothing by itself.",
      );
    if (requirementsHashOf(watch.requirements) !== requirementsHash)
      throw refusal(
        "watch",
        "This mandate is for another search than the one of the watch. Look at it again.",
      );
  }

  async function signedBy(
    { address, demo: account }: Principal,
    { terms, signature }: NewMandate,
  ): Promise<Hex> {
    const data = toMandateData(terms);
    const byClick = signature === null && account !== null ? demoOf(address) : null;
    if (byClick !== null) return byClick.signer.signTypedData(data as never);
    const isSigned =
      signature !== null &&
      (await booking.verify({ by: address as Address, data, signature: signature as Hex }));
    if (isSigned) return signature as Hex;
    throw new NectoError({
      code: "auth/bad-signature",
      message: `${address} did not sign this mandate. Nothing will be booked.`,
    });
  }

  async function toView(mandate: Mandate): Promise<MandateView> {
    const { id, terms, end, threadId, signedAt, account } = mandate;
    const { orders, spentUsdMicros, spentTodayUsdMicros } = await sumUse(db, id, utcDayOf(now()).day);
    const firings = (await listOrders(db, id, SHOWN)).map(
      ({ firingId, firedAt, state, reason, totalUsdMicros, jobId }) => ({
        ...{ firingId, firedAt, state, reason, totalUsdMicros, jobId },
      }),
    );
    return {
      ...{ id, terms, end, canPay: demoOf(account) !== null, threadId, signedAt },
      ...{ orders, spentUsdMicros, spentTodayUsdMicros, firings },
    };
  }

  return {
    sign,
    async list({ address }) {
      const { policy, token, rules } = booking;
      const deal = {
        chainId: policy.chainId,
        escrow: policy.escrow,
        token: policy.token,
        symbol: token.symbol,
      };
      return {
        ...{ account: address, deal: rules.isEnabled ? deal : null },
        canPay: demoOf(address) !== null,
        mandates: await Promise.all((await listMandates(db, address)).map(toView)),
      };
    },
    async revoke({ address }, id) {
      const mandate = await findMandate(db, id);
      if (mandate?.account !== address) return false;
      return db.transaction().execute(async (transaction) => {
        const at = iso();
        if (!(await endMandate(transaction, id, { reason: "revoked", at }))) return false;
        await recordAct(transaction, {
          ...{ scope: `account:${address}`, action: "mandate.revoked", actor: address, target: id },
          ...{ result: "done", at },
        });
        return true;
      });
    },
  };
}

const alreadyThere = (known: Mandate | null): NectoError =>
  new NectoError({
    code: "request/mandate-exists",
    message:
      known === null
        ? "This watch has a mandate already. Revoke it first."
        : "This mandate has ended. Sign a new one.",
  });

/** What it allows, without a name of anybody. */
const factsOf = ({ maxOrderUsdMicros, maxDayUsdMicros, maxOrders, validUntil, watchId }: MandateTerms) => ({
  ...{ maxOrderUsdMicros, maxDayUsdMicros, maxOrders, validUntil, watchId },
});

const refusal = (what: string, message: string): NectoError =>
  new NectoError({ code: `policy/mandate-${what}`, message });
