import { expect, test } from "vitest";
import { runFaultChaos } from "./fault-chaos.ts";
import { randomFrom } from "./random-from.ts";

// A few of each run of the suite; `necto chaos --faults 2000` is the whole of it.
test("answers that are lost, late, doubled or refused make nobody pay twice, and lose no booking", async () => {
  const report = await runFaultChaos({
    ...{ faults: 120, random: randomFrom(5), now: Date.now, onRound: () => {} },
    signal: new AbortController().signal,
  });
  expect(report).toMatchObject({ duplicated: [], lost: [], strange: [], drifts: [] });
  expect(report.jobs).toBe(report.bookings);
  expect(Object.values(report.faults).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(120);
});
