import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Availability, expandAvailability, listingWindows } from "./availability.ts";
import { aListing, anOffer, iso, marketOf, NOW, rankedIds } from "./testing/offers.ts";

type Case = readonly [
  name: string,
  availability: Partial<Availability>,
  range: readonly [from: string, to: string],
  windows: readonly (readonly [from: string, to: string])[],
];

const DAILY = [0, 1, 2, 3, 4, 5, 6];
const daily = (from: string, to: string) => [{ days: DAILY, from, to }];
const closed = (from: string, to: string) => ({ from, to, open: false });
const open = (from: string, to: string) => ({ from, to, open: true });
/** `2026-11-23 07:00` → ISO. */
const at = (text: string): string => `${text.replace(" ", "T")}:00.000Z`;

// In 2026 Berlin's clocks go forward on 29 March at 01:00 UTC and back on 25 October at 01:00 UTC; New York's forward
// on 8 March at 07:00 UTC and back on 1 November at 06:00 UTC; Lord Howe's by half an hour back on 4 April at 15:00 UTC
// and forward on 3 October at 15:30 UTC.
const CASES: readonly Case[] = [
  [
    "nothing said is always open",
    {},
    ["2026-11-23 00:00", "2026-11-24 00:00"],
    [["2026-11-23 00:00", "2026-11-24 00:00"]],
  ],
  [
    "office hours of a Monday in UTC",
    { weekly: [{ days: [1], from: "08:00", to: "18:00" }] },
    ["2026-11-22 00:00", "2026-11-29 00:00"],
    [["2026-11-23 08:00", "2026-11-23 18:00"]],
  ],
  [
    "Berlin in winter is an hour ahead",
    { timeZone: "Europe/Berlin", weekly: [{ days: [1], from: "08:00", to: "18:00" }] },
    ["2026-11-22 00:00", "2026-11-29 00:00"],
    [["2026-11-23 07:00", "2026-11-23 17:00"]],
  ],
  [
    "Kolkata is five hours and a half ahead, so its Monday begins on a Sunday",
    { timeZone: "Asia/Kolkata", weekly: [{ days: [1], from: "00:00", to: "06:00" }] },
    ["2026-11-22 00:00", "2026-11-29 00:00"],
    [["2026-11-22 18:30", "2026-11-23 00:30"]],
  ],
  [
    "a window over midnight ends on the next day",
    { weekly: [{ days: [5], from: "22:00", to: "06:00" }] },
    ["2026-11-22 00:00", "2026-11-29 00:00"],
    [["2026-11-27 22:00", "2026-11-28 06:00"]],
  ],
  [
    "a window over midnight that began before the range reaches into it",
    { weekly: [{ days: [6], from: "22:00", to: "06:00" }] },
    ["2026-11-22 00:00", "2026-11-23 00:00"],
    [["2026-11-22 00:00", "2026-11-22 06:00"]],
  ],
  [
    "from a time to the same time is a whole day",
    { weekly: [{ days: [3], from: "09:00", to: "09:00" }] },
    ["2026-11-22 00:00", "2026-11-29 00:00"],
    [["2026-11-25 09:00", "2026-11-26 09:00"]],
  ],
  [
    "days that touch are one window",
    { weekly: [{ days: [1, 2, 3], from: "00:00", to: "00:00" }] },
    ["2026-11-22 00:00", "2026-11-29 00:00"],
    [["2026-11-23 00:00", "2026-11-26 00:00"]],
  ],
  [
    "the range cuts",
    { weekly: daily("08:00", "18:00") },
    ["2026-11-23 12:00", "2026-11-24 09:00"],
    [
      ["2026-11-23 12:00", "2026-11-23 18:00"],
      ["2026-11-24 08:00", "2026-11-24 09:00"],
    ],
  ],
  [
    "in Berlin's spring a night is an hour shorter",
    { timeZone: "Europe/Berlin", weekly: [{ days: [6], from: "22:00", to: "06:00" }] },
    ["2026-03-28 00:00", "2026-03-30 00:00"],
    [["2026-03-28 21:00", "2026-03-29 04:00"]],
  ],
  [
    "in Berlin's autumn a night is an hour longer",
    { timeZone: "Europe/Berlin", weekly: [{ days: [6], from: "22:00", to: "06:00" }] },
    ["2026-10-24 00:00", "2026-10-26 00:00"],
    [["2026-10-24 20:00", "2026-10-25 05:00"]],
  ],
  [
    "an hour that the clock skips opens nothing",
    { timeZone: "Europe/Berlin", weekly: daily("02:00", "03:00") },
    ["2026-03-28 00:00", "2026-03-31 00:00"],
    [
      ["2026-03-28 01:00", "2026-03-28 02:00"],
      ["2026-03-30 00:00", "2026-03-30 01:00"],
    ],
  ],
  [
    "a window that begins in the skipped hour begins after it",
    { timeZone: "Europe/Berlin", weekly: daily("02:30", "04:00") },
    ["2026-03-29 00:00", "2026-03-29 12:00"],
    [["2026-03-29 01:00", "2026-03-29 02:00"]],
  ],
  [
    "an hour that the clock shows twice is open twice",
    { timeZone: "Europe/Berlin", weekly: daily("02:00", "03:00") },
    ["2026-10-25 00:00", "2026-10-26 00:00"],
    [["2026-10-25 00:00", "2026-10-25 02:00"]],
  ],
  [
    "half of an hour that the clock shows twice is open twice, with the other half between",
    { timeZone: "Europe/Berlin", weekly: daily("02:00", "02:30") },
    ["2026-10-25 00:00", "2026-10-26 00:00"],
    [
      ["2026-10-25 00:00", "2026-10-25 00:30"],
      ["2026-10-25 01:00", "2026-10-25 01:30"],
    ],
  ],
  [
    "New York's spring: 02:00 to 03:00 is skipped",
    { timeZone: "America/New_York", weekly: [{ days: [0], from: "01:00", to: "04:00" }] },
    ["2026-03-08 00:00", "2026-03-09 00:00"],
    [["2026-03-08 06:00", "2026-03-08 08:00"]],
  ],
  [
    "New York's autumn: 01:00 to 02:00 is shown twice",
    { timeZone: "America/New_York", weekly: [{ days: [0], from: "01:00", to: "04:00" }] },
    ["2026-11-01 00:00", "2026-11-02 00:00"],
    [["2026-11-01 05:00", "2026-11-01 09:00"]],
  ],
  [
    "Lord Howe's spring skips half an hour, 02:00 to 02:30",
    { timeZone: "Australia/Lord_Howe", weekly: [{ days: [0], from: "01:00", to: "04:00" }] },
    ["2026-10-03 00:00", "2026-10-04 12:00"],
    [["2026-10-03 14:30", "2026-10-03 17:00"]],
  ],
  [
    "Lord Howe's autumn shows half an hour twice, 01:30 to 02:00",
    { timeZone: "Australia/Lord_Howe", weekly: [{ days: [0], from: "01:00", to: "04:00" }] },
    ["2026-04-04 00:00", "2026-04-05 12:00"],
    [["2026-04-04 14:00", "2026-04-04 17:30"]],
  ],
  [
    "an exception closes what the week opens",
    { weekly: daily("08:00", "18:00"), exceptions: [closed(at("2026-11-23 10:00"), at("2026-11-23 12:00"))] },
    ["2026-11-23 00:00", "2026-11-24 00:00"],
    [
      ["2026-11-23 08:00", "2026-11-23 10:00"],
      ["2026-11-23 12:00", "2026-11-23 18:00"],
    ],
  ],
  [
    "an exception opens what the week closes, and what touches is one",
    { weekly: daily("08:00", "18:00"), exceptions: [open(at("2026-11-23 18:00"), at("2026-11-23 20:00"))] },
    ["2026-11-23 00:00", "2026-11-24 00:00"],
    [["2026-11-23 08:00", "2026-11-23 20:00"]],
  ],
  [
    "of overlapping exceptions the later one wins: open after closed",
    {
      exceptions: [
        closed(at("2026-11-23 08:00"), at("2026-11-23 16:00")),
        open(at("2026-11-23 10:00"), at("2026-11-23 12:00")),
      ],
    },
    ["2026-11-23 00:00", "2026-11-24 00:00"],
    [
      ["2026-11-23 00:00", "2026-11-23 08:00"],
      ["2026-11-23 10:00", "2026-11-23 12:00"],
      ["2026-11-23 16:00", "2026-11-24 00:00"],
    ],
  ],
  [
    "of overlapping exceptions the later one wins: closed after open",
    {
      exceptions: [
        open(at("2026-11-23 10:00"), at("2026-11-23 12:00")),
        closed(at("2026-11-23 08:00"), at("2026-11-23 16:00")),
      ],
    },
    ["2026-11-23 00:00", "2026-11-24 00:00"],
    [
      ["2026-11-23 00:00", "2026-11-23 08:00"],
      ["2026-11-23 16:00", "2026-11-24 00:00"],
    ],
  ],
  [
    "an exception in another offset is the moment it names",
    { exceptions: [closed("2026-11-23T00:00:00+09:00", "2026-11-24T00:00:00+09:00")] },
    ["2026-11-22 00:00", "2026-11-24 00:00"],
    [
      ["2026-11-22 00:00", "2026-11-22 15:00"],
      ["2026-11-23 15:00", "2026-11-24 00:00"],
    ],
  ],
  ["a range that ends before it begins has no windows", {}, ["2026-11-24 00:00", "2026-11-23 00:00"], []],
  [
    "a week without days never opens",
    { weekly: [{ days: [], from: "08:00", to: "18:00" }] },
    ["2026-11-22 00:00", "2026-11-29 00:00"],
    [],
  ],
];

