/** Every moment between two awaits at which a crash could lose a firing, or book it twice, in the order of its life. */
export const MANDATE_FAILPOINTS = [
  "search-started",
  "search-kept",
  "asking-started",
  "asking-kept",
  "order-judged",
  "order-kept",
  "order-answered",
  "order-paid",
  "order-settled",
] as const;
export type MandateFailpoint = (typeof MANDATE_FAILPOINTS)[number];

/** Told at each point as it is reached. */
export type MandateReached = (point: MandateFailpoint) => void;

export const NO_MANDATE_FAILPOINT: MandateReached = () => {};
