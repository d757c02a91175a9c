import type { ArbiterJob } from "@necto/tools/protocol/arbiter";
import { divideJob } from "@necto/tools/protocol/divide-job";

/** What a decision gives to whom, of the whole deposit, in micro-USDC. The first three make up the deposit. */
export interface Split {
  readonly toProvider: number;
  readonly fee: number;
  readonly toBuyer: number;
  /** Part of the provider's that the buyer accepted: it was paid when the dispute began. */
  readonly paidBefore: number;
}

/** As the escrow divides it, to the micro-USDC. */
export function splitOf(
  job: Pick<ArbiterJob, "rateUsdMicrosPerHour" | "durationSeconds" | "feeBps" | "acceptedSeconds">,
  providerSeconds: number,
): Split {
  const terms = {
    ...{ rate: BigInt(job.rateUsdMicrosPerHour), secs: job.durationSeconds, feeBps: job.feeBps },
  };
  const { toProvider, fee, toBuyer } = divideJob(terms, providerSeconds);
  const paidBefore = Number(divideJob(terms, job.acceptedSeconds).toProvider);
  return { toProvider: Number(toProvider), fee: Number(fee), toBuyer: Number(toBuyer), paidBefore };
}

/** Whole seconds between what was accepted and what was claimed. */
export const isWithin = (
  { acceptedSeconds, claimedSeconds }: Pick<ArbiterJob, "acceptedSeconds" | "claimedSeconds">,
  seconds: number,
): boolean => Number.isInteger(seconds) && seconds >= acceptedSeconds && seconds <= claimedSeconds;
