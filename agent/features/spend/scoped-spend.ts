import { NOT_SAID, type SpendGroup, type SpendQuery, type SpendSum } from "@necto/tools/protocol/spend";
import type { Days } from "../earnings/periods.ts";
import type { JobDay, ScopedJob } from "./spend-queries.ts";

/** A job with everything that moved for it; every figure that is shown is a sum over such, so that all of them agree. */
export interface JobSpend extends ScopedJob {
  readonly days: readonly JobDay[];
}

const DAY_SECONDS = 86_400;

export function withDays(jobs: readonly ScopedJob[], days: readonly JobDay[]): readonly JobSpend[] {
  const byJob = Map.groupBy(days, ({ jobId }) => jobId);
  return jobs.map((job) => ({ ...job, days: byJob.get(job.jobId) ?? [] }));
}

/** What each job is put together by, and chosen by. */
const KEYS: Readonly<Record<SpendGroup, (job: ScopedJob) => string>> = {
  provider: ({ provider }) => provider,
  member: ({ member }) => member ?? NOT_SAID,
  gpu: ({ order }) => order.gpu,
  source: ({ order }) => order.offerId.slice(0, order.offerId.indexOf(":")),
  region: ({ order }) => order.country ?? NOT_SAID,
  job: ({ jobId }) => jobId,
};

export const keyOf = (job: ScopedJob, group: SpendGroup): string => KEYS[group](job);

/** A provider, as the order that was opened last called it. */
export const titleOf = (jobs: readonly ScopedJob[]): string =>
  jobs.reduce((last, job) => (isAfter(job, last) ? job : last)).order.provider;

const isAfter = (a: ScopedJob, b: ScopedJob): boolean =>
  a.openedAt > b.openedAt || (a.openedAt === b.openedAt && a.jobId > b.jobId);

/** GPUs that the job pays for. */
export const gpusOf = ({ order }: ScopedJob): number => order.gpuCount * order.units;

/** What a query chooses: every filter that it says holds. */
export const chosenBy =
  (query: Pick<SpendQuery, SpendGroup>) =>
  (job: ScopedJob): boolean =>
    (Object.keys(KEYS) as SpendGroup[]).every(
      (group) => query[group] === undefined || query[group] === keyOf(job, group),
    );

export const openedDay = ({ openedAt }: ScopedJob): number => Math.floor(openedAt / DAY_SECONDS);

export const isClosedIn = ({ closedAt }: ScopedJob, { first, last }: Days): boolean =>
  closedAt !== null && closedAt >= first * DAY_SECONDS && closedAt < (last + 1) * DAY_SECONDS;

/** What a job cost in all, whenever: to its provider and as a fee. */
export const costOf = ({ days }: JobSpend): number =>
  days.reduce((total, { toProviders, fee }) => total + toProviders + fee, 0);

/** Seconds that its meter counted; 0 for a job that never started, or runs. */
export const usedSecondsOf = ({ startedAt, endedAt }: ScopedJob): number =>
  startedAt === null || endedAt === null ? 0 : endedAt - startedAt;

/** What is in escrow for some jobs when a day begins. */
export const heldAt = (jobs: readonly JobSpend[], day: number): number =>
  sumDays(jobs, (at) => at < day).heldUsdMicros;

/** Sums over what moved on some days, with what they added to escrow as held. */
function sumDays(jobs: readonly JobSpend[], isIn: (day: number) => boolean): SpendSum {
  let [opened, deposited, refunded, toProviders, fee] = [0, 0, 0, 0, 0];
  for (const job of jobs) {
    if (isIn(openedDay(job))) opened += 1;
    for (const moved of job.days) {
      if (!isIn(moved.day)) continue;
      deposited += moved.deposited;
      refunded += moved.refunded;
      toProviders += moved.toProviders;
      fee += moved.fee;
    }
  }
  return {
    ...{ jobs: opened, depositedUsdMicros: deposited, refundedUsdMicros: refunded },
    ...{ toProvidersUsdMicros: toProviders, feeUsdMicros: fee, spentUsdMicros: toProviders + fee },
    heldUsdMicros: deposited - refunded - toProviders - fee,
  };
}

/** Of a range, with what is in escrow at its end. */
export function sumOf(jobs: readonly JobSpend[], { first, last }: Days): SpendSum {
  const sum = sumDays(jobs, (day) => first <= day && day <= last);
  return { ...sum, heldUsdMicros: heldAt(jobs, last + 1) };
}
