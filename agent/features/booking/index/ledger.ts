import type { EscrowEvent } from "@necto/contracts/abi/fold-events";
import { depositOf } from "@necto/contracts/abi/pricing";
import type { Hex } from "viem";

/**
 * Where money is. `account:` is outside the escrow: what was taken from there and given back. `job:`, `owed:` (credits
 * that wait for their owner) and `fees` are in it, and are its balance together.
 */
export type LedgerAccount = `account:${string}` | `job:${string}` | `owed:${string}` | "fees";

/** An amount that goes from one account to another, in base units (micro-USD); more than 0. */
export interface Posting {
  readonly jobId: Hex | null;
  readonly from: LedgerAccount;
  readonly to: LedgerAccount;
  readonly amount: bigint;
}

/** Whose job it is; null for one whose opening is not known. */
export type PartiesOf = (jobId: Hex) => { readonly buyer: string; readonly provider: string } | null;

/**
 * What an event of the escrow means in the books. A payout that the token refused is booked as paid by the event that
 * closes the job, and comes back as a debt by `Credited`.
 *
 * @throws when it is about a job that was never opened: the log has a gap
 */
export function postingsOf(
  { eventName, args }: Pick<EscrowEvent, "eventName" | "args">,
  partiesOf: PartiesOf,
): readonly Posting[] {
  const event = { eventName, args } as EscrowEvent;
  switch (event.eventName) {
    case "JobOpened": {
      const { jobId, buyer, rate, secs } = event.args;
      return posted(jobId, [[outside(buyer), `job:${jobId}`, depositOf(BigInt(rate), BigInt(secs))]]);
    }
    case "JobExtended": {
      const { jobId, added } = event.args;
      return posted(jobId, [[outside(parties(jobId).buyer), `job:${jobId}`, added]]);
    }
    case "JobCheckpointed": {
      const { jobId, toProvider, fee } = event.args;
      return posted(jobId, [
        [`job:${jobId}`, outside(parties(jobId).provider), toProvider],
        [`job:${jobId}`, "fees", fee],
      ]);
    }
    case "JobClosed": {
      const { jobId, toProvider, toBuyer, fee } = event.args;
      const { buyer, provider } = parties(jobId);
      return posted(jobId, [
        [`job:${jobId}`, outside(provider), toProvider],
        [`job:${jobId}`, outside(buyer), toBuyer],
        [`job:${jobId}`, "fees", fee],
      ]);
    }
    case "Credited":
      return posted(null, [[outside(event.args.account), owed(event.args.account), event.args.amount]]);
    case "Withdrawn":
      return posted(null, [[owed(event.args.account), outside(event.args.to), event.args.amount]]);
    case "FeesCollected":
      return posted(null, [["fees", outside(event.args.treasury), event.args.amount]]);
    default:
      return [];
  }

  function parties(jobId: Hex) {
    const known = partiesOf(jobId);
    if (known === null) throw new Error(`An event of job ${jobId}, which was not opened: the log has a gap.`);
    return known;
  }
}

const outside = (address: string): LedgerAccount => `account:${address.toLowerCase()}`;
const owed = (address: string): LedgerAccount => `owed:${address.toLowerCase()}`;

const posted = (
  jobId: Hex | null,
  lines: readonly (readonly [LedgerAccount, LedgerAccount, bigint])[],
): readonly Posting[] =>
  lines.filter(([, , amount]) => amount > 0n).map(([from, to, amount]) => ({ jobId, from, to, amount }));

/** What each account has by the postings; the sum over all is 0. */
export function balancesOf(
  postings: Iterable<Pick<Posting, "from" | "to" | "amount">>,
): ReadonlyMap<string, bigint> {
  const balances = new Map<string, bigint>();
  const add = (account: string, amount: bigint) =>
    balances.set(account, (balances.get(account) ?? 0n) + amount);
  for (const { from, to, amount } of postings) {
    add(from, -amount);
    add(to, amount);
  }
  return balances;
}
