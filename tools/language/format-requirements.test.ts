import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GPU_MODELS } from "../core/gpus.ts";
import { PRICING_MODELS } from "../core/pricing.ts";
import { COUNTRY_BY_CODE, REGION_GROUPS } from "../core/regions.ts";
import { MODES, NOTHING_SAID, RANK_BYS, Requirements } from "../core/requirements.ts";
import { nothingSaid } from "./draft.ts";
import { chipsOf, formatUsd, removeChip, toSentence } from "./format-requirements.ts";
import { ALL_PRICING_MODELS } from "./pricing-models.ts";
import { understand } from "./understand.ts";
import { EMPTY_MEMORY } from "./understanding.ts";

const NOW = Date.parse("2026-11-22T10:00:00Z");
const SOURCES = ["akash", "ionet", "lambda", "aws-spot", "necto", "catalog", "render"];
const GROUPS = Object.keys(REGION_GROUPS);
const CODES = [...COUNTRY_BY_CODE.keys()];

const nullable = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const some = <T>(values: readonly T[], maxLength = 3) => fc.subarray([...values], { maxLength });
const disjoint = (values: readonly string[]) =>
  fc.tuple(some(values), some(values)).map(([include, exclude]) => ({
    include,
    exclude: exclude.filter((value) => !include.includes(value)),
  }));
const modelNames = GPU_MODELS.flatMap(({ model, formFactors }) => [
  model,
  ...formFactors.map((form) => `${model} ${form}`),
]);

/** Countries and groups that cannot exclude each other: a contradiction is asked about, not read back. */
const regions = fc.oneof(
  disjoint(CODES),
  some(GROUPS, 2).map((include) => ({ include, exclude: [] })),
  some(GROUPS, 2).map((exclude) => ({ include: [], exclude })),
);

const requirements: fc.Arbitrary<Requirements> = fc.record({
  gpuModels: some(modelNames),
  minVramGib: nullable(fc.integer({ min: 1, max: 2048 })),
  gpuCount: nullable(fc.integer({ min: 1, max: 1024 })),
  maxUsdMicrosPerGpuHour: nullable(fc.integer({ min: 1, max: 100_000_000 })),
  maxTotalUsdMicros: nullable(fc.integer({ min: 1, max: 10 ** 12 })),
  durationSeconds: nullable(fc.integer({ min: 1, max: 10_000_000 })),
  startAt: nullable(fc.integer({ min: NOW, max: NOW + 10 ** 10 }).map((ms) => new Date(ms).toISOString())),
  regions,
  pricingModels: some(PRICING_MODELS, 3),
  sources: disjoint(SOURCES),
  minUptimeBps: nullable(fc.integer({ min: 0, max: 10_000 })),
  minRatingBps: nullable(fc.integer({ min: 0, max: 10_000 })),
  maxLatencyMs: nullable(fc.integer({ min: 1, max: 10_000 })),
  buyerCountry: nullable(fc.constantFrom(...CODES)),
  rankBy: fc.constantFrom(...RANK_BYS),
  mode: nullable(fc.constantFrom(...MODES)),
});

describe("format-requirements", () => {
  it("knows the pricing models of the schema, in its order", () => {
    expect(ALL_PRICING_MODELS).toEqual(PRICING_MODELS);
  });

  it("keeps nothing said equal to the schema's defaults", () => {
    expect(nothingSaid()).toEqual(NOTHING_SAID);
  });

  it("writes sentences that are read back to the same requirements", () => {
    fc.assert(
      fc.property(requirements, (wanted) => {
        const sentence = toSentence(wanted);
        const {
          clarify,
          requirements: read,
          intent,
        } = understand(sentence, { role: "buyer", now: NOW, memory: EMPTY_MEMORY });
        expect({ sentence, intent, clarify, read }).toEqual({
          sentence,
          intent: "search",
          clarify: null,
          read: wanted,
        });
      }),
      { seed: 20261122, numRuns: 600 },
    );
  });

  it("says every constraint once, in plain words", () => {
    const wanted = Requirements.parse({
      gpuModels: ["H100"],
      regions: { include: ["EU"], exclude: ["DE"] },
      maxUsdMicrosPerGpuHour: 3_000_000,
      minUptimeBps: 9990,
      minRatingBps: 9000,
    });
    expect(chipsOf(wanted).map(({ label }) => label)).toEqual([
      "H100",
      "EU",
      "not DE",
      "≤ $3.00 per GPU-hour",
      "≥ 99.9 % uptime",
      "≥ 4.5 of 5 stars",
      "cheapest first",
    ]);
  });

  it("says all pricing models but one as one chip, which takes the exclusion away", () => {
    const wanted = Requirements.parse({ pricingModels: ["fixed", "token", "dynamic"] });
    const [chip] = chipsOf(wanted);
    expect(chip?.label).toBe("no spot prices");
    expect(removeChip(wanted, chip!).pricingModels).toEqual([]);
  });

  it("removes exactly the constraint of a chip", () => {
    fc.assert(
      fc.property(requirements, (wanted) => {
        for (const chip of chipsOf(wanted)) {
          const left = chipsOf(removeChip(wanted, chip)).filter(({ field }) => field !== "rankBy");
          const others = chipsOf(wanted).filter(
            (other) => other.field !== "rankBy" && (other.field !== chip.field || other.value !== chip.value),
          );
          expect(left).toEqual(others);
        }
      }),
      { seed: 20261122, numRuns: 200 },
    );
  });

  it.each([
    [3_000_000, "3.00"],
    [2_054_794, "2.054794"],
    [50_000, "0.05"],
    [1, "0.000001"],
  ])("writes %i micro-USD as %s", (usdMicros, text) => {
    expect(formatUsd(usdMicros)).toBe(text);
  });
});
