import { toIso } from "./resolve-time.ts";
import type { DaySaid, PeriodSaid } from "./statement.ts";

const DAY = 86_400_000;

/** From a moment up to another; `to` is null while it goes on. ISO-8601 UTC. */
export interface Period {
  readonly from: string;
  readonly to: string | null;
}

const startOfDay = (ms: number): number => Math.floor(ms / DAY) * DAY;

/** When a calendar unit begins that holds `ms`, or the one `back` before it. Weeks begin on Monday; all in UTC. */
function startOf(unit: Extract<PeriodSaid, { kind: "calendar" }>["unit"], ms: number, back: number): number {
  const today = startOfDay(ms);
  const date = new Date(today);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  switch (unit) {
    case "day":
      return today - back * DAY;
    case "week":
      return today - (((date.getUTCDay() + 6) % 7) + back * 7) * DAY;
    case "month":
      return Date.UTC(year, month - back, 1);
    case "quarter":
      return Date.UTC(year, month - (month % 3) - back * 3, 1);
    case "year":
      return Date.UTC(year - back, 0, 1);
  }
}

/** The last such day up to now; null when there is none. */
function dayBefore(said: DaySaid, now: number): number | null {
  const today = startOfDay(now);
  if (said.kind === "ahead") return said.days === 0 ? today : null;
  if (said.kind === "weekday") return today - ((new Date(today).getUTCDay() - said.weekday + 7) % 7) * DAY;
  const inYear = (year: number): number => Date.UTC(year, said.month - 1, said.day);
  const thisYear = new Date(today).getUTCFullYear();
  const ms =
    said.year !== null ? inYear(said.year) : inYear(inYear(thisYear) <= now ? thisYear : thisYear - 1);
  return new Date(ms).getUTCMonth() === said.month - 1 && ms <= now ? ms : null;
}

/**
 * A period as said, counted back from `now` (epoch milliseconds); null when it cannot be placed.
 *
 * @example resolvePeriod({ kind: "calendar", unit: "week", back: 1 }, Date.UTC(2026, 10, 22))
 *   // { from: "2026-11-09T00:00:00.000Z", to: "2026-11-16T00:00:00.000Z" }
 */
export function resolvePeriod(said: PeriodSaid, now: number): Period | null {
  switch (said.kind) {
    case "calendar": {
      const from = startOf(said.unit, now, said.back);
      return {
        from: toIso(from),
        to: said.back === 0 ? null : toIso(startOf(said.unit, now, said.back - 1)),
      };
    }
    case "length":
      return { from: toIso(now - said.seconds * 1000), to: null };
    case "month": {
      const date = new Date(now);
      const hasBegun = said.month - 1 <= date.getUTCMonth();
      const year = said.year ?? date.getUTCFullYear() - (hasBegun ? 0 : 1);
      const [from, to] = [Date.UTC(year, said.month - 1, 1), Date.UTC(year, said.month, 1)];
      return from > now ? null : { from: toIso(from), to: to > now ? null : toIso(to) };
    }
    case "days": {
      const from = dayBefore(said.from, now);
      const to = said.to && dayBefore(said.to, now);
      if (from === null || (said.to !== null && to === null)) return null;
      // A day named as the end is meant as a whole.
      return to !== null && to < from
        ? null
        : { from: toIso(from), to: to === null ? null : toIso(to + DAY) };
    }
  }
}
