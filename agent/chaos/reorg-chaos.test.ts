import { expect, test } from "vitest";
import { randomFrom } from "./random-from.ts";
import { runReorgChaos } from "./reorg-chaos.ts";

// A few of each run of the suite; `necto chaos --reorgs 200` is the whole of it.
test("blocks that are replaced leave no trace in jobs and books two polls later", async () => {
  const report = await runReorgChaos({
    ...{ reorgs: 12, random: randomFrom(7), now: Date.now, onRound: () => {} },
    signal: new AbortController().signal,
  });
  expect(report).toMatchObject({ reorgs: 12, wrong: [] });
  expect(report.events).toBeGreaterThan(5);
});
