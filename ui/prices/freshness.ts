const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export type Freshness = "live" | "aging" | "stale";

/** How old is fresh: under a minute live, up to five minutes aging, then stale. */
export const freshnessOf = (ageMs: number): Freshness =>
  ageMs < MINUTE ? "live" : ageMs < 5 * MINUTE ? "aging" : "stale";

/** `12 s`, `4 min`, `3 h`; never below zero, whatever two clocks say. */
export function ageText(ageMs: number): string {
  const age = Math.max(0, ageMs);
  if (age < MINUTE) return `${Math.floor(age / 1000)} s`;
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min`;
  return `${Math.floor(age / HOUR)} h`;
}

/** Age under a day, then the date. */
export const updatedText = (observedAt: string, now: number): string =>
  now - Date.parse(observedAt) < DAY ? ageText(now - Date.parse(observedAt)) : observedAt.slice(0, 10);
