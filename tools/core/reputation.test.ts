import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { closeReasons, type EscrowEvent } from "../../contracts/abi/fold-events.ts";
import { isReputationEvent, type Reputation, type ReputationEvent, reputationsOf } from "./reputation.ts";

type Reason = (typeof closeReasons)[number];
interface Told {
  readonly reason: Reason | null;
  /** Claimed and given seconds of a dispute. */
  readonly claimed?: number;
  readonly given?: number;
  readonly stars?: number;
}

const ME = "0x00000000000000000000000000000000000000Aa";

/** A job's events; open when there is no reason. */
function eventsOf(
  { reason, claimed = 3600, given = claimed, stars }: Told,
  jobId: string,
): ReputationEvent[] {
  const events: ReputationEvent[] = [{ eventName: "JobOpened", args: { jobId, provider: ME } }];
  if (reason === "paid" || reason === "resolved" || reason === "halved")
    events.push({ eventName: "JobEnded", args: { jobId, usedSecs: claimed } });
  if (reason !== null)
    events.push({
      eventName: "JobClosed",
      args: { jobId, reason: closeReasons.indexOf(reason), usedSecs: given },
    });
  if (stars !== undefined) events.push({ eventName: "JobRated", args: { jobId, stars } });
  return events;
}

const reputation = (jobs: readonly Told[]): Reputation =>
  reputationsOf(jobs.flatMap((job, n) => eventsOf(job, `job-${n}`))).get(ME.toLowerCase())!;
const times = (n: number, job: Told): Told[] => Array.from({ length: n }, () => job);
const PAID: Told = { reason: "paid" };

describe("uptime", () => {
  test.each<[name: string, jobs: Told[], uptimeBps: number | null]>([
    ["four paid jobs are too few", times(4, PAID), null],
    ["five paid jobs: (50000 + 45000) / 10", times(5, PAID), 9_500],
    ["a hundred: (1000000 + 45000) / 105", times(100, PAID), 9_952],
    ["twenty and a no-show: (200000 + 45000) / 26", [...times(20, PAID), { reason: "no-show" }], 9_423],
    ["twenty and a decline: (205000 + 45000) / 26", [...times(20, PAID), { reason: "declined" }], 9_615],
    [
      "twenty and one split in half: (205000 + 45000) / 26",
      [...times(20, PAID), { reason: "halved" }],
      9_615,
    ],
    [
      "twenty and one of which the arbiter gave a quarter: (202500 + 45000) / 26",
      [...times(20, PAID), { reason: "resolved", claimed: 7200, given: 1800 }],
      9_519,
    ],
    [
      "jobs that buyers took back do not count",
      [...times(5, PAID), ...times(9, { reason: "cancelled" })],
      9_500,
    ],
    ["jobs that still run do not count", [...times(5, PAID), ...times(9, { reason: null })], 9_500],
    ["four no-shows are not told yet: 45000 / 9 is 5000", times(4, { reason: "no-show" }), null],
    ["five are, though no job was paid: 45000 / 10", times(5, { reason: "no-show" }), 4_500],
  ])("%s", (_, jobs, uptimeBps) => {
    expect(reputation(jobs).uptimeBps).toBe(uptimeBps);
  });
});

describe("rating", () => {
  test.each<[name: string, jobs: Told[], ratingBps: number | null]>([
    ["two ratings are too few", times(2, { reason: "paid", stars: 5 }), null],
    ["three of five stars: (30000 + 37500) / 8", times(3, { reason: "paid", stars: 5 }), 8_437],
    ["three of one star: 37500 / 8", times(3, { reason: "paid", stars: 1 }), 4_687],
    ["two of one star are not told: 37500 / 7 is above 5000", times(2, { reason: "paid", stars: 1 }), null],
    [
      "a lost dispute is an opinion: (30000 + 0 + 37500) / 9",
      [...times(3, { reason: "paid", stars: 5 }), { reason: "resolved", given: 0 }],
      7_500,
    ],
    [
      "and so is a won one: (30000 + 10000 + 37500) / 9",
      [...times(3, { reason: "paid", stars: 5 }), { reason: "resolved" }],
      8_611,
    ],
  ])("%s", (_, jobs, ratingBps) => {
    expect(reputation(jobs).ratingBps).toBe(ratingBps);
  });
});

