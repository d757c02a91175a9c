import type { EscrowEvent } from "@necto/contracts/abi/fold-events";
import { depositOf, earnedOf, feeOf } from "@necto/contracts/abi/pricing";
import type { EscrowLog } from "@necto/tools/chain/escrow-logs";
import type { Address, Hex } from "viem";

export type GeneratedLog = EscrowLog & { readonly blockTime: number };

export const hex32 = (value: number | bigint): Hex => `0x${value.toString(16).padStart(64, "0")}`;
export const addressOf = (value: number): Address => `0x${value.toString(16).padStart(40, "0")}`;

/** The same numbers for the same seed, 0 ≤ n < 1 (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Timed = Pick<EscrowEvent, "eventName" | "args"> & { readonly time: number };
const HOUR = 3_600;

/**
 * What an escrow would say of many jobs, block by block: every way for a job to end, checkpoints, extensions, payouts that
 * the token refused, and withdrawals. Providers are `addressOf(1…3)`; their listings, `hex32(provider * 10 + 0…2)`.
 *
 * @param since Unix seconds of the first block
 */
export function generateJobs(
  count: number,
  {
    since,
    seconds,
    seed,
    perBlock = 25,
  }: { since: number; seconds: number; seed: number; perBlock?: number },
): readonly GeneratedLog[] {
  const random = createRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const events = Array.from({ length: count }, (_, index) =>
    oneJob(index + 1, since + below(seconds - 60 * HOUR), below),
  )
    .flat()
    .map((event, order) => ({ event, order }))
    .sort((a, b) => a.event.time - b.event.time || a.order - b.order)
    .map(({ event }) => event);
  return toLogs(withCredits(events, below), perBlock);
}

function oneJob(id: number, openedAt: number, below: (limit: number) => number): Timed[] {
  const jobId = hex32(id);
  const provider = 1 + below(3);
  const rate = 100_000 + below(40_000_000);
  const feeBps = [0, 250, 333][below(3)]!;
  let secs = HOUR + below(20 * HOUR);
  const events: Timed[] = [];
  const say = (time: number, eventName: EscrowEvent["eventName"], args: object) =>
    events.push({ time, eventName, args: { jobId, ...args } as unknown as EscrowEvent["args"] });
  say(openedAt, "JobOpened", {
    ...{ buyer: addressOf(1_000 + below(500)), provider: addressOf(provider), salt: hex32(id) },
    ...{ listingId: hex32(provider * 10 + below(3)), listingVersion: 1, secs, feeBps, rate },
    ...{ root: hex32(id), mode: hex32(0) },
  });
  const close = (time: number, reason: number, usedSecs: number, paidSecs: number, isAll = false) => {
    const gross = isAll ? 0n : earnedOf(BigInt(rate), BigInt(usedSecs));
    const before = earnedOf(BigInt(rate), BigInt(paidSecs));
    const fee = feeOf(gross, BigInt(feeBps)) - feeOf(before, BigInt(feeBps));
    const toBuyer = depositOf(BigInt(rate), BigInt(secs)) - gross;
    say(time, "JobClosed", { reason, usedSecs, toProvider: gross - before - fee, toBuyer, fee });
  };
  const fate = below(20);
  if (fate < 3) {
    close(openedAt + 600, fate + 1, 0, 0, true);
    return events;
  }
  const startedAt = openedAt + below(900);
  say(startedAt, "JobStarted", {});
  if (fate === 4) {
    const extra = HOUR;
    const added = depositOf(BigInt(rate), BigInt(secs + extra)) - depositOf(BigInt(rate), BigInt(secs));
    secs += extra;
    say(startedAt + 60, "JobExtended", { secs, added });
  }
  // Still running when the generated time is over.
  if (fate === 5) return events;
  const usedSecs = below(4) === 0 ? secs : below(secs);
  let paidSecs = 0;
  if (fate >= 16 && usedSecs > 10) {
    paidSecs = below(usedSecs);
    const gross = earnedOf(BigInt(rate), BigInt(paidSecs));
    const fee = feeOf(gross, BigInt(feeBps));
    say(startedAt + usedSecs, "JobCheckpointed", { paidSecs, toProvider: gross - fee, fee });
  }
  say(startedAt + usedSecs, "JobEnded", { usedSecs });
  if (fate === 6 || fate === 7) {
    say(startedAt + usedSecs + 60, "JobDisputed", { evidence: hex32(7) });
    const given = paidSecs + below(usedSecs - paidSecs + 1);
    say(startedAt + usedSecs + 7_200, "JobResolved", { providerSecs: given, reason: hex32(0) });
    close(startedAt + usedSecs + 7_200, fate - 1, given, paidSecs);
    return events;
  }
  close(startedAt + usedSecs + HOUR + below(HOUR), 4, usedSecs, paidSecs);
  return events;
}

/** Some payouts are refused by the token, and some of what is owed is taken later. */
function withCredits(events: readonly Timed[], below: (limit: number) => number): readonly Timed[] {
  const providers = new Map<Hex, Address>();
  const owed = new Map<Address, bigint>();
  return events.flatMap((event) => {
    const args = event.args as unknown as { jobId: Hex; provider: Address; toProvider?: bigint };
    if (event.eventName === "JobOpened") providers.set(args.jobId, args.provider);
    const account = providers.get(args.jobId)!;
    const due = owed.get(account) ?? 0n;
    const said = (eventName: "Credited" | "Withdrawn", more: object): Timed => ({
      ...{ time: event.time, eventName, args: { account, ...more } as unknown as EscrowEvent["args"] },
    });
    if (args.toProvider !== undefined && args.toProvider > 0n && below(30) === 0) {
      owed.set(account, due + args.toProvider);
      return [event, said("Credited", { amount: args.toProvider })];
    }
    if (due > 0n && below(400) === 0) {
      owed.set(account, 0n);
      return [event, said("Withdrawn", { to: addressOf(77), amount: due })];
    }
    return [event];
  });
}

/** Events of the same second are in one block, and of one event and its credit in one transaction. */
function toLogs(events: readonly Timed[], perBlock: number): readonly GeneratedLog[] {
  let [block, time, logIndex, tx] = [1n, events[0]!.time, 0, 0];
  return events.map(({ eventName, args, time: at }) => {
    if (at !== time || logIndex >= perBlock) [block, time, logIndex] = [block + 1n, at, 0];
    if (eventName !== "Credited") tx++;
    return {
      ...{ blockNumber: block, blockHash: hex32(block << 64n), blockTime: at, logIndex: logIndex++ },
      ...{ txHash: hex32((BigInt(tx) << 32n) + 1n), eventName, args },
    };
  });
}
