import { SPEND_GROUPS, SpendQuery } from "@necto/tools/protocol/spend";
import { readSpend } from "../features/spend/read-spend.ts";
import { listScopedJobs, sumByJobDay } from "../features/spend/spend-queries.ts";
import { ORGS, saveGeneratedSpend } from "../features/spend/testing/generated-spend.ts";
import { openStore, type Store } from "../store/open-store.ts";
import { type Timing, toTiming } from "./measure.ts";

export interface SpendBench {
  readonly engine: Store["engine"];
  readonly jobs: number;
  /** The two queries behind a page, one after the other: over its last 30 days, and over the whole year. */
  readonly monthQueries: Timing;
  readonly yearQueries: Timing;
  /** A whole answer: queries, sums, groups, providers and savings. */
  readonly month: Timing;
  readonly year: Timing;
}

const RUNS = 20;

/**
 * A year of a team's jobs, told the way a page asks for it.
 *
 * @param place an empty database, or `:memory:`
 */
export async function benchSpend(place: string, jobs: number, seed: number): Promise<SpendBench> {
  const store = await openStore(place, () => "bench");
  try {
    const { key } = await saveGeneratedSpend(store, { count: jobs, seed, isOneTeams: true });
    const scope = { org: ORGS[0], member: null };
    const ranges = {
      month: { from: "2026-12-03", to: "2027-01-01" },
      year: { from: "2026-01-01", to: "2027-01-01" },
    };
    const queries = async ({ from, to }: { from: string; to: string }) => {
      const stretch = { from: Date.parse(from) / 1_000, to: Date.parse(to) / 1_000 + 86_400 };
      await listScopedJobs(store.db, key, scope, stretch);
      await sumByJobDay(store.db, key, scope, stretch);
    };
    const answer = (range: object) => async (round: number) => {
      const group = SPEND_GROUPS[round % SPEND_GROUPS.length]!;
      await readSpend(store, { key, scope, now: 0 }, SpendQuery.parse({ ...range, group }));
    };
    return {
      ...{ engine: store.engine, jobs },
      monthQueries: await time(() => queries(ranges.month)),
      yearQueries: await time(() => queries(ranges.year)),
      month: await time(answer(ranges.month)),
      year: await time(answer(ranges.year)),
    };
  } finally {
    await store.close();
  }
}

async function time(work: (round: number) => Promise<void>): Promise<Timing> {
  for (let round = 0; round < 3; round++) await work(round);
  const times: number[] = [];
  for (let round = 0; round < RUNS; round++) {
    const startedAt = performance.now();
    await work(round);
    times.push(performance.now() - startedAt);
  }
  return toTiming(times);
}