test("the counts that the numbers are made of are told", () => {
  const jobs = [...times(6, PAID), ...times(2, { reason: "no-show" }), { reason: "declined" } as const];
  expect(
    reputation([...jobs, { reason: "halved" }, { reason: "cancelled" }, { reason: "paid", stars: 4 }]),
  ).toMatchObject({
    ...{ jobs: 11, paid: 7, noShows: 2, declined: 1, disputes: 1, ratings: 1 },
    ...{ completionBps: 6_363, noShowBps: 1_818 },
  });
});

test("a log with a gap is no ground for a reputation", () => {
  const [, ...rest] = eventsOf(PAID, "job-1");
  expect(() => reputationsOf(rest)).toThrow(/gap/);
});

test("events of the escrow are read as viem decodes them", () => {
  const event = { eventName: "JobStarted", args: { jobId: "0x1" }, timestamp: 0 } as EscrowEvent;
  const events: readonly EscrowEvent[] = [event];
  expect(reputationsOf(events.filter(isReputationEvent)).size).toBe(0);
});

const jobs = fc.array(
  fc
    .record({
      reason: fc.constantFrom<Reason>(
        "paid",
        "paid",
        "paid",
        "no-show",
        "declined",
        "cancelled",
        "halved",
        "resolved",
      ),
      claimed: fc.constant(3600),
      given: fc.integer({ min: 0, max: 3600 }),
    })
    .chain((job) =>
      job.reason === "paid"
        ? fc
            .option(fc.integer({ min: 1, max: 5 }), { nil: undefined })
            .map((stars): Told => ({ ...job, ...(stars && { stars }) }))
        : fc.constant<Told>(job),
    ),
  { maxLength: 30, minLength: 1 },
);
/** What routing makes of a number that is not known. */
const asRouted = (bps: number | null): number => bps ?? 5_000;

describe("whatever the jobs", () => {
  test("no failure raises a reputation, not even by making it known", () => {
    const failures = fc.constantFrom<Told>({ reason: "no-show" }, { reason: "resolved", given: 0 });
    fc.assert(
      fc.property(jobs, failures, (told, failure) => {
        const [before, after] = [reputation(told), reputation([...told, failure])];
        expect(asRouted(after.uptimeBps)).toBeLessThanOrEqual(asRouted(before.uptimeBps));
        expect(asRouted(after.ratingBps)).toBeLessThanOrEqual(asRouted(before.ratingBps));
      }),
      { seed: 41, numRuns: 500 },
    );
  });

  test("the order of events does not matter", () => {
    const shuffled = jobs
      .map((told) => told.flatMap((job, n) => eventsOf(job, `job-${n}`)))
      .chain((events) =>
        fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
      );
    fc.assert(
      fc.property(shuffled, ([events, other]) => {
        expect(reputationsOf(other)).toEqual(reputationsOf(events));
      }),
      { seed: 42, numRuns: 200 },
    );
  });

  test("numbers stay basis points, and the counts add up", () => {
    fc.assert(
      fc.property(jobs, (told) => {
        const { uptimeBps, ratingBps, ...counts } = reputation(told);
        for (const bps of [uptimeBps, ratingBps])
          expect(bps === null || (Number.isInteger(bps) && bps >= 0 && bps <= 10_000)).toBe(true);
        expect(counts.paid + counts.noShows + counts.declined + counts.disputes).toBe(counts.jobs);
      }),
      { seed: 43, numRuns: 200 },
    );
  });
});
