import { depositOf, earnedOf, feeOf } from "@necto/contracts/abi/pricing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { balancesOf, postingsOf } from "./ledger.ts";

const JOB = `0x${"11".repeat(32)}` as const;
const BUYER = "0x00000000000000000000000000000000000000B1";
const PROVIDER = "0x00000000000000000000000000000000000000A1";
const TREASURY = "0x00000000000000000000000000000000000000F1";
const parties = () => ({ buyer: BUYER, provider: PROVIDER });
const ZERO = `0x${"00".repeat(32)}` as const;

const opened = (rate: number, secs: number) =>
  ({
    eventName: "JobOpened",
    args: {
      ...{ jobId: JOB, buyer: BUYER, provider: PROVIDER, salt: ZERO, listingId: ZERO, listingVersion: 1 },
      ...{ secs, feeBps: 250, rate, root: ZERO, mode: ZERO },
    },
  }) as const;
type Event = Parameters<typeof postingsOf>[0];
const balances = (events: readonly Event[]) =>
  Object.fromEntries(balancesOf(events.flatMap((event) => postingsOf(event, parties))));

test("a job from deposit to payout, by hand: an hour for $2.50, half of it used, 2.5 % fee", () => {
  const books = balances([
    opened(2_500_000, 3_600),
    {
      eventName: "JobClosed",
      args: {
        jobId: JOB,
        reason: 4,
        usedSecs: 1_800,
        toProvider: 1_218_750n,
        toBuyer: 1_250_000n,
        fee: 31_250n,
      },
    },
  ]);
  expect(books).toEqual({
    [`account:${BUYER.toLowerCase()}`]: -1_250_000n,
    [`account:${PROVIDER.toLowerCase()}`]: 1_218_750n,
    [`job:${JOB}`]: 0n,
    fees: 31_250n,
  });
});

test("a payout that the token refused is owed until it is withdrawn", () => {
  const closed: Event = {
    eventName: "JobClosed",
    args: { jobId: JOB, reason: 4, usedSecs: 3_600, toProvider: 2_437_500n, toBuyer: 0n, fee: 62_500n },
  };
  const credited: Event = { eventName: "Credited", args: { account: PROVIDER, amount: 2_437_500n } };
  const owed = `owed:${PROVIDER.toLowerCase()}`;
  const paid = `account:${PROVIDER.toLowerCase()}`;
  expect(balances([opened(2_500_000, 3_600), closed, credited])).toMatchObject({
    [owed]: 2_437_500n,
    [paid]: 0n,
  });
  const withdrawn: Event = {
    eventName: "Withdrawn",
    args: { account: PROVIDER, to: TREASURY, amount: 2_437_500n },
  };
  expect(balances([opened(2_500_000, 3_600), closed, credited, withdrawn])).toMatchObject({
    [owed]: 0n,
    [`account:${TREASURY.toLowerCase()}`]: 2_437_500n,
  });
});

test("fees go to the treasury when they are collected, and an event without money books nothing", () => {
  expect(balances([{ eventName: "FeesCollected", args: { treasury: TREASURY, amount: 7n } }])).toEqual({
    fees: -7n,
    [`account:${TREASURY.toLowerCase()}`]: 7n,
  });
  expect(postingsOf({ eventName: "JobStarted", args: { jobId: JOB } }, parties)).toEqual([]);
});

test("an event of a job that was never opened is no booking but a gap", () => {
  const extended: Event = { eventName: "JobExtended", args: { jobId: JOB, secs: 60, added: 5n } };
  expect(() => postingsOf(extended, () => null)).toThrow("gap");
});

test("whatever is used of whatever job, nothing is left in it, and all accounts sum to nothing", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2 ** 45 }),
      fc.nat(16_000_000),
      fc.nat(1_000),
      (rate, more, share) => {
        const secs = 60 + more;
        const usedSecs = Math.floor((secs * share) / 1_000);
        const earned = earnedOf(BigInt(rate), BigInt(usedSecs));
        const fee = feeOf(earned, 250n);
        const toBuyer = depositOf(BigInt(rate), BigInt(secs)) - earned;
        const books = balances([
          opened(rate, secs),
          {
            eventName: "JobClosed",
            args: { jobId: JOB, reason: 4, usedSecs, toProvider: earned - fee, toBuyer, fee },
          },
        ]);
        expect(books[`job:${JOB}`]).toBe(0n);
        expect(Object.values(books).reduce((sum, amount) => sum + amount, 0n)).toBe(0n);
      },
    ),
  );
});
