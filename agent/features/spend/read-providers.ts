import type { SpendProvider } from "@necto/tools/protocol/spend";
import type { Days } from "../earnings/periods.ts";
import {
  costOf,
  gpusOf,
  isClosedIn,
  type JobSpend,
  keyOf,
  openedDay,
  sumOf,
  titleOf,
  usedSecondsOf,
} from "./scoped-spend.ts";

/** How providers did in a range: the one that was paid most comes first. */
export function readProviders(jobs: readonly JobSpend[], days: Days): SpendProvider[] {
  const total = sumOf(jobs, days).spentUsdMicros;
  return [...Map.groupBy(jobs, (job) => keyOf(job, "provider"))]
    .map(([provider, some]) => toProvider(provider, some, { days, total }))
    .sort((a, b) => b.spentUsdMicros - a.spentUsdMicros || (a.provider < b.provider ? -1 : 1));
}

function toProvider(
  provider: string,
  jobs: readonly JobSpend[],
  { days, total }: { readonly days: Days; readonly total: number },
): SpendProvider {
  const { spentUsdMicros } = sumOf(jobs, days);
  const opened = jobs.filter((job) => days.first <= openedDay(job) && openedDay(job) <= days.last);
  const paid = jobs.filter((job) => isClosedIn(job, days) && costOf(job) > 0 && usedSecondsOf(job) > 0);
  const known = paid.filter(({ decision }) => (decision?.marketP50 ?? null) !== null);
  const count = (isOne: (job: JobSpend) => boolean) => opened.filter(isOne).length;
  return {
    ...{ provider, title: titleOf(jobs), spentUsdMicros, jobs: opened.length },
    shareBps: total === 0 ? null : Number((BigInt(spentUsdMicros) * 10_000n) / BigInt(total)),
    usdMicrosPerGpuHour: averageOf(paid, paidPerHour),
    market:
      known.length === 0
        ? null
        : {
            jobs: known.length,
            usdMicrosPerGpuHour: averageOf(known, paidPerHour)!,
            p50UsdMicrosPerGpuHour: averageOf(known, p50PerHour)!,
          },
    ...{ declined: count(({ reason }) => reason === "declined") },
    ...{ noShows: count(({ reason }) => reason === "no-show") },
    disputed: count(({ status, reason }) => status === "disputed" || DISPUTED.includes(reason)),
    launchFailed: count(({ hasLaunchFailed }) => hasLaunchFailed),
    refunded: count((job) => job.closedAt !== null && costOf(job) === 0),
  };
}

/** How a dispute ends. */
const DISPUTED = ["resolved", "halved"];

const gpuSecondsOf = (job: JobSpend): bigint => BigInt(gpusOf(job) * usedSecondsOf(job));
/** Micro-USD per GPU-hour, times GPU-seconds. */
const paidPerHour = (job: JobSpend): bigint => BigInt(costOf(job)) * 3_600n;
const p50PerHour = (job: JobSpend): bigint => BigInt(job.decision!.marketP50!) * gpuSecondsOf(job);

/** Weighted by GPU-seconds, rounded up to a micro-USD; null where none were used. */
function averageOf(jobs: readonly JobSpend[], weighed: (job: JobSpend) => bigint): number | null {
  const sum = (of: (job: JobSpend) => bigint) => jobs.reduce((total, job) => total + of(job), 0n);
  const seconds = sum(gpuSecondsOf);
  return seconds === 0n ? null : Number((sum(weighed) + seconds - 1n) / seconds);
}
