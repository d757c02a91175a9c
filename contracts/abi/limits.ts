/** The escrow's fixed limits. They are constants of the bytecode, so there is nothing to read on chain; a test holds them to the source. */
export const escrowLimits = {
  /** Shortest time that can be bought, seconds, at opening and when extending. */
  minSecs: 60,
  /** Longest job, seconds, extensions included: 194 days. */
  maxSecs: 16_761_600,
  /** Smallest deposit, base units: 0.01 USDC. */
  minDeposit: 10_000n,
  /** Highest fee, basis points. */
  maxFeeBps: 500,
  /** Longest pause of opening, seconds: 7 days. */
  maxPauseSecs: 604_800,
  /** Most jobs in one `settleMany`. */
  maxBatch: 100,
  /** Gas that must be left before a payout for its failure to count; give closing calls this much more than they need. */
  pushGas: 100_000n,
} as const;
