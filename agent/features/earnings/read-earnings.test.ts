import type { EarningsQuery } from "@necto/tools/protocol/earnings";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStore, type Store } from "../../store/open-store.ts";
import { databaseOf, type TestDatabase } from "../../testing/test-database.ts";
import { type IndexKey, rewind, savePage } from "../booking/index/index-queries.ts";
import { readEarnings } from "./read-earnings.ts";
import { sumEarned } from "./sum-earned.ts";
import { addressOf, type GeneratedLog, generateJobs, hex32 } from "./testing/generated-jobs.ts";

const KEY: IndexKey = { chainId: 31_337, address: addressOf(0xe5c) };
const DAY = 86_400;
const SINCE = Date.parse("2026-01-01T00:00:00.000Z") / 1_000;
const YEAR = 366 * DAY;
const NOW = (SINCE + YEAR) * 1_000;
const JOBS = 10_000;
const QUERY: EarningsQuery = { from: "2026-01-01", to: "2027-01-01", by: "day" };

let database: TestDatabase;
let store: Store;
let logs: readonly GeneratedLog[];

const iso = (seconds: number) => new Date(seconds * 1_000).toISOString();

async function save(some: readonly GeneratedLog[], nextBlock: bigint): Promise<void> {
  await savePage(store.db, KEY, { nextBlock, blocks: [], logs: some, at: iso(SINCE) });
}

beforeAll(async () => {
  database = await databaseOf(":memory:");
  store = await openStore(database.place, () => "e");
  logs = generateJobs(JOBS, { since: SINCE, seconds: YEAR, seed: 20_261_126 });
  const last = logs.at(-1)!.blockNumber;
  for (let at = 0; at < logs.length; at += 2_000)
    await save(logs.slice(at, at + 2_000), logs.at(Math.min(at + 1_999, logs.length - 1))!.blockNumber);
  // The last blocks are replaced: their events come again in others.
  const cut = last - 300n;
  await rewind(store.db, KEY, { nextBlock: cut, at: iso(SINCE) });
  const again = logs
    .filter(({ blockNumber }) => blockNumber >= cut)
    .map((log) => ({ ...log, blockHash: hex32((log.blockNumber << 64n) + 1n) }));
  await save(again, last + 1n);
}, 600_000);
afterAll(async () => {
  await store.close();
  await database.remove();
});

interface Args {
  readonly jobId: string;
  readonly account: string;
  readonly amount: bigint;
  readonly toProvider: bigint;
  readonly fee: bigint;
}

/** What the chain says, added up without any of Necto's books. */
function addUp(provider: string, isCounted: (log: GeneratedLog, listingId: string) => boolean) {
  const sums = { jobs: 0, net: 0n, fee: 0n, credited: 0n, withdrawn: 0n, owed: 0n };
  const open = new Map<string, { provider: string; listingId: string; startedAt: number | null }>();
  for (const log of logs) {
    const args = log.args as unknown as Args;
    if (log.eventName === "Credited" || log.eventName === "Withdrawn") {
      if (args.account !== provider) continue;
      const amount = args.amount;
      sums.owed += log.eventName === "Credited" ? amount : -amount;
      if (isCounted(log, "")) sums[log.eventName === "Credited" ? "credited" : "withdrawn"] += amount;
      continue;
    }
    if (log.eventName === "JobOpened")
      open.set(args.jobId, { ...args, startedAt: null } as unknown as NonNullable<
        ReturnType<typeof open.get>
      >);
    const job = open.get(args.jobId)!;
    if (log.eventName === "JobStarted") job.startedAt = log.blockTime;
    if (job.provider !== provider || !isCounted(log, job.listingId)) continue;
    if (log.eventName !== "JobCheckpointed" && log.eventName !== "JobClosed") continue;
    sums.net += args.toProvider;
    sums.fee += args.fee;
    if (log.eventName === "JobClosed" && job.startedAt !== null) sums.jobs += 1;
  }
  return sums;
}

const read = (provider: number, query: Partial<EarningsQuery> = {}) =>
  readEarnings(store, { key: KEY, provider: addressOf(provider), now: NOW }, { ...QUERY, ...query });

