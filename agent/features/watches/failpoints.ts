/** Every moment between two awaits at which a crash could lose a crossing or tell it twice, in the order of its life. */
export const WATCH_FAILPOINTS = [
  "crossing-seen",
  "firing-kept",
  "webhook-begins",
  "webhook-answered",
  "delivery-kept",
] as const;
export type WatchFailpoint = (typeof WATCH_FAILPOINTS)[number];

/** Told at each point as it is reached. */
export type WatchReached = (point: WatchFailpoint) => void;

export const NO_WATCH_FAILPOINT: WatchReached = () => {};
