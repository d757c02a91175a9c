import type { DaySaid, TimeSaid } from "./statement.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;

type Point = Extract<TimeSaid, { kind: "point" }>;

const startOfDay = (ms: number): number => Math.floor(ms / DAY) * DAY;
/** 0 = Sunday. */
const weekdayOf = (ms: number): number => new Date(ms).getUTCDay();

/** Midnight UTC of a calendar day; null when there is no such day. */
function dayOf(year: number, month: number, day: number): number | null {
  const ms = Date.UTC(year, month - 1, day);
  const read = new Date(ms);
  return read.getUTCMonth() === month - 1 && read.getUTCDate() === day ? ms : null;
}

/** The next day with that name; today's own name is unclear, and so is "next Friday" while a Friday is still to come this week. */
function nextWeekday({ weekday, next }: Extract<DaySaid, { kind: "weekday" }>, today: number): number | null {
  const ahead = (weekday - weekdayOf(today) + 7) % 7;
  if (ahead === 0) return null;
  const daysLeftInWeek = (7 - weekdayOf(today)) % 7;
  return next && ahead <= daysLeftInWeek ? null : today + ahead * DAY;
}

function resolveDay(said: DaySaid, today: number): number | null {
  if (said.kind === "ahead") return today + said.days * DAY;
  if (said.kind === "weekday") return nextWeekday(said, today);
  if (said.year !== null) return dayOf(said.year, said.month, said.day);
  const year = new Date(today).getUTCFullYear();
  const thisYear = dayOf(year, said.month, said.day);
  return thisYear !== null && thisYear >= today ? thisYear : dayOf(year + 1, said.month, said.day);
}

function resolvePoint({ day, minute, zone }: Point, now: number, zoneOfPartner: number): number | null {
  if (zone === "vague") return null;
  const offset = (zone ?? zoneOfPartner) * MINUTE;
  const today = startOfDay(now + offset);
  const date = day === null ? today : resolveDay(day, today);
  if (date === null) return null;
  const ms = date + (minute ?? 0) * MINUTE - offset;
  return day === null && ms < now ? ms + DAY : ms;
}

const ISO_WITH_ZONE = /(?:z|[+-]\d{2}:?\d{2})$/i;

function resolveIso(text: string): number | null {
  const [date = "", clock] = text.split(/[T ]/i);
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  if (dayOf(year, month, day) === null) return null;
  const full = clock === undefined ? `${date.slice(0, 10)}T00:00:00Z` : text.replace(" ", "T").toUpperCase();
  const ms = Date.parse(ISO_WITH_ZONE.test(full) ? full : `${full}Z`);
  return Number.isNaN(ms) ? null : ms;
}

/**
 * Epoch milliseconds of a moment as said, counted from `now`; null when it cannot be placed or lies in the past.
 * Without a zone it is UTC, a bare day starts at 00:00 UTC. `zoneOfPartner` (minutes east) holds for the other end of a window.
 *
 * @example resolveTime({ kind: "point", day: { kind: "ahead", days: 1 }, minute: 540, zone: -480 }, now) // 17:00 UTC tomorrow
 */
export function resolveTime(said: TimeSaid, now: number, zoneOfPartner = 0): number | null {
  if (said.kind === "after") return now + said.seconds * 1000;
  const ms = said.kind === "iso" ? resolveIso(said.text) : resolvePoint(said, now, zoneOfPartner);
  return ms !== null && ms >= startOfDay(now) ? ms : null;
}

const zoneOf = (said: TimeSaid): number | "vague" | null => (said.kind === "point" ? said.zone : null);

/** `9am to 5pm tomorrow`: a day said once, at the end, holds for both. */
const onDayOf = (from: TimeSaid, to: TimeSaid): TimeSaid =>
  from.kind === "point" && from.day === null && to.kind === "point" ? { ...from, day: to.day } : from;

/** Both ends of a window; a zone said once holds for both, and the end is the first such moment after the start. */
export function resolveWindow(
  from: TimeSaid,
  to: TimeSaid,
  now: number,
): { from: number; to: number } | null {
  const [fromZone, toZone] = [zoneOf(from), zoneOf(to)];
  if (fromZone === "vague" || toZone === "vague") return null;
  const start = resolveTime(onDayOf(from, to), now, toZone ?? 0);
  if (start === null) return null;
  const end = resolveEnd(to, from, { start, now }, fromZone ?? 0);
  return end !== null && end > start ? { from: start, to: end } : null;
}

function resolveEnd(
  to: TimeSaid,
  from: TimeSaid,
  { start, now }: { start: number; now: number },
  zone: number,
): number | null {
  const isSameNamedDay =
    to.kind === "point" &&
    to.day?.kind === "weekday" &&
    from.kind === "point" &&
    from.day?.kind === "weekday" &&
    to.day.weekday === from.day.weekday;
  const isCountedFromNow = to.kind === "point" && to.day?.kind === "ahead";
  const counted = isSameNamedDay ? { ...to, day: null } : to;
  const end = resolveTime(counted, isCountedFromNow ? now : start, zone);
  return end !== null && end <= start && isSameNamedDay ? end + 7 * DAY : end;
}

export const toIso = (ms: number): string => new Date(ms).toISOString();
