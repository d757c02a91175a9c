import { NectoError } from "@necto/tools/errors";
import { MOST_DAYS, type Period } from "@necto/tools/protocol/earnings";

const DAY_MS = 86_400_000;

/** Days since 1970-01-01 of a UTC day. @example dayNumber("1970-01-02") // 1 */
export const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00.000Z`) / DAY_MS;

/** @example dayText(1) // "1970-01-02" */
export const dayText = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** A range of days as numbers, both included. */
export interface Days {
  readonly first: number;
  readonly last: number;
}

/** @throws NectoError `request/invalid` for a range that ends before it begins, or is longer than 366 days */
export function toDays({ from, to }: { readonly from: string; readonly to: string }): Days {
  const [first, last] = [dayNumber(from), dayNumber(to)];
  if (last < first) throw invalid(`The range ends on ${to}, before it begins on ${from}.`);
  if (last - first >= MOST_DAYS)
    throw invalid(`The range has ${last - first + 1} days; at most ${MOST_DAYS} are told at once.`);
  return { first, last };
}

/**
 * The day that stands for a period: its first one, or the range's where it began before. Weeks begin on Monday, all in UTC.
 *
 * @example periodOf(dayNumber("2026-11-26"), "week", 0) // 2026-11-23, a Monday
 */
export function periodOf(day: number, by: Period, first: number): number {
  if (by === "day") return day;
  // 1970-01-01 was a Thursday.
  const start = by === "week" ? day - ((day + 3) % 7) : dayNumber(`${dayText(day).slice(0, 7)}-01`);
  return Math.max(start, first);
}

/** Every period of a range, in order. */
export function periodsOf({ first, last }: Days, by: Period): readonly number[] {
  const days = Array.from({ length: last - first + 1 }, (_, index) => periodOf(first + index, by, first));
  return [...new Set(days)];
}

const invalid = (message: string): NectoError => new NectoError({ code: "request/invalid", message });