test.each(CASES)("%s", (_, said, [from, to], windows) => {
  expect(expandAvailability(Availability.parse(said), { from: at(from), to: at(to) })).toEqual(
    windows.map(([start, end]) => ({ from: at(start), to: at(end) })),
  );
});

test("a time zone that nobody knows is refused", () => {
  const mars = Availability.parse({ timeZone: "Mars/Olympus", weekly: daily("08:00", "18:00") });
  expect(() => expandAvailability(mars, { from: iso(NOW), to: iso(NOW + 1) })).toThrow(RangeError);
});

const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kolkata",
  "Africa/Casablanca",
];
const HALF_HOUR = 1_800_000;
const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom("00", "15", "30"))
  .map(([hour, minute]) => `${String(hour).padStart(2, "0")}:${minute}`);
/** Half hours of the year 2026. */
const moment = fc
  .integer({ min: 0, max: 2 * 24 * 365 })
  .map((n) => Date.parse("2026-01-01T00:00:00Z") + n * HALF_HOUR);
const range = fc.tuple(moment, fc.integer({ min: 1, max: 2 * 24 * 40 })).map(([from, length]) => ({
  from: iso(from),
  to: iso(from + length * HALF_HOUR),
}));
const schedules = fc.record({
  timeZone: fc.constantFrom(...ZONES),
  weekly: fc.array(fc.record({ days: fc.subarray(DAILY), from: clock, to: clock }), { maxLength: 3 }),
  exceptions: fc.array(
    fc.tuple(range, fc.boolean()).map(([span, isOpen]) => ({ ...span, open: isOpen })),
    {
      maxLength: 3,
    },
  ),
});

