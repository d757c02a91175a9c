const DAY_MS = 86_400_000;

/** A UTC day: what is capped, spent and counted “a day” anywhere in Necto is of one. */
export interface UtcDay {
  /** `2026-11-26` */
  readonly day: string;
  /** ISO time of its first moment. */
  readonly from: string;
  /** ISO time of the first moment after it. */
  readonly to: string;
}

/** The UTC day of a time. @param now epoch milliseconds */
export function utcDayOf(now: number): UtcDay {
  const start = Math.floor(now / DAY_MS) * DAY_MS;
  const from = new Date(start).toISOString();
  return { day: from.slice(0, 10), from, to: new Date(start + DAY_MS).toISOString() };
}
