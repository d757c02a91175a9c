import { expect, test } from "vitest";
import { readSpendQuestion, type SpendQuestion } from "./read-spend-question.ts";
import { understand } from "./understand.ts";
import { EMPTY_MEMORY } from "./understanding.ts";

/** A Thursday. */
const NOW = Date.parse("2026-11-26T16:30:00.000Z");
const day = (text: string) => `${text}T00:00:00.000Z`;
const ALL: SpendQuestion = { from: null, to: null, by: null, gpuModels: [], isUnderstood: true };

const CASES: readonly (readonly [text: string, said: Partial<SpendQuestion>])[] = [
  ["what did we spend?", {}],
  ["what did we spend this month?", { from: day("2026-11-01") }],
  ["what did we spend last month", { from: day("2026-10-01"), to: day("2026-11-01") }],
  ["how much have we spent this week?", { from: day("2026-11-23") }],
  ["how much did I spend today", { from: day("2026-11-26") }],
  ["how much did we spend in the last 30 days", { from: "2026-10-27T16:30:00.000Z" }],
  ["what did we spend in October", { from: day("2026-10-01"), to: day("2026-11-01") }],
  ["spend by provider", { by: "provider" }],
  ["our spending by provider", { by: "provider" }],
  ["our spend this month by member", { from: day("2026-11-01"), by: "member" }],
  ["show spend per user last week", { from: day("2026-11-16"), to: day("2026-11-23"), by: "member" }],
  ["team spend by region ytd", { from: day("2026-01-01"), by: "region" }],
  ["my spend by source this year", { from: day("2026-01-01"), by: "source" }],
  [
    "what did we spend on H100s last month",
    { from: day("2026-10-01"), to: day("2026-11-01"), gpuModels: ["H100"] },
  ],
  ["what did we spend by gpu", { by: "gpu" }],
];

test.each(CASES)("%s", (text, said) => {
  expect(understand(text, { role: "buyer", now: NOW, memory: EMPTY_MEMORY }).intent).toBe("spend");
  expect(readSpendQuestion(text, NOW)).toEqual({ ...ALL, ...said });
});

test.each([
  "what did we spend on unicorns",
  "what did we spend at Rheinwerk",
  "what did we spend last month and this month",
  "what did we spend without H100",
])("says that it did not understand all of it: %s", (text) => {
  expect(readSpendQuestion(text, NOW).isUnderstood).toBe(false);
});
