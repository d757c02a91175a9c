import type { Fee } from "../core/offer.ts";

/**
 * What io.net adds to every price when it is paid in USDC (docs.io.net payments, read 2026-11-22); paying in IO coin
 * saves the first. Which fee is taken upon the other is not documented: one upon the other is the dearer reading.
 */
export const IONET_FEES: readonly Fee[] = [
  { label: "io.net facilitation fee (USDC)", bps: 200 },
  { label: "io.net reservation fee", bps: 25 },
];
