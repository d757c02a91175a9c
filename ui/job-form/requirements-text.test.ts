import { NOTHING_SAID, Requirements } from "@necto/tools/core/requirements";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatRequirements, parseRequirements, TEXT_FORMATS } from "./requirements-text.ts";

const NOW = Date.parse("2026-11-22T10:00:00Z");
const problemsOf = async (text: string) => (await parseRequirements(text, NOW)).problems;

const requirements = fc
  .record({
    gpuModels: fc.subarray(["H100", "H100 SXM", "RTX 4090", "L4"]),
    gpuCount: fc.option(fc.integer({ min: 1, max: 1_000_000 }), { nil: null }),
    maxUsdMicrosPerGpuHour: fc.option(fc.maxSafeNat(), { nil: null }),
    durationSeconds: fc.integer({ min: 1 }),
    startAt: fc.constantFrom(null, "2026-12-01T09:00:00Z", "2027-01-01T00:00:00.123+05:30"),
    // NO is a country, and no "no": the trap of older YAML.
    regions: fc.record({
      include: fc.subarray(["NO", "EU", "ON"].filter((token) => token !== "ON")),
      exclude: fc.subarray(["DE", "FR"]),
    }),
    sources: fc.record({
      include: fc.array(fc.string(), { maxLength: 3 }).map((names) => names.map((name) => `i${name}`)),
      exclude: fc.array(fc.string(), { maxLength: 3 }).map((names) => names.map((name) => `e${name}`)),
    }),
    minUptimeBps: fc.option(fc.nat(10_000), { nil: null }),
    mode: fc.constantFrom(null, "tracked" as const, "untracked" as const),
  })
  .map((some) => Requirements.parse(some));

describe.each(TEXT_FORMATS)("requirements as %s", (format) => {
  test("come back as they were, whatever they are", async () => {
    await fc.assert(
      fc.asyncProperty(requirements, async (wanted) => {
        const text = await formatRequirements(wanted, format);
        expect(await parseRequirements(text, NOW)).toEqual({ requirements: wanted, problems: null });
      }),
    );
  });

  test("hold what was said and nothing else", async () => {
    const text = await formatRequirements({ ...NOTHING_SAID, gpuModels: ["H100"], gpuCount: 8 }, format);
    expect(text.trim()).toBe(
      format === "JSON"
        ? `{\n  "gpuModels": [\n    "H100"\n  ],\n  "gpuCount": 8\n}`
        : "gpuModels:\n  - H100\ngpuCount: 8",
    );
  });
});

test("a text that people write is read: comments, flow lists, unquoted moments", async () => {
  const text = `
# for the nightly run
gpuModels: [H100, A100 SXM]
regions: { include: [NO] }
startAt: 2026-12-01T09:00:00Z
rankBy: cost
`;
  const { requirements: read } = await parseRequirements(text, NOW);
  expect(read).toEqual({
    ...NOTHING_SAID,
    gpuModels: ["H100", "A100 SXM"],
    regions: { include: ["NO"], exclude: [] },
    startAt: "2026-12-01T09:00:00Z",
  });
});

test.each([
  ["", "There is nothing here yet: paste requirements as JSON or YAML."],
  ["# nothing", 'Write fields with their values, such as {"gpuModels": ["H100"]}.'],
  ["H100", 'Write fields with their values, such as {"gpuModels": ["H100"]}.'],
  ['{"gpuModels": ["H100"]', "This is no JSON: "],
  ['{"gpuModel": ["H100"]}', 'There is no field "gpuModel". Did you mean gpuModels?'],
  ['{"__proto__": {"gpuCount": 8}}', 'There is no field "__proto__". '],
  ["gpuCount: eight", 'gpuCount is "eight"; it takes a whole number of GPUs from 1 to 1000000.'],
  ["gpuCount: 2.5", "gpuCount is 2.5; it takes a whole number"],
  ["gpuCount: !!int 8", "Line 1: a tag (tag:yaml.org,2002:int) is not read: write the value alone."],
  ["gpuModels: !!set {H100}", "Line 1: a tag (tag:yaml.org,2002:set) is not read"],
  ["gpuModels: !!js/function 'x'", "Line 1: this is no plain YAML: "],
  ["gpuModels: &a [H100]\nsources: *a", "Line 1: an anchor (&) is not read: write the value itself."],
  ["gpuCount: *a", "Line 1: "],
  ["gpuCount: 1\ngpuCount: 8", "Line 2: this is no plain YAML: Map keys must be unique."],
  ["gpuCount: 1\n---\ngpuCount: 8", "This holds several YAML documents: paste one of them."],
  ["1: H100", "Line 1: a field has no name of text: write it as in gpuCount: 8."],
  ["? [H100, A100]\n: 1", "Line 1: a field has no name of text"],
  ["gpuCount: 8\n  bad", 'gpuCount is "8 bad"; it takes'],
  ["gpuModels:\n  - H100\n -", "Line 3: this is no plain YAML: "],
  ["<<: {gpuCount: 8}", 'There is no field "<<". '],
  [`gpuModels: [${"H100, ".repeat(4_000)}]`, "This is too long for requirements"],
])("%j is refused, with what to do", async (text, message) => {
  const problems = await problemsOf(text);
  expect(problems).toHaveLength(1);
  expect(problems![0]!.slice(0, message.length)).toBe(message);
});

test("deep nesting and a thousand aliases cost nothing", async () => {
  expect(await problemsOf(`${"[".repeat(5_000)}${"]".repeat(5_000)}`)).toHaveLength(1);
  expect(await problemsOf(`x: ${"{a: ".repeat(2_000)}1${"}".repeat(2_000)}`)).toHaveLength(1);
  const bomb = [
    "a: &a [1,2,3,4,5,6,7,8,9]",
    ..."bcdefgh".split("").map((name, n) => `${name}: &${name} [*${"abcdefg"[n]},*${"abcdefg"[n]}]`),
  ];
  expect((await problemsOf(bomb.join("\n")))![0]).toMatch(/anchor/);
});
