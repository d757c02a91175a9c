import { describe, expect, test } from "vitest";
import { countUnits, type UnitFacts, utilisationBps } from "./count-units.ts";

const NOW = Date.parse("2026-11-27T18:00:00.000Z");
const FACTS: UnitFacts = { total: 8, booked: 0, unitsOut: [], heartbeats: [], now: NOW, silenceMs: 180_000 };
const out = (status: "reserved" | "offline", units: number, from: string, to: string | null) => ({
  ...{ status, units, from: `2026-11-27T${from}:00.000Z`, to: to && `2026-11-27T${to}:00.000Z` },
});
const beat = (units: number, agoMs: number) => ({ units, seenAt: NOW - agoMs });

describe("units of a listing", () => {
  test.each<[string, Partial<UnitFacts>, [reserved: number, offline: number, available: number]]>([
    ["are all free at first", {}, [0, 0, 8]],
    ["in jobs are reserved", { booked: 3 }, [3, 0, 5]],
    [
      "that a provider promises elsewhere are what it says",
      { unitsOut: [out("reserved", 2, "17:00", null)] },
      [2, 0, 6],
    ],
    [
      "come back when their time out is over, and are there until it begins",
      { unitsOut: [out("offline", 4, "12:00", "18:00"), out("offline", 4, "18:01", null)] },
      [0, 0, 8],
    ],
    [
      "are gone from the minute their time out begins",
      { unitsOut: [out("offline", 4, "18:00", "19:00")] },
      [0, 4, 4],
    ],
    ["of a silent agent are offline", { heartbeats: [beat(5, 180_001), beat(3, 180_000)] }, [0, 5, 3]],
    ["that no agent speaks for are offline", { heartbeats: [beat(6, 0)] }, [0, 2, 6]],
    [
      "are not counted twice when a machine that is taken off is silent",
      { unitsOut: [out("offline", 4, "17:00", null)], heartbeats: [beat(4, 0)] },
      [0, 4, 4],
    ],
    [
      "are never less than none",
      { booked: 8, heartbeats: [beat(8, 999_999)], unitsOut: [out("reserved", 3, "17:00", null)] },
      [11, 8, 0],
    ],
  ])("%s", (_, facts, [reserved, offline, available]) => {
    expect(countUnits({ ...FACTS, ...facts })).toEqual({ total: 8, reserved, offline, available });
  });
});

test("utilisation is the reserved share, whole at most", () => {
  expect(utilisationBps({ total: 8, reserved: 3, offline: 5, available: 0 })).toBe(3_750);
  expect(utilisationBps({ total: 8, reserved: 9, offline: 0, available: 0 })).toBe(10_000);
  expect(utilisationBps({ total: 0, reserved: 0, offline: 0, available: 0 })).toBe(0);
});