describe("earnings of ten thousand jobs", () => {
  test.each([1, 2, 3])(
    "are what the chain's events add up to, to the micro-USDC: provider %i",
    async (id) => {
      const chain = addUp(addressOf(id), () => true);
      const { total, payouts } = await read(id);
      expect(chain.jobs).toBeGreaterThan(2_000);
      expect(chain.owed).toBeGreaterThan(0n);
      expect(total).toMatchObject({
        ...{ jobs: chain.jobs, netUsdMicros: Number(chain.net), feeUsdMicros: Number(chain.fee) },
        grossUsdMicros: Number(chain.net + chain.fee),
      });
      expect(payouts).toMatchObject({
        ...{ paidUsdMicros: Number(chain.net - chain.credited), creditedUsdMicros: Number(chain.credited) },
        ...{ withdrawnUsdMicros: Number(chain.withdrawn), claimableUsdMicros: Number(chain.owed) },
      });
    },
  );

  test.each(["day", "week", "month"] as const)(
    "are in every %s what the chain says of it, and together the total",
    async (by) => {
      const { periods, total } = await read(1, { by });
      const starts = periods.map(({ day }) => Date.parse(`${day}T00:00:00.000Z`) / 1_000);
      for (const [index, period] of periods.entries()) {
        if (by === "day" && index % 37 !== 0) continue;
        const [from, to] = [starts[index]!, starts[index + 1] ?? SINCE + YEAR];
        const chain = addUp(addressOf(1), ({ blockTime }) => from <= blockTime && blockTime < to);
        expect(period).toMatchObject({ jobs: chain.jobs, netUsdMicros: Number(chain.net) });
      }
      for (const field of [
        "jobs",
        "grossUsdMicros",
        "feeUsdMicros",
        "netUsdMicros",
        "rentedUnitSeconds",
      ] as const)
        expect(periods.reduce((sum, period) => sum + period[field], 0)).toBe(total[field]);
    },
  );

  test("are told for a range and a listing, and nobody else's listing brings anything", async () => {
    const [from, to] = ["2026-03-30", "2026-07-05"];
    const [first, end] = [Date.parse(`${from}T00:00Z`) / 1_000, Date.parse(`${to}T00:00Z`) / 1_000 + DAY];
    const listing = hex32(11);
    const chain = addUp(
      addressOf(1),
      ({ blockTime }, id) => id === listing && first <= blockTime && blockTime < end,
    );
    const { total } = await read(1, { from, to, listing });
    expect(total).toMatchObject({ jobs: chain.jobs, netUsdMicros: Number(chain.net) });
    expect((await read(1, { listing: hex32(21) })).total).toMatchObject({ jobs: 0, netUsdMicros: 0 });
    expect((await read(9)).total).toMatchObject({ jobs: 0, netUsdMicros: 0 });
  });

  test.each([
    [{}, {}],
    [{ from: "2026-03-30", to: "2026-07-05" }, {}],
    [{ from: "2026-03-30", to: "2026-07-05" }, { listing: hex32(11) }],
  ])(
    "are the same in the one line that a conversation tells: %j %j",
    async (days, { listing }: { listing?: string }) => {
      const { total } = await read(1, { ...days, ...(listing !== undefined && { listing }) });
      const { from, to } = { ...QUERY, ...days };
      const earned = await sumEarned(store, KEY, {
        ...{ provider: addressOf(1), listingIds: listing === undefined ? null : [listing] },
        ...{ from: iso(Date.parse(from) / 1_000), to: iso(Date.parse(to) / 1_000 + DAY) },
      });
      expect(earned).toMatchObject({ jobs: total.jobs, earnedUsdMicros: total.netUsdMicros });
      expect(earned.jobs).toBeGreaterThan(0);
    },
  );
});

test("a range that ends before it begins, or is too long, is refused in words", async () => {
  await expect(read(1, { from: "2026-02-02", to: "2026-02-01" })).rejects.toThrow("before it begins");
  await expect(read(1, { from: "2025-12-31" })).rejects.toThrow("367 days");
});
