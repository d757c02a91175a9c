import { expect, test } from "vitest";
import { openStore } from "../../store/open-store.ts";
import { databaseOf } from "../../testing/test-database.ts";
import { savePage } from "../booking/index/index-queries.ts";
import { cachedReputations, readReputations } from "./read-reputations.ts";
import { addressOf, type GeneratedLog, generateJobs } from "./testing/generated-jobs.ts";

const KEY = { chainId: 31_337, address: addressOf(0xe5c) };
const SINCE = Date.parse("2026-01-01T00:00:00.000Z") / 1_000;

interface Said {
  readonly jobId: string;
  readonly provider: string;
  readonly usedSecs: number;
  readonly reason: number;
  readonly stars: number;
}

/** As the published formula says, from raw events, written without Necto's code. */
function countAgain(logs: readonly GeneratedLog[], provider: string) {
  const jobs = new Map<string, { claimed: number; reason: number; used: number; stars: number | null }>();
  for (const { eventName, args } of logs) {
    const said = args as unknown as Said;
    const { jobId } = said;
    if (eventName === "JobOpened" && said.provider === provider)
      jobs.set(jobId, { claimed: 0, reason: 0, used: 0, stars: null });
    const job = jobs.get(jobId);
    if (job === undefined) continue;
    if (eventName === "JobEnded") job.claimed = said.usedSecs;
    if (eventName === "JobClosed") Object.assign(job, { reason: said.reason, used: said.usedSecs });
    if (eventName === "JobRated") job.stars = said.stars;
  }
  const closed = [...jobs.values()].filter(({ reason }) => reason > 1);
  const share = ({ reason, used, claimed }: (typeof closed)[number]) => {
    if (reason === 4) return 10_000;
    if (reason === 5) return claimed === 0 ? 10_000 : Math.floor((10_000 * used) / claimed);
    return reason === 3 ? 0 : 5_000;
  };
  const shares = closed.map(share);
  const opinions = [
    ...closed.flatMap(({ stars }) => (stars === null ? [] : [2_500 * (stars - 1)])),
    ...closed.filter(({ reason }) => reason >= 5).map(share),
  ];
  const mean = (values: readonly number[], prior: number) =>
    Math.floor(values.reduce((a, b) => a + b, 5 * prior) / (values.length + 5));
  return { jobs: closed.length, uptimeBps: mean(shares, 9_000), ratingBps: mean(opinions, 7_500) };
}

test("what routing uses is what anybody counts from the escrow's raw events by the published formula", async () => {
  const database = await databaseOf(":memory:");
  const store = await openStore(database.place, () => "e");
  const jobs = generateJobs(300, { since: SINCE, seconds: 40 * 86_400, seed: 7 });
  const last = jobs.at(-1)!;
  const rated = jobs
    .filter(({ eventName, args }) => eventName === "JobClosed" && (args as { reason: number }).reason === 4)
    .slice(0, 60)
    .map(({ args }, index): GeneratedLog => {
      const { jobId } = args as { jobId: `0x${string}` };
      const said = { jobId, provider: addressOf(1), stars: 1 + (index % 5) };
      return { ...last, eventName: "JobRated", args: said, logIndex: last.logIndex + 1 + index };
    });
  const logs = [...jobs, ...rated];
  const read = cachedReputations(store, { key: KEY, now: () => time, maxAgeMs: 10 });
  let time = 0;
  expect((await read()).size).toBe(0);
  await savePage(store.db, KEY, {
    ...{ nextBlock: last.blockNumber + 1n, blocks: [], logs, at: new Date(SINCE * 1_000).toISOString() },
  });
  expect((await read()).size).toBe(0);
  time = 10;
  expect(await read()).toEqual(await readReputations(store, KEY));
  for (const id of [1, 2, 3]) {
    const counted = countAgain(logs, addressOf(id));
    expect(counted.jobs).toBeGreaterThan(50);
    expect((await read()).get(addressOf(id))).toMatchObject(counted);
  }
  await store.close();
  await database.remove();
});
