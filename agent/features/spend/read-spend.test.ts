import { earnedOf } from "@necto/contracts/abi/pricing";
import {
  NOT_SAID,
  SPEND_GROUPS,
  type SpendGroup,
  SpendQuery,
  type SpendSum,
} from "@necto/tools/protocol/spend";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStore, type Store } from "../../store/open-store.ts";
import { databaseOf, type TestDatabase } from "../../testing/test-database.ts";
import { listPostings } from "../booking/index/index-queries.ts";
import { balancesOf } from "../booking/index/ledger.ts";
import { createRandom, hex32 } from "../earnings/testing/generated-jobs.ts";
import { readSpend } from "./read-spend.ts";
import type { SpendScope } from "./spend-queries.ts";
import { endOf, foldSpend, secondsOf } from "./testing/fold-spend.ts";
import {
  ACCOUNTS,
  type GeneratedBooking,
  type GeneratedSpend,
  MEMBERS,
  ORGS,
  saveGeneratedSpend,
} from "./testing/generated-spend.ts";

const YEAR = { from: "2026-01-01", to: "2027-01-01" };
const NOW = Date.parse("2027-01-02T00:00:00.000Z");
const JOBS = 10_000;
const FIELDS = [
  ...(["jobs", "depositedUsdMicros", "refundedUsdMicros", "toProvidersUsdMicros"] as const),
  ...(["feeUsdMicros", "spentUsdMicros"] as const),
];

let database: TestDatabase;
let store: Store;
let spend: GeneratedSpend;
let chain: ReturnType<typeof foldSpend>;

beforeAll(async () => {
  database = await databaseOf(":memory:");
  store = await openStore(database.place, () => "e");
  spend = await saveGeneratedSpend(store, { count: JOBS, seed: 20_261_126 });
  chain = foldSpend(spend.logs);
}, 600_000);
afterAll(async () => {
  await store.close();
  await database.remove();
});

const SCOPES: readonly (readonly [string, SpendScope, (booking: GeneratedBooking) => boolean])[] = [
  ["a team's", { org: ORGS[0], member: null }, ({ org }) => org === ORGS[0]],
  ["another team's", { org: ORGS[1], member: null }, ({ org }) => org === ORGS[1]],
  [
    "a member's of it",
    { org: ORGS[0], member: MEMBERS[0]! },
    ({ org, member }) => org === ORGS[0] && member === MEMBERS[0],
  ],
  [
    "an account's",
    { org: null, account: ACCOUNTS[0] },
    ({ org, thread }) => org === null && thread === `thread-of-${ACCOUNTS[0]}`,
  ],
];

const read = (scope: SpendScope, query: Partial<SpendQuery> = {}) =>
  readSpend(store, { key: spend.key, scope, now: NOW }, SpendQuery.parse({ ...YEAR, ...query }));

const idsOf = (isOne: (booking: GeneratedBooking) => boolean) =>
  [...spend.bookings.values()].filter(isOne).map(({ jobId }) => jobId);

/** What the chain says of jobs in a range of days, without any of Necto's books. */
const folded = (ids: readonly string[], { from, to }: { readonly from: string; readonly to: string }) =>
  chain.between(ids, { from: secondsOf(from), to: endOf(to) });

const added = (rows: readonly SpendSum[]) =>
  Object.fromEntries(FIELDS.map((field) => [field, rows.reduce((sum, row) => sum + row[field], 0)]));

const of = (booking: GeneratedBooking, group: SpendGroup): string =>
  ({ ...booking, job: booking.jobId })[group] ?? NOT_SAID;

