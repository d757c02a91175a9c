import { extendAuthorization } from "@necto/contracts/abi/typed-data";
import type { Address, Hex } from "viem";
import type { JobView } from "./job.ts";
import type { TypedDataView } from "./payment.ts";
import { toTypedDataView } from "./typed-data-view.ts";

export interface Extension {
  readonly extraSeconds: number;
  /** Unix seconds until which the signature can be used. */
  readonly validBefore: number;
}

/** What a buyer signs to extend a job, and what it pays with it. */
export interface SignableExtension {
  readonly typedData: TypedDataView;
  /** Micro-USD: the price of the longer job less that of the shorter. */
  readonly amountUsdMicros: number;
}

/**
 * What the buyer of a job signs for more time (EIP-3009). It names the length that the job has now, so it is good once: a job
 * that is longer already takes it no more. Null when the token takes no such signature.
 */
export function toExtension(
  job: JobView,
  { extraSeconds, validBefore }: Extension,
): SignableExtension | null {
  const { domainName: name, domainVersion: version, address } = job.token;
  if (name === null || version === null) return null;
  const signed = extendAuthorization(
    { chainId: job.chain.id, escrow: job.escrow as Address },
    { name, version, chainId: job.chain.id, verifyingContract: address as Address },
    {
      ...{ jobId: job.jobId as Hex, buyer: job.buyer as Address },
      ...{ rate: BigInt(job.rateUsdMicrosPerHour), secs: job.durationSeconds },
    },
    { extraSecs: extraSeconds, validAfter: 0n, validBefore: BigInt(validBefore) },
  );
  return { typedData: toTypedDataView(signed), amountUsdMicros: Number(signed.message.value) };
}
