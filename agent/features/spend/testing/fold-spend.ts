import { type EscrowEvent, emptyEscrow, foldEvents, type JobState } from "@necto/contracts/abi/fold-events";
import { depositOf } from "@necto/contracts/abi/pricing";
import type { SpendSum } from "@necto/tools/protocol/spend";
import type { GeneratedLog } from "../../earnings/testing/generated-jobs.ts";

const DAY = 86_400;

const toEvent = ({ eventName, args, blockTime }: GeneratedLog): EscrowEvent =>
  ({ eventName, args, timestamp: blockTime }) as EscrowEvent;

/** All that a buyer's money did by the chain's events alone: without books, index or query. */
export function foldSpend(logs: readonly GeneratedLog[]) {
  const byJob = Map.groupBy(
    logs.filter(({ args }) => "jobId" in args),
    ({ args }) => (args as { readonly jobId: string }).jobId,
  );
  const stateAt = (jobId: string, time: number): JobState | null => {
    const events = (byJob.get(jobId) ?? []).filter(({ blockTime }) => blockTime < time).map(toEvent);
    return events.length === 0 ? null : foldEvents(events, emptyEscrow).jobs.values().next().value!;
  };
  return {
    stateAt,
    /** Of some jobs between two times: the state at the end less the state at the beginning. */
    between(
      jobIds: Iterable<string>,
      { from, to }: { readonly from: number; readonly to: number },
    ): SpendSum {
      const sum = { jobs: 0, deposited: 0n, refunded: 0n, toProviders: 0n, fee: 0n, held: 0n };
      for (const jobId of jobIds) {
        const [before, after] = [stateAt(jobId, from), stateAt(jobId, to)];
        if (after === null) continue;
        if (before === null) sum.jobs += 1;
        sum.deposited += totalOf(after) - totalOf(before);
        sum.refunded += after.toBuyer - (before?.toBuyer ?? 0n);
        sum.toProviders += after.toProvider - (before?.toProvider ?? 0n);
        sum.fee += after.fees - (before?.fees ?? 0n);
        sum.held += after.locked;
      }
      const { jobs, deposited, refunded, toProviders, fee, held } = sum;
      return {
        ...{ jobs, depositedUsdMicros: Number(deposited), refundedUsdMicros: Number(refunded) },
        ...{ toProvidersUsdMicros: Number(toProviders), feeUsdMicros: Number(fee) },
        ...{ spentUsdMicros: Number(toProviders + fee), heldUsdMicros: Number(held) },
      };
    },
  };
}

/** What was put in for a job, by its rate and its seconds, extended ones too. */
const totalOf = (job: JobState | null): bigint => (job === null ? 0n : depositOf(job.rate, BigInt(job.secs)));

export const secondsOf = (day: string): number => Date.parse(`${day}T00:00:00.000Z`) / 1_000;
/** The second after a day is over. */
export const endOf = (day: string): number => secondsOf(day) + DAY;