describe("spend of ten thousand jobs", () => {
  test.each(SCOPES)("is what the chain's events come to, to the micro-USDC: %s", async (_, scope, isOne) => {
    const ids = idsOf(isOne);
    const { total, heldBeforeUsdMicros } = await read(scope);
    expect(ids.length).toBeGreaterThan(500);
    expect(total).toEqual(folded(ids, YEAR));
    expect(total.heldUsdMicros).toBeGreaterThan(0);
    expect(heldBeforeUsdMicros).toBe(0);
    expect(total.spentUsdMicros).toBe(
      total.depositedUsdMicros - total.refundedUsdMicros - total.heldUsdMicros,
    );
  });

  test("is what the books hold, account by account", async () => {
    const [, scope, isOne] = SCOPES[0]!;
    const ids = new Set(idsOf(isOne));
    const postings = (await listPostings(store.db, spend.key)).filter(({ jobId }) => ids.has(jobId ?? ""));
    const balances = balancesOf(postings);
    const sum = (isCounted: (account: string) => boolean) =>
      Number(
        [...balances].reduce((total, [account, amount]) => total + (isCounted(account) ? amount : 0n), 0n),
      );
    const { total } = await read(scope);
    expect(sum((account) => account.startsWith("job:"))).toBe(total.heldUsdMicros);
    expect(sum((account) => account === "fees")).toBe(total.feeUsdMicros);
    const providers = new Set([...spend.bookings.values()].map(({ provider }) => `account:${provider}`));
    expect(sum((account) => providers.has(account))).toBe(total.toProvidersUsdMicros);
    const buyers = (account: string) => account.startsWith("account:") && !providers.has(account);
    expect(-sum(buyers)).toBe(total.depositedUsdMicros - total.refundedUsdMicros);
  });

  test("has nothing of untracked jobs, and all others are somebody's exactly once", async () => {
    const scopes: readonly SpendScope[] = [
      ...ORGS.map((org) => ({ org, member: null })),
      ...ACCOUNTS.map((account) => ({ org: null, account })),
    ];
    const rows = await Promise.all(scopes.map((scope) => read(scope, { group: "job" })));
    const shown = rows.flatMap(({ groups }) => groups.map(({ key }) => key)).sort();
    const tracked = idsOf(({ thread, org }) => thread !== null || org !== null).sort();
    expect(shown).toEqual(tracked);
    expect(tracked.length).toBeLessThan(JOBS);
  });

  test("agrees with the chain and with itself however it is filtered, grouped and cut", async () => {
    const random = createRandom(7);
    const one = <T>(some: readonly T[]): T => some[Math.floor(random() * some.length)]!;
    const dayAt = (index: number) =>
      new Date(Date.parse(YEAR.from) + index * 86_400_000).toISOString().slice(0, 10);
    let found = 0;
    for (let round = 0; round < 60; round++) {
      const [, scope, isOne] = one(SCOPES);
      const mine = [...spend.bookings.values()].filter(isOne);
      const [a, b] = [Math.floor(random() * 366), Math.floor(random() * 366)];
      const range = { from: dayAt(Math.min(a, b)), to: dayAt(Math.max(a, b)) };
      const filters = Object.fromEntries(
        SPEND_GROUPS.filter((group) => group !== "job" && random() < 0.25).map((group) => [
          group,
          of(one(mine), group),
        ]),
      );
      const query = {
        ...range,
        ...filters,
        group: one(SPEND_GROUPS),
        by: one(["day", "week", "month"] as const),
      };
      const view = await read(scope, query);
      const chosen = mine.filter((booking) =>
        Object.entries(filters).every(([group, key]) => of(booking, group as SpendGroup) === key),
      );
      const expected = folded(
        chosen.map(({ jobId }) => jobId),
        range,
      );
      const label = JSON.stringify([scope, query]);
      expect([label, view.total]).toEqual([label, expected]);
      const { heldUsdMicros, ...sums } = view.total;
      expect([label, added(view.groups)]).toEqual([label, sums]);
      expect([label, added(view.periods)]).toEqual([label, sums]);
      expect(view.groups.reduce((sum, group) => sum + group.heldUsdMicros, 0)).toBe(heldUsdMicros);
      expect(view.periods.at(-1)!.heldUsdMicros).toBe(heldUsdMicros);
      let held = view.heldBeforeUsdMicros;
      for (const period of view.periods) {
        held += period.depositedUsdMicros - period.refundedUsdMicros - period.spentUsdMicros;
        expect(period.heldUsdMicros).toBe(held);
      }
      const [group] = view.groups;
      if (group) {
        const ids = chosen.filter((booking) => of(booking, query.group) === group.key);
        const { key: _, title: _title, job: _job, ...sum } = group;
        expect([label, sum]).toEqual([
          label,
          folded(
            ids.map(({ jobId }) => jobId),
            range,
          ),
        ]);
        found += 1;
      }
      const shares = view.providers.reduce((sum, { spentUsdMicros }) => sum + spentUsdMicros, 0);
      expect(shares).toBe(view.total.spentUsdMicros);
    }
    expect(found).toBeGreaterThan(40);
  });

  test("is told by week as the chain tells it", async () => {
    const [, scope, isOne] = SCOPES[0]!;
    const ids = idsOf(isOne);
    const { periods } = await read(scope, { by: "week" });
    for (const index of [0, 20, periods.length - 1]) {
      const { day, ...sum } = periods[index]!;
      const next = periods[index + 1]?.day;
      const to = next ? new Date(Date.parse(next) - 86_400_000).toISOString().slice(0, 10) : YEAR.to;
      expect(sum).toEqual(folded(ids, { from: day, to }));
    }
  });

  test("compares closed jobs with their own decisions, and counts those without one as not known", async () => {
    const [, scope, isOne] = SCOPES[0]!;
    const { savings } = await read(scope, YEAR);
    const expected = { jobs: 0, notKnown: 0, nothing: 0, paid: 0n, would: 0n, compared: 0 };
    for (const jobId of idsOf(isOne)) {
      const job = chain.stateAt(jobId, Number.POSITIVE_INFINITY)!;
      const paid = job.toProvider + job.fees;
      if (job.status !== "closed" || paid === 0n) continue;
      expected.jobs += 1;
      const { decision } = spend.bookings.get(jobId)!;
      if (decision === null) expected.notKnown += 1;
      else if (decision.ruledOutRate === null) expected.nothing += 1;
      else {
        expected.compared += 1;
        expected.paid += paid;
        expected.would += earnedOf(BigInt(decision.ruledOutRate), BigInt(job.usedSecs));
      }
    }
    const { jobs, notKnown, nothing, compared, paid, would } = expected;
    expect(savings).toMatchObject({ jobs, notKnown, nothingRuledOut: nothing });
    expect(savings.ruledOut).toEqual({
      ...{ jobs: compared, paidUsdMicros: Number(paid), wouldHaveCostUsdMicros: Number(would) },
      savedUsdMicros: Number(would - paid),
    });
    // The generated prices are lower than what was paid: that is told as it is.
    expect(savings.ruledOut.savedUsdMicros).toBeLessThan(0);
    expect(notKnown).toBeGreaterThan(100);
  });

  test("says how providers did, and what the market asked where that is recorded", async () => {
    const [, scope, isOne] = SCOPES[0]!;
    const { providers } = await read(scope, YEAR);
    expect(providers).toHaveLength(3);
    const [first] = providers;
    const mine = [...spend.bookings.values()].filter(
      (booking) => isOne(booking) && booking.provider === first!.provider,
    );
    const [all, known] = [
      { cost: 0n, gpuSeconds: 0n },
      { cost: 0n, gpuSeconds: 0n, asked: 0n, jobs: 0 },
    ];
    const counts = { declined: 0, noShows: 0, disputed: 0, refunded: 0 };
    for (const { jobId, gpus, decision } of mine) {
      const job = chain.stateAt(jobId, Number.POSITIVE_INFINITY)!;
      const cost = job.toProvider + job.fees;
      if (job.reason === "declined") counts.declined += 1;
      if (job.reason === "no-show") counts.noShows += 1;
      if (["resolved", "halved"].includes(job.reason)) counts.disputed += 1;
      if (job.status === "closed" && cost === 0n) counts.refunded += 1;
      if (job.status !== "closed" || cost === 0n) continue;
      const gpuSeconds = BigInt(gpus * job.usedSecs);
      all.cost += cost;
      all.gpuSeconds += gpuSeconds;
      const p50 = decision?.marketP50 ?? null;
      if (p50 === null) continue;
      known.cost += cost;
      known.gpuSeconds += gpuSeconds;
      known.asked += BigInt(p50) * gpuSeconds;
      known.jobs += 1;
    }
    const perHour = (amount: bigint, seconds: bigint) => Number((amount + seconds - 1n) / seconds);
    expect(first).toMatchObject({
      ...{ jobs: mine.length, launchFailed: 0, ...counts },
      usdMicrosPerGpuHour: perHour(all.cost * 3_600n, all.gpuSeconds),
      market: {
        jobs: known.jobs,
        usdMicrosPerGpuHour: perHour(known.cost * 3_600n, known.gpuSeconds),
        p50UsdMicrosPerGpuHour: perHour(known.asked, known.gpuSeconds),
      },
    });
    expect(Object.values(counts).every((count) => count > 0)).toBe(true);
  });
});

test("nobody's spend is nothing, and a range that cannot be told is refused in words", async () => {
  const nobody = await read({ org: hex32(0x0c), member: null });
  expect(nobody).toMatchObject({
    total: { jobs: 0, spentUsdMicros: 0, heldUsdMicros: 0 },
    groups: [],
    rest: null,
  });
  expect(nobody.periods).toHaveLength(366);
  await expect(read(SCOPES[0]![1], { from: "2026-02-02", to: "2026-02-01" })).rejects.toThrow(
    "before it begins",
  );
  await expect(read(SCOPES[0]![1], { from: "2025-12-31" })).rejects.toThrow("367 days");
});
