import { earnedOf } from "@necto/contracts/abi/pricing";
import type { SpendComparison, SpendSavings } from "@necto/tools/protocol/spend";
import type { Days } from "../earnings/periods.ts";
import { costOf, isClosedIn, type JobSpend, usedSecondsOf } from "./scoped-spend.ts";

/**
 * What jobs that were closed in a range cost, beside what their recorded decisions offered else for the same GPUs and the same
 * seconds, rounded as the escrow rounds. A job that cost nothing saved nothing; one without a recorded decision is counted as
 * not known, and never compared.
 */
export function readSavings(jobs: readonly JobSpend[], days: Days): SpendSavings {
  const closed = jobs.filter((job) => isClosedIn(job, days) && costOf(job) > 0);
  const known = closed.filter(({ decision }) => decision !== null);
  return {
    ...{ jobs: closed.length, notKnown: closed.length - known.length },
    median: compare(known, "medianRate"),
    ruledOut: compare(known, "ruledOutRate"),
    nothingRuledOut: known.filter(({ decision }) => decision!.ruledOutRate === null).length,
  };
}

function compare(jobs: readonly JobSpend[], field: "medianRate" | "ruledOutRate"): SpendComparison {
  const sum = { jobs: 0, paidUsdMicros: 0, wouldHaveCostUsdMicros: 0 };
  for (const job of jobs) {
    const rate = job.decision?.[field] ?? null;
    if (rate === null) continue;
    sum.jobs += 1;
    sum.paidUsdMicros += costOf(job);
    sum.wouldHaveCostUsdMicros += Number(earnedOf(BigInt(rate), BigInt(usedSecondsOf(job))));
  }
  return { ...sum, savedUsdMicros: sum.wouldHaveCostUsdMicros - sum.paidUsdMicros };
}
