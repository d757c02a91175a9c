import { GPU_TOKENS, REGION_TOKENS } from "@necto/tools/core/explain-requirements";
import { PRICING_MODELS } from "@necto/tools/core/pricing";
import { COUNTRY_BY_CODE } from "@necto/tools/core/regions";
import { MODES, NOTHING_SAID, RANK_BYS, type Requirements } from "@necto/tools/core/requirements";
import { understand } from "@necto/tools/language/understand";
import { EMPTY_MEMORY } from "@necto/tools/language/understanding";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asNumber, asPercent, asUsd } from "../form/draft-fields.ts";
import { problemAt, withValue } from "../form/draft-form.ts";
import {
  changeBetween,
  openJob,
  regionName,
  requirementsOf,
  soundPart,
  toGpu,
  toRegion,
  withSaid,
} from "./job-draft.ts";
import { asMoment, asStars, formatTyped, parseTyped, secondsOf, typedDuration } from "./readings.ts";

const NOW = Date.parse("2026-11-22T10:00:00Z");
const now = () => NOW;
const blank = openJob(NOTHING_SAID, now);

const nullable = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const some = <T>(values: readonly T[]) => fc.subarray([...values], { maxLength: 3 });
const choice = (values: readonly string[]) =>
  fc.tuple(some(values), some(values)).map(([include, exclude]) => ({
    include,
    exclude: exclude.filter((value) => !include.includes(value)),
  }));

/** Requirements that make sense: what a form can be sent with. */
const sensible: fc.Arbitrary<Requirements> = fc
  .record({
    gpuModels: some(GPU_TOKENS),
    minVramGib: nullable(fc.nat(2_048)),
    gpuCount: nullable(fc.integer({ min: 1, max: 1_000_000 })),
    maxUsdMicrosPerGpuHour: nullable(fc.nat(100_000_000)),
    maxTotalUsdMicros: nullable(fc.nat(10 ** 9)),
    durationSeconds: nullable(fc.integer({ min: 1, max: 40_000_000 })),
    startAt: nullable(
      fc
        .integer({ min: NOW / 60_000 + 1, max: NOW / 60_000 + 10 ** 6 })
        .map((minute) => `${new Date(minute * 60_000).toISOString().slice(0, 16)}:00Z`),
    ),
    regions: choice(REGION_TOKENS),
    pricingModels: some(PRICING_MODELS),
    sources: choice(["akash", "ionet", "lambda", "aws-spot", "necto"]),
    minUptimeBps: nullable(fc.nat(10_000)),
    minRatingBps: nullable(fc.nat(10_000)),
    maxLatencyMs: nullable(fc.nat(10_000)),
    buyerCountry: nullable(fc.constantFrom(...COUNTRY_BY_CODE.keys())),
    rankBy: fc.constantFrom(...RANK_BYS),
    mode: nullable(fc.constantFrom(...MODES)),
  })
  .map((one) => ({
    ...one,
    ...(one.durationSeconds === null && { maxTotalUsdMicros: null }),
    ...(one.buyerCountry === null && { maxLatencyMs: null, rankBy: "cost" as const }),
  }));

const READINGS = {
  gpuCount: asNumber,
  minVramGib: asNumber,
  maxLatencyMs: asNumber,
  maxUsdMicrosPerGpuHour: asUsd,
  maxTotalUsdMicros: asUsd,
  minUptimeBps: asPercent,
  minRatingBps: asStars,
  startAt: asMoment,
} as const;

