import { ListingDraft } from "@necto/tools/core/listing-draft";
import { expect, test } from "vitest";
import { offeredSeconds } from "./offered-seconds.ts";
import { dayNumber, dayText, periodOf, periodsOf } from "./periods.ts";

const draft = (fields: object = {}) =>
  ListingDraft.parse({
    ...{ title: "H100", gpu: "H100", gpuCount: 1, country: "DE", unitsTotal: 4, ceilingUsdMicros: 3_000_000 },
    pricing: { model: "fixed", amount: "2.10", currency: "USDC", per: "hour", scope: "gpu" },
    ...fields,
  });
const at = (time: string) => Date.parse(`2026-11-${time}:00.000Z`);
const range = { from: at("23T00:00"), to: at("26T00:00") };
const offered = (...history: Parameters<typeof offeredSeconds>[0]) =>
  Object.fromEntries(
    [...offeredSeconds(history, range)].map(([day, seconds]) => [dayText(day), seconds / 3_600]),
  );

test("units count from publishing on, cut at midnight, until the listing is paused or withdrawn", () => {
  expect(offered({ from: at("23T18:00"), draft: draft() }, { from: at("24T06:00"), draft: null })).toEqual({
    ...{ "2026-11-23": 24, "2026-11-24": 24 },
  });
  const paused = draft({ status: "offline" });
  expect(offered({ from: at("20T00:00"), draft: draft() }, { from: at("23T01:00"), draft: paused })).toEqual({
    "2026-11-23": 4,
  });
});

test("units that are taken out or promised elsewhere are not offered meanwhile, and never less than none", () => {
  const out = (units: number, from: string, to: string | null, status = "offline") => ({
    ...{ units, status, from: new Date(at(from)).toISOString() },
    to: to === null ? null : new Date(at(to)).toISOString(),
  });
  const offlineUnits = [out(1, "23T12:00", "24T00:00"), out(9, "24T12:00", null, "reserved")];
  expect(offered({ from: at("20T00:00"), draft: draft({ offlineUnits }) })).toEqual({
    ...{ "2026-11-23": 12 * 4 + 12 * 3, "2026-11-24": 12 * 4, "2026-11-25": 0 },
  });
});

test("only the windows of the schedule count", () => {
  const weekly = [{ days: [1], from: "08:00", to: "18:00" }];
  const availability = { timeZone: "Europe/Berlin", weekly, exceptions: [] };
  expect(offered({ from: at("20T00:00"), draft: draft({ availability }) })).toEqual({ "2026-11-23": 40 });
});

test.each([
  ["2026-11-26", "day", "2026-11-26"],
  ["2026-11-26", "week", "2026-11-23"],
  ["2026-11-29", "week", "2026-11-23"],
  ["2026-11-30", "week", "2026-11-30"],
  ["2026-11-26", "month", "2026-11-01"],
  ["2026-02-28", "month", "2026-02-01"],
] as const)("%s is in the %s of %s", (day, by, start) => {
  expect(dayText(periodOf(dayNumber(day), by, 0))).toBe(start);
});

test("a range has every period, the first one from where it begins", () => {
  const days = { first: dayNumber("2026-11-26"), last: dayNumber("2026-12-01") };
  expect(periodsOf(days, "week").map(dayText)).toEqual(["2026-11-26", "2026-11-30"]);
  expect(periodsOf(days, "month").map(dayText)).toEqual(["2026-11-26", "2026-12-01"]);
});
