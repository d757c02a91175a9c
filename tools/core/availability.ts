import { z } from "zod";
import { IsoTime } from "./decimal.ts";
import { offsetSegments } from "./zone-offset.ts";

const ClockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** A stretch of a week on the wall clock of a time zone. */
export const WeeklyWindow = z.strictObject({
  /** Days on which it begins, 0 = Sunday. */
  days: z.array(z.number().int().min(0).max(6)),
  /** `HH:MM`, included. */
  from: ClockTime,
  /** `HH:MM`, excluded; at or before `from` it is of the next day, so `00:00` to `00:00` is a whole day. */
  to: ClockTime,
});
export type WeeklyWindow = z.output<typeof WeeklyWindow>;

/** A one-off range that opens or closes whatever the week says. */
export const AvailabilityException = z.strictObject({ from: IsoTime, to: IsoTime, open: z.boolean() });
export type AvailabilityException = z.output<typeof AvailabilityException>;

/** When a listing can be rented. */
export const Availability = z.strictObject({
  /** IANA name, e.g. `Europe/Berlin`; the zone of `weekly`. */
  timeZone: z.string().default("UTC"),
  /** Empty = always. */
  weekly: z.array(WeeklyWindow).default([]),
  /** Win over the week, later ones of the list over earlier ones. */
  exceptions: z.array(AvailabilityException).default([]),
});
export type Availability = z.output<typeof Availability>;

/** Half-open, ISO times. */
export interface Window {
  readonly from: string;
  readonly to: string;
}

/** Half-open, epoch milliseconds. */
type Span = readonly [from: number, to: number];

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** 1970-01-01 was a Thursday. */
const EPOCH_DAY = 4;

/**
 * The absolute windows of a schedule inside a range: sorted, disjoint, none touching the next, none empty.
 * A weekly window is open exactly while the wall clock of the zone shows a time inside it: an hour that the clock
 * skips opens nothing, an hour that it shows twice is open twice.
 * Windows are expanded when an offer is made, so that a replay needs no time zone data.
 *
 * @throws RangeError when the time zone is unknown
 * @example // 08:00 in Berlin is 07:00 UTC in winter
 *   expandAvailability(
 *     { timeZone: "Europe/Berlin", weekly: [{ days: [1], from: "08:00", to: "18:00" }], exceptions: [] },
 *     { from: "2026-11-22T00:00:00.000Z", to: "2026-11-29T00:00:00.000Z" },
 *   ) // [{ from: "2026-11-23T07:00:00.000Z", to: "2026-11-23T17:00:00.000Z" }]
 */
export function expandAvailability({ timeZone, weekly, exceptions }: Availability, range: Window): Window[] {
  const whole: Span = [Date.parse(range.from), Date.parse(range.to)];
  if (!(whole[0] < whole[1])) return [];
  let open = weekly.length === 0 ? [whole] : merge(expandWeek(weekly, timeZone, whole));
  for (const { from, to, open: opens } of exceptions) {
    const span = intersect([Date.parse(from), Date.parse(to)], whole);
    if (span) open = opens ? merge([...open, span]) : open.flatMap((window) => subtract(window, span));
  }
  return open.map(([from, to]) => ({ from: toIso(from), to: toIso(to) }));
}

/** Farthest that a listing's windows are told, and most of them: an offer says when it is open, not its whole future. */
const HORIZON_DAYS = 400;
const MOST_WINDOWS = 60;
/** An empty list of windows means always; a listing that never opens has one that is over. */
const NEVER: Window = { from: "1970-01-01T00:00:00.000Z", to: "1970-01-01T00:00:00.000Z" };

/**
 * Windows as `ListingSpec.windows` holds them, from the day of `at` (epoch milliseconds, UTC days) on: none for a
 * schedule that is always open, one that is over for one that stays closed. The same all day long, so that a market
 * that did not change keeps its digest.
 *
 * @throws RangeError when the time zone is unknown
 */
export function listingWindows(availability: Availability, at: number): Window[] {
  if (availability.weekly.length === 0 && availability.exceptions.every(({ open }) => open)) return [];
  const from = Math.floor(at / DAY_MS) * DAY_MS;
  const range = { from: toIso(from), to: toIso(from + HORIZON_DAYS * DAY_MS) };
  const windows = expandAvailability(availability, range).slice(0, MOST_WINDOWS);
  return windows.length === 0 ? [NEVER] : windows;
}

/** Days are cut where the zone's offset changes: inside a piece the wall clock runs as evenly as UTC. */
function expandWeek(weekly: readonly WeeklyWindow[], timeZone: string, range: Span): Span[] {
  return offsetSegments(timeZone, range).flatMap(({ from, to, offsetMs }) => {
    const local: Span = [from + offsetMs, to + offsetMs];
    return weekly
      .flatMap((window) => onWallClock(window, local))
      .map(([start, end]): Span => [start - offsetMs, end - offsetMs]);
  });
}

/** A weekly window's occurrences inside a stretch, both on the wall clock; the day before may reach into it. */
function onWallClock({ days, from, to }: WeeklyWindow, stretch: Span): Span[] {
  const start = minuteOf(from) * MINUTE_MS;
  const end = minuteOf(to) * MINUTE_MS + (minuteOf(to) <= minuteOf(from) ? DAY_MS : 0);
  const spans: Span[] = [];
  for (let day = Math.floor(stretch[0] / DAY_MS) - 1; day * DAY_MS < stretch[1]; day++) {
    const span = intersect([day * DAY_MS + start, day * DAY_MS + end], stretch);
    if (span && days.includes((((day + EPOCH_DAY) % 7) + 7) % 7)) spans.push(span);
  }
  return spans;
}

const minuteOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
const toIso = (ms: number): string => new Date(ms).toISOString();

function intersect(a: Span, b: Span): Span | null {
  const from = Math.max(a[0], b[0]);
  const to = Math.min(a[1], b[1]);
  return from < to ? [from, to] : null;
}

/** What is left of `a` without `b`: none, one or two pieces. */
const subtract = (a: Span, b: Span): Span[] => {
  const pieces: Span[] = [
    [a[0], Math.min(a[1], b[0])],
    [Math.max(a[0], b[1]), a[1]],
  ];
  return pieces.filter(([from, to]) => from < to);
};

/** Sorted, and spans that overlap or touch made one. */
function merge(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && span[0] <= last[1]) merged[merged.length - 1] = [last[0], Math.max(last[1], span[1])];
    else merged.push(span);
  }
  return merged;
}