describe("a form and its requirements", () => {
  test("are the same thing: typed field by field, any requirements come out as they were", () => {
    fc.assert(
      fc.property(sensible, (wanted) => {
        let form = blank;
        for (const [field, value] of Object.entries(wanted)) {
          const reading = READINGS[field as keyof typeof READINGS];
          const text = reading?.write(value);
          form = withValue(form, field, reading && text !== undefined ? reading.read(text) : value, text);
        }
        const { durationSeconds } = wanted;
        const typed = durationSeconds === null ? "" : formatTyped(typedDuration(durationSeconds));
        form = withValue(form, "durationSeconds", secondsOf(parseTyped(typed)), typed);
        expect(form.problems).toEqual([]);
        expect(requirementsOf(form)).toEqual(wanted);
      }),
    );
  });

  test("names are found however they are written, and shown names lead back to their tokens", () => {
    for (const name of GPU_TOKENS) expect(toGpu(` ${name.toLowerCase()} `)).toBe(name);
    for (const token of REGION_TOKENS) {
      expect(toRegion(token.toLowerCase())).toBe(token);
      expect(toRegion(regionName(token))).toBe(token);
    }
    expect(["nvidia h100-sxm5", "rtx4090", "L40S PCIe", "H10"].map(toGpu)).toEqual([
      "H100 SXM",
      "RTX 4090",
      "L40S",
      "H10",
    ]);
    expect(["north america", "uk", "german", "Atlantis"].map(toRegion)).toEqual([
      "NORTH_AMERICA",
      "GB",
      "DE",
      "Atlantis",
    ]);
  });

  test.each([
    ["gpuCount", "eight", "Write a whole number of GPUs, from 1 to 1,000,000."],
    ["gpuCount", 0, "Write a whole number of GPUs, from 1 to 1,000,000."],
    ["maxUsdMicrosPerGpuHour", "3.", "Write dollars with at most six decimals, such as 3.00."],
    ["minUptimeBps", 10_001, "Write percent from 0 to 100 with at most two decimals, such as 99.9."],
    ["startAt", "unfinished", "Write the whole date and time, or clear it."],
    ["gpuModels", ["H10"], "No GPU is called “H10”. Did you mean H100, H20 or A10?"],
  ])("%s = %j is complained about in one sentence, and nothing is asked", (field, value, message) => {
    const form = withValue(blank, field, value);
    expect(problemAt(form, field)).toBe(message);
    expect(form.problems).toHaveLength(1);
    expect(requirementsOf(form)).toBeNull();
  });

  test("one wrong field hides no other", () => {
    const form = withValue(withValue(blank, "gpuModels", ["H10"]), "gpuCount", "eight");
    expect(form.problems.map(({ field }) => field)).toEqual(["gpuCount", "gpuModels.0"]);
  });

  test("what can be read of a form is read, whatever else is wrong in it", () => {
    const form = withValue(withValue(blank, "gpuModels", ["H100"]), "gpuCount", "eight");
    expect(soundPart(form.values)).toEqual({ ...NOTHING_SAID, gpuModels: ["H100"] });
  });
});

describe("words put into a form", () => {
  const say = (values: Parameters<typeof withSaid>[0], text: string) => {
    const { requirements, evidence } = understand(text, { role: "buyer", now: NOW, memory: EMPTY_MEMORY });
    return withSaid(values, requirements!, evidence);
  };

  test("change what they say and leave the rest, also what is wrong in it", () => {
    const values = { ...NOTHING_SAID, gpuModels: ["A100"], gpuCount: "eight", durationSeconds: 3_600 };
    const after = say(values, "cheapest H100 in EU under $3");
    expect(after).toEqual({
      ...values,
      gpuModels: ["H100"],
      regions: { include: ["EU"], exclude: [] },
      maxUsdMicrosPerGpuHour: 3_000_000,
    });
    expect(changeBetween(values, after)).toEqual({
      added: ["H100", "EU", "≤ $3.00 per GPU-hour"],
      removed: ["A100"],
    });
  });

  test("that say nothing new change nothing", () => {
    const once = say(NOTHING_SAID, "8x A100 for 6 hours");
    const twice = say(once, "8x A100 for 6 hours");
    expect(changeBetween(once, twice)).toEqual({ added: [], removed: [] });
  });
});

test.each([
  ["6 hours", 21_600],
  ["1.5 hours", 5_400],
  ["0.5 minutes", 30],
  ["2 days", 172_800],
  ["0.0001 hours", "0.0001"],
  ["six hours", "six"],
  [" hours", null],
])("%j is %j seconds", (text, seconds) => {
  expect(secondsOf(parseTyped(text))).toBe(seconds);
});

test.each([
  ["4.5", 9_000],
  ["5", 10_000],
  ["0", 0],
  ["4.0005", 8_001],
  ["4.0001", "4.0001"],
  ["six", "six"],
])("%s stars are %j basis points", (text, bps) => {
  expect(asStars.read(text)).toBe(bps);
  if (typeof bps === "number") expect(asStars.read(asStars.write(bps))).toBe(bps);
});
