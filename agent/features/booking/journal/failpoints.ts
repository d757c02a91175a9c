/** Every moment between two awaits at which a crash could lose a payment or make it twice, in the order of its life. */
export const MONEY_FAILPOINTS = [
  "order-accepted",
  "order-recorded",
  "order-answered",
  "call-simulated",
  "nonce-reserved",
  "bytes-signed",
  "bytes-kept",
  "broadcast-begins",
  "broadcast-answered",
  "sent-kept",
  "receipt-seen",
  "mined-kept",
  "final-kept",
  "logs-fetched",
  "logs-kept",
] as const;
export type MoneyFailpoint = (typeof MONEY_FAILPOINTS)[number];

/** Told at each point as it is reached. */
export type MoneyReached = (point: MoneyFailpoint) => void;

export const NO_MONEY_FAILPOINT: MoneyReached = () => {};
