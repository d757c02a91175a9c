import { expect, test } from "vitest";
import { explainRequirements, GPU_TOKENS, REGION_TOKENS } from "./explain-requirements.ts";

const NOW = Date.parse("2026-11-22T10:00:00Z");
const explain = (requirements: unknown) =>
  explainRequirements(requirements, NOW).map(({ field, message }) => `${field}: ${message}`);

test.each<[unknown, readonly string[]]>([
  [{}, []],
  [{ gpuModels: ["H100", "H100 SXM", "L40S PCIe"], regions: { include: ["EU", "CH"] } }, []],
  [{ gpuModels: ["H10"] }, ["gpuModels.0: No GPU is called “H10”. Did you mean H100, H20 or A10?"]],
  [{ gpuModels: ["MI300X PCIe"] }, ["gpuModels.0: MI300X comes as OAM, not as PCIe."]],
  [
    { gpuCount: "eight" },
    [`gpuCount: gpuCount is "eight"; it takes a whole number of GPUs from 1 to 1000000.`],
  ],
  [
    { maxUsdMicrosPerGpuHour: 2.5 },
    [
      "maxUsdMicrosPerGpuHour: maxUsdMicrosPerGpuHour is 2.5; it takes a whole number of micro-USD per GPU-hour: 3000000 is $3.",
    ],
  ],
  [{ gpuModel: ["H100"] }, [`gpuModel: There is no field "gpuModel". Did you mean gpuModels?`]],
  [
    { regions: { includes: ["EU"] } },
    [
      `regions.includes: There is no field "includes" in regions; it takes two lists of regions, such as {"include": ["EU"], "exclude": ["HU"]}.`,
    ],
  ],
  [
    { regions: { include: ["XX"] } },
    ["regions.include.0: No region is called XX: expected a country code such as DE or a group such as EU."],
  ],
  [
    { pricingModels: ["free"] },
    [`pricingModels.0: pricingModels.0 is "free"; it takes a list of fixed, spot, token, dynamic.`],
  ],
  [
    { startAt: "tomorrow" },
    [`startAt: startAt is "tomorrow"; it takes a moment such as 2026-12-01T09:00:00Z.`],
  ],
  [
    { startAt: "2026-11-22T09:59:00Z" },
    ["startAt: That moment is over: choose a later start, or none to start at once."],
  ],
  [
    { maxTotalUsdMicros: 1 },
    [
      "maxTotalUsdMicros: A limit for the whole job needs a duration: say how long it runs, or drop the limit.",
    ],
  ],
  [
    { maxLatencyMs: 80, rankBy: "latency" },
    ["buyerCountry: A latency limit needs the country you are in: choose it, or drop the limit."],
  ],
  [
    { rankBy: "latency" },
    ["buyerCountry: Lowest latency first needs the country you are in: choose it, or another order."],
  ],
  [
    { sources: { include: ["Akash"], exclude: ["akash"] } },
    ["sources.exclude.0: akash cannot be both wanted and left out: take it out of one of the two."],
  ],
  [["H100"], [`: Write fields with their values, such as {"gpuModels": ["H100"]}.`]],
  [null, [`: Write fields with their values, such as {"gpuModels": ["H100"]}.`]],
])("%j", (requirements, problems) => {
  expect(explain(requirements)).toEqual(problems);
});

test("every name that a form offers is one that a search can match", () => {
  for (const name of GPU_TOKENS) expect(explain({ gpuModels: [name] })).toEqual([]);
  for (const token of REGION_TOKENS) expect(explain({ regions: { include: [token] } })).toEqual([]);
});

test("a long value is quoted by its beginning only", () => {
  const [problem] = explain({ mode: "x".repeat(10_000) });
  expect(problem!.length).toBeLessThan(120);
});
