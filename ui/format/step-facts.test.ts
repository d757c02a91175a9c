import type { TraceStep } from "@necto/tools/protocol/run-event";
import { expect, it } from "vitest";
import { stepFigure } from "./step-facts.ts";

const trace = (summary: TraceStep["summary"]): TraceStep => ({
  seq: 0,
  node: "filter",
  inputDigest: null,
  outputDigest: "0x",
  summary,
  error: null,
});

it.each<[TraceStep["summary"], string]>([
  [{ in: 8441, out: 214 }, "8,441 → 214"],
  [{ offers: 5893, comparable: 5890 }, "5,893 → 5,890"],
  [{ ranked: 214, first: "necto:lst_7f3a" }, "214 ranked"],
  [{ intent: "search", model: "offline", asks: null }, "Search"],
  [{ root: `0x9f3c${"0".repeat(56)}01e1`, bytes: 512_345 }, "0x9f3c…01e1"],
  [{ offer: "necto:lst_7f3a", usdMicrosPerHour: 2_359_202, moved: false }, "$2.3593/hr"],
  [{ totalUsdMicros: 7_077_606, allowed: true }, "$7.08"],
  [{ reworded: false }, ""],
])("writes %j as %s", (summary, text) => {
  expect(stepFigure({ trace: trace(summary) })).toBe(text);
});

it("is empty while the step runs", () => {
  expect(stepFigure({ trace: null })).toBe("");
});
