import { readCredit } from "@necto/tools/chain/escrow";
import { encodeEscrowCall } from "@necto/tools/chain/escrow-call";
import { NectoError } from "@necto/tools/errors";
import type {
  EarningsQuery,
  EarningsView,
  LossesView,
  ReputationView,
  UsageQuery,
  UsageView,
  Withdrawal,
} from "@necto/tools/protocol/earnings";
import type { Address } from "viem";
import type { Store } from "../../store/open-store.ts";
import type { Principal } from "../accounts/principal.ts";
import { recordOwn } from "../audit/own-acts-queries.ts";
import { gateWithdrawal } from "../booking/gate-order.ts";
import { answerOnce, findReplay, type MoneyAnswer } from "../booking/idempotency-queries.ts";
import type { Indexer } from "../booking/index/create-indexer.ts";
import type { OpenBooking } from "../booking/open-booking.ts";
import { noListing } from "../listings/change-listings.ts";
import { findListing } from "../listings/listing-queries.ts";
import { findWithdrawal } from "./earnings-queries.ts";
import { dayText } from "./periods.ts";
import { readEarnings } from "./read-earnings.ts";
import { REPUTATION_FORMULA, readReputations } from "./read-reputations.ts";
import { readUsage } from "./read-usage.ts";
import { readLosses } from "./route-queries.ts";

export interface EarningsOptions {
  readonly store: Store;
  readonly booking: OpenBooking;
  readonly indexer: Indexer;
  readonly now: () => number;
}

/** What a provider earned, and why; each reaches its own only. */
export interface Earnings {
  readonly earnings: (provider: Principal, query: EarningsQuery) => Promise<EarningsView>;
  readonly usage: (provider: Principal, query: UsageQuery) => Promise<UsageView>;
  /** Takes out all credit of a demo account, once for each key. @throws NectoError `escrow/own-key-only` for a wallet */
  readonly withdraw: (provider: Principal, key: string) => Promise<MoneyAnswer>;
  /** What a wallet sends for that; `call` is null when nothing is credited. */
  readonly withdrawalCall: (provider: Principal) => Promise<Withdrawal>;
  /** Of anybody: it is made of public events. */
  readonly reputation: (provider: string) => Promise<ReputationView>;
  readonly losses: (owner: string, listingId: string, days: number) => Promise<LossesView>;
}

/** States of an intent in which the chain does not have it yet. */
const ON_THE_WAY = ["recorded", "reserved", "signed", "sent"];
const NOTHING = { jobs: 0, paid: 0, noShows: 0, declined: 0, disputes: 0, ratings: 0 };
const UNKNOWN = { uptimeBps: null, ratingBps: null, completionBps: null, noShowBps: null };

export function createEarnings({ store, booking, indexer, now }: EarningsOptions): Earnings {
  const { key } = indexer;
  const { name, explorerUrl } = booking.chain;
  const chain = { name, explorerUrl, symbol: booking.token.symbol };

  /** Whether this server sends for an account: for demo accounts only. */
  const sendsFor = ({ demo, address }: Principal): boolean => demo !== null && booking.sendsFor(address);

  async function withdrawalOf(address: string): Promise<EarningsView["payouts"]["withdrawal"]> {
    const last = await findWithdrawal(store.db, key, address);
    if (last === null) return null;
    if (last.state === "failed") return { state: "failed", problem: last.problem_message };
    return ON_THE_WAY.includes(last.state) ? { state: "sending", problem: last.problem_message } : null;
  }

  async function owned(owner: string, listingId: string) {
    const listing = await findListing(store.db, listingId);
    if (listing?.owner !== owner) throw noListing(listingId);
    return listing;
  }

  const creditOf = (address: string) => readCredit(booking.door, address as Address);

  return {
    async earnings(provider, query) {
      await indexer.poll();
      const { address } = provider;
      const [read, withdrawal] = await Promise.all([
        readEarnings(store, { key, provider: address, now: now() }, query),
        withdrawalOf(address),
      ]);
      return {
        ...{ ...read, chain, payouts: { ...read.payouts, withdrawal } },
        sends: sendsFor(provider) ? "server" : "wallet",
      };
    },
    async usage({ address }, query) {
      await indexer.poll();
      return { ...(await readUsage(store, { key, provider: address, now: now() }, query)), chain };
    },
    async withdraw(provider, idempotencyKey) {
      const { address } = provider;
      if (!sendsFor(provider)) throw ownKeyOnly();
      const asked = { principal: address, route: "POST /api/provider/withdrawals", body: "" };
      const replay = await findReplay(store.db, { ...asked, key: idempotencyKey });
      if (replay !== null) return replay;
      const credit = await creditOf(address);
      if (credit === 0n) throw noCredit();
      if ((await withdrawalOf(address))?.state === "sending") throw busy();
      const account = address as Address;
      const order = gateWithdrawal(
        { to: { v: account, src: "policy" }, key: `${address}:${idempotencyKey}` },
        { policy: booking.policy, account },
      );
      const at = new Date(now()).toISOString();
      const answer = await answerOnce(store.db, { ...asked, key: idempotencyKey, at }, async (db) => {
        const { id } = await booking.journal.record(db, order);
        await recordOwn(db, address, {
          ...{ action: "payout.withdraw", at, facts: { usdMicros: Number(credit) }, key: `asked ${id}` },
        });
        const body: Withdrawal = { amountUsdMicros: Number(credit), call: null };
        return { status: 202, body: JSON.stringify(body) };
      });
      booking.journal.wake();
      return { status: answer.status, body: answer.body };
    },
    async withdrawalCall({ address }) {
      const credit = await creditOf(address);
      const data = encodeEscrowCall({ call: "withdraw", to: address as Address });
      const call = { to: booking.door.escrow, data, chainId: booking.policy.chainId };
      return { amountUsdMicros: Number(credit), call: credit === 0n ? null : call };
    },
    async reputation(provider) {
      const block = await indexer.poll();
      const known = (await readReputations(store, key)).get(provider.toLowerCase());
      return {
        ...{ provider: provider.toLowerCase(), chainId: key.chainId, escrow: key.address },
        ...{
          block: Number(block),
          ...(known ?? { ...NOTHING, ...UNKNOWN }),
          formula: [...REPUTATION_FORMULA],
        },
      };
    },
    async losses(owner, listingId, days) {
      await owned(owner, listingId);
      const since = dayText(Math.floor(now() / 86_400_000) - days + 1);
      const { groups, ...report } = await readLosses(store, listingId, { since });
      return { listingId, days, ...report, groups: [...groups] };
    },
  };
}

const ownKeyOnly = (): NectoError =>
  new NectoError({
    code: "escrow/own-key-only",
    message: "The escrow gives credit to its owner's own key only: send the transaction yourself.",
    hint: "GET /api/provider/withdrawals/call gives the transaction.",
  });

const noCredit = (): NectoError =>
  new NectoError({
    code: "escrow/no-credit",
    message: "Nothing waits to be withdrawn: what was earned is in your account already.",
  });

const busy = (): NectoError =>
  new NectoError({
    code: "request/withdrawal-busy",
    message: "A withdrawal is on its way already; it takes everything that is credited.",
    retryable: true,
  });
