import { understand } from "@necto/tools/language/understand";
import { EMPTY_MEMORY } from "@necto/tools/language/understanding";
import { expect, test } from "vitest";
import { askForDuration } from "./ask-for-duration.ts";

const NOW = Date.parse("2026-11-22T10:00:00Z");
const read = (text: string, memory = EMPTY_MEMORY) =>
  askForDuration(understand(text, { role: "buyer", now: NOW, memory }));

test("a budget without a duration is a question that keeps what was said", () => {
  const { clarify, requirements } = read("H100 in EU, budget $500");
  expect(clarify).toMatchObject({ code: "time", field: "durationSeconds" });
  expect(requirements).toMatchObject({ gpuModels: ["H100"], maxTotalUsdMicros: 500_000_000 });
});

test("each ready answer completes the frame", () => {
  const { clarify, requirements } = read("H100 in EU, budget $500");
  const seconds = clarify!.options.map((option) => {
    const answered = read(option, { requirements, shown: [] });
    expect(answered.clarify).toBeNull();
    expect(answered.requirements).toMatchObject({ gpuModels: ["H100"], maxTotalUsdMicros: 500_000_000 });
    return answered.requirements!.durationSeconds;
  });
  expect(seconds).toEqual([21_600, 86_400, 604_800]);
});

test("a budget with a duration, and no budget at all, are no question", () => {
  expect(read("H100 for 2 days, budget $500").clarify).toBeNull();
  expect(read("cheapest H100 in EU under $3").clarify).toBeNull();
});
