import { formatAge } from "@necto/tools/core/units";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export type Freshness = "live" | "aging" | "stale";

/** How old is fresh: under a minute live, up to five minutes aging, then stale. */
export const freshnessOf = (ageMs: number): Freshness =>
  ageMs < MINUTE ? "live" : ageMs < 5 * MINUTE ? "aging" : "stale";

/** Age under a day, then the date. */
export const updatedText = (observedAt: string, now: number): string =>
  now - Date.parse(observedAt) < DAY ? formatAge(now - Date.parse(observedAt)) : observedAt.slice(0, 10);