/** The rule said once more, moment by moment, with the runtime's own calendar. */
function isOpenAt({ timeZone, weekly, exceptions }: Availability, ms: number): boolean {
  const last = exceptions.findLast(({ from, to }) => Date.parse(from) <= ms && ms < Date.parse(to));
  if (last) return last.open;
  if (weekly.length === 0) return true;
  const parts = new Intl.DateTimeFormat("en-GB", {
    ...{ timeZone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  }).formatToParts(ms);
  const part = (type: string) => parts.find((one) => one.type === type)!.value;
  const time = `${part("hour")}:${part("minute")}`;
  const day = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"].indexOf(part("weekday"));
  return weekly.some(({ days, from, to }) =>
    from < to
      ? days.includes(day) && from <= time && time < to
      : (days.includes(day) && from <= time) || (days.includes((day + 6) % 7) && time < to),
  );
}

describe("whatever the schedule", () => {
  test("windows are sorted, apart from each other and inside the range", () => {
    fc.assert(
      fc.property(schedules, range, (availability, within) => {
        let last = Date.parse(within.from) - 1;
        for (const { from, to } of expandAvailability(availability, within)) {
          expect(Date.parse(from)).toBeGreaterThan(last);
          expect(Date.parse(to)).toBeGreaterThan(Date.parse(from));
          expect(Date.parse(to)).toBeLessThanOrEqual(Date.parse(within.to));
          last = Date.parse(to);
        }
      }),
      { seed: 7, numRuns: 150 },
    );
  });

  test("a moment is in a window exactly when the wall clock shows a time that is open", () => {
    fc.assert(
      fc.property(
        schedules,
        range,
        fc.array(fc.nat(), { minLength: 20, maxLength: 20 }),
        (availability, within, picks) => {
          const [from, to] = [Date.parse(within.from), Date.parse(within.to)];
          const windows = expandAvailability(availability, within);
          for (const pick of picks) {
            const ms = from + ((pick * 900_000) % (to - from));
            const isIn = windows.some(
              (window) => Date.parse(window.from) <= ms && ms < Date.parse(window.to),
            );
            expect(isIn, iso(ms)).toBe(isOpenAt(availability, ms));
          }
        },
      ),
      { seed: 8, numRuns: 150 },
    );
  });
});

describe("windows of a listing", () => {
  test("an open schedule has none, which means always", () => {
    expect(listingWindows(Availability.parse({}), NOW)).toEqual([]);
  });

  test("a schedule that stays closed has one that is over, since none would mean always", () => {
    const never = Availability.parse({ weekly: [{ days: [], from: "08:00", to: "18:00" }] });
    const windows = listingWindows(never, NOW);
    expect(windows).toHaveLength(1);
    expect(rankedIds(marketOf([anOffer({ fulfilment: aListing({ windows }) })]))).toEqual([]);
  });

  test("they stay the same all day", () => {
    const office = Availability.parse({ timeZone: "Europe/Berlin", weekly: daily("08:00", "18:00") });
    expect(listingWindows(office, NOW + 3_600_000)).toEqual(listingWindows(office, NOW));
    expect(listingWindows(office, NOW)).toHaveLength(60);
  });

  test("an offer outside its windows never ranks, whatever the start and the length of the job", () => {
    const job = fc.record({
      startAt: fc.integer({ min: 0, max: 2 * 24 * 20 }).map((n) => NOW + n * HALF_HOUR),
      durationSeconds: fc.integer({ min: 1, max: 48 }).map((n) => n * 1800),
    });
    fc.assert(
      fc.property(schedules, job, (availability, { startAt, durationSeconds }) => {
        const offer = anOffer({ fulfilment: aListing({ windows: listingWindows(availability, NOW) }) });
        const ranked = rankedIds(marketOf([offer]), { startAt: iso(startAt), durationSeconds });
        const end = startAt + durationSeconds * 1000;
        const moments = Array.from({ length: durationSeconds / 900 }, (_, n) => startAt + n * 900_000);
        const isOpen = moments.every((ms) => ms >= end || isOpenAt(availability, ms));
        expect(ranked.length > 0).toBe(isOpen);
      }),
      { seed: 9, numRuns: 200 },
    );
  });
});
