import type { CodedDecision } from "@necto/tools/core/decide";
import { expect, test } from "vitest";
import { createRecentDecisions } from "./recent-decisions.ts";

type Snapshot = CodedDecision["snapshot"];
const marketOf = (offers: number) => ({ offers: Array.from({ length: offers }) }) as unknown as Snapshot;
const decision = (id: string, snapshot: Snapshot, parentId: string | null = null) =>
  ({ id, parentId, snapshot }) as CodedDecision;

test("the last decision of every conversation outlives those it replaced", () => {
  const decisions = createRecentDecisions({ offers: 40, snapshots: 10 });
  const market = marketOf(10);
  decisions.add(decision("quiet", market));
  for (let at = 0; at < 20; at++)
    decisions.add(decision(`busy-${at}`, market, at === 0 ? null : `busy-${at - 1}`));
  expect(decisions.find("quiet")).not.toBeNull();
  expect(decisions.find("busy-19")).not.toBeNull();
  expect(decisions.find("busy-18")).not.toBeNull();
  expect(decisions.find("busy-1")).toBeNull();
});

test("the oldest go when there is nothing replaced", () => {
  const decisions = createRecentDecisions({ offers: 30, snapshots: 10 });
  const market = marketOf(10);
  for (const id of ["a", "b", "c", "d"]) decisions.add(decision(id, market));
  expect(["a", "b", "c", "d"].filter((id) => decisions.find(id))).toEqual(["b", "c", "d"]);
});

test("no more markets are held than allowed, however few offers they have", () => {
  const decisions = createRecentDecisions({ offers: 1000, snapshots: 2 });
  for (const id of ["a", "b", "c"]) decisions.add(decision(id, marketOf(1)));
  expect(["a", "b", "c"].filter((id) => decisions.find(id))).toEqual(["b", "c"]);
});

test("one decision is always kept, and none is found by no id", () => {
  const decisions = createRecentDecisions({ offers: 1, snapshots: 1 });
  decisions.add(decision("large", marketOf(100)));
  expect(decisions.find("large")?.id).toBe("large");
  expect(decisions.find(null)).toBeNull();
  expect(decisions.find("other")).toBeNull();
});
