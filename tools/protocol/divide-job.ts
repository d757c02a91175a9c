import { depositOf, earnedOf, feeOf } from "@necto/contracts/abi/pricing";

/** How a job would be divided if it were closed after so many seconds in all. */
export interface Division {
  readonly toProvider: bigint;
  readonly fee: bigint;
  readonly toBuyer: bigint;
}

/**
 * As the escrow divides a job's whole deposit, payments made before included; the three parts are the deposit.
 *
 * @example divideJob({ rate: 2_500_000n, secs: 3_600, feeBps: 250 }, 1_800) // 1.21875, 0.03125 and 1.25 USD
 */
export function divideJob(
  { rate, secs, feeBps }: { readonly rate: bigint; readonly secs: number; readonly feeBps: number },
  usedSecs: number,
): Division {
  const earned = earnedOf(rate, BigInt(usedSecs));
  const fee = feeOf(earned, BigInt(feeBps));
  return { toProvider: earned - fee, fee, toBuyer: depositOf(rate, BigInt(secs)) - earned };
}
