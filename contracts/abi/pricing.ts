/**
 * What the buyer puts into escrow: `ceil(rate · secs / 3600)`, in base units.
 * @example depositOf(2_500_000n, 5_400n) // 3_750_000n: 2.50 USD an hour for an hour and a half
 */
export function depositOf(rate: bigint, secs: bigint): bigint {
  return (rate * secs + 3_599n) / 3_600n;
}

/**
 * What seconds have earned before the fee: `floor(rate · secs / 3600)`.
 * @example earnedOf(2_500_000n, 1n) // 694n
 */
export function earnedOf(rate: bigint, secs: bigint): bigint {
  return (rate * secs) / 3_600n;
}

/**
 * The fee on earnings, rounded down.
 * @example feeOf(1_000_000n, 250n) // 25_000n: 2.5 %
 */
export function feeOf(gross: bigint, feeBps: bigint): bigint {
  return (gross * feeBps) / 10_000n;
}

/** What an extension costs: the price of the longer job less the price of the shorter one. */
export function extensionOf(rate: bigint, secs: bigint, extraSecs: bigint): bigint {
  return depositOf(rate, secs + extraSecs) - depositOf(rate, secs);
}
