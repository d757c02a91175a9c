import type { SpendGroup, SpendJob, SpendQuery, SpendSum, SpendView } from "@necto/tools/protocol/spend";
import type { Store } from "../../store/open-store.ts";
import type { IndexKey } from "../booking/index/index-queries.ts";
import { type Days, dayText, periodOf, periodsOf, toDays } from "../earnings/periods.ts";
import { readProviders } from "./read-providers.ts";
import { readSavings } from "./read-savings.ts";
import { chosenBy, gpusOf, heldAt, type JobSpend, keyOf, sumOf, titleOf, withDays } from "./scoped-spend.ts";
import { listScopedJobs, type SpendScope, sumByJobDay } from "./spend-queries.ts";

/** What the jobs come to; whose they are is the caller's. */
export type StoredSpend = Omit<SpendView, "chain" | "budget" | "org" | "isOfAll">;

const DAY_SECONDS = 86_400;
const MOST_GROUPS = 10_000;

/**
 * What the tracked jobs of a scope cost: money by the escrow's books at the times of its blocks, in UTC.
 *
 * @param now epoch milliseconds
 * @throws NectoError `request/invalid` for a range that cannot be told
 */
export async function readSpend(
  store: Pick<Store, "db">,
  { key, scope, now }: { readonly key: IndexKey; readonly scope: SpendScope; readonly now: number },
  query: SpendQuery,
): Promise<StoredSpend> {
  const days = toDays(query);
  const all = await readJobs(store, { key, scope }, days);
  const jobs = all.filter(chosenBy(query));
  const total = sumOf(jobs, days);
  return {
    ...{ from: query.from, to: query.to, by: query.by, group: query.group },
    ...{ at: new Date(now).toISOString(), total },
    heldBeforeUsdMicros: heldAt(jobs, days.first),
    periods: periodsWith(jobs, days, query.by),
    ...shownOf(readGroups(jobs, days, query.group)),
    providers: readProviders(jobs, days),
    savings: readSavings(jobs, days),
    choices: choicesOf(all),
  };
}

/** Jobs of a scope that had money moved, or in escrow, in a range. */
export async function readJobs(
  { db }: Pick<Store, "db">,
  { key, scope }: { readonly key: IndexKey; readonly scope: SpendScope },
  { first, last }: Days,
): Promise<readonly JobSpend[]> {
  const stretch = { from: first * DAY_SECONDS, to: (last + 1) * DAY_SECONDS };
  const [jobs, moved] = await Promise.all([
    listScopedJobs(db, key, scope, stretch),
    sumByJobDay(db, key, scope, stretch),
  ]);
  return withDays(jobs, moved);
}

function periodsWith(jobs: readonly JobSpend[], days: Days, by: SpendQuery["by"]): SpendView["periods"] {
  const starts = periodsOf(days, by);
  // Each day's lines once, and not once more for every period.
  const byPeriod = new Map<number, Map<JobSpend, JobSpend["days"][number][]>>();
  const put = (job: JobSpend, day: number) => {
    const jobsThen = byPeriod.get(periodOf(day, by, days.first)) ?? new Map();
    byPeriod.set(periodOf(day, by, days.first), jobsThen);
    const lines = jobsThen.get(job) ?? [];
    jobsThen.set(job, lines);
    return lines;
  };
  for (const job of jobs) for (const moved of job.days) put(job, moved.day).push(moved);
  let held = heldAt(jobs, days.first);
  return starts.map((start, index) => {
    const end = (starts[index + 1] ?? days.last + 1) - 1;
    const some = [...(byPeriod.get(start) ?? [])].map(([job, lines]) => ({ ...job, days: lines }));
    const sum = sumOf(some, { first: start, last: end });
    held += sum.depositedUsdMicros - sum.refundedUsdMicros - sum.spentUsdMicros;
    return { ...sum, heldUsdMicros: held, day: dayText(start) };
  });
}

/** The one that most was spent on comes first. */
export const readGroups = (jobs: readonly JobSpend[], days: Days, group: SpendGroup): SpendView["groups"] =>
  [...Map.groupBy(jobs, (job) => keyOf(job, group))]
    .map(([key, some]) => ({
      ...{ ...sumOf(some, days), key },
      title: group === "provider" ? titleOf(some) : null,
      job: group === "job" ? toJob(some[0]!) : null,
    }))
    .sort(
      (a, b) =>
        b.spentUsdMicros - a.spentUsdMicros ||
        b.depositedUsdMicros - a.depositedUsdMicros ||
        (a.key < b.key ? -1 : 1),
    );

/** At most as many groups as a page can show, and what the others come to together. */
function shownOf(groups: SpendView["groups"]): Pick<SpendView, "groups" | "rest"> {
  const [shown, beyond] = [groups.slice(0, MOST_GROUPS), groups.slice(MOST_GROUPS)];
  if (beyond.length === 0) return { groups: shown, rest: null };
  const sum = (field: keyof SpendSum) => beyond.reduce((total, group) => total + group[field], 0);
  return {
    groups: shown,
    rest: {
      ...{ groups: beyond.length, jobs: sum("jobs"), depositedUsdMicros: sum("depositedUsdMicros") },
      refundedUsdMicros: sum("refundedUsdMicros"),
      toProvidersUsdMicros: sum("toProvidersUsdMicros"),
      ...{ feeUsdMicros: sum("feeUsdMicros"), spentUsdMicros: sum("spentUsdMicros") },
      heldUsdMicros: sum("heldUsdMicros"),
    },
  };
}

const toJob = (job: JobSpend): SpendJob => ({
  ...{ jobId: job.jobId, openedAt: new Date(job.openedAt * 1_000).toISOString() },
  ...{ status: job.status as SpendJob["status"], reason: job.reason, member: job.member },
  ...{ provider: job.provider, providerTitle: job.order.provider },
  ...{ gpu: job.order.gpu, gpus: gpusOf(job), source: keyOf(job, "source"), region: job.order.country },
});

function choicesOf(jobs: readonly JobSpend[]): SpendView["choices"] {
  const of = (group: Exclude<SpendGroup, "job">) =>
    [...Map.groupBy(jobs, (job) => keyOf(job, group))]
      .map(([key, some]) => ({ key, title: group === "provider" ? titleOf(some) : null }))
      .sort((a, b) => ((a.title ?? a.key) < (b.title ?? b.key) ? -1 : 1));
  return {
    ...{ member: of("member"), provider: of("provider"), gpu: of("gpu") },
    ...{ source: of("source"), region: of("region") },
  };
}
