import { describe, expect, test } from "vitest";
import { problemAt, valueAt, withValue } from "../form/draft-form.ts";
import { BLANK, openForm } from "./draft-form.ts";
import { microsOf, usdText } from "./listing-text.ts";

describe("a draft that is written", () => {
  test("complains where something is missing, and no more once it is there", () => {
    let form = openForm(BLANK);
    expect(problemAt(form, "ceilingUsdMicros")).toBe(
      "Write the most that a job may ever cost, such as 3.00.",
    );
    for (const [path, value] of [
      ["title", "H100 in Lyon"],
      ["gpu", "H100"],
      ["country", "FR"],
      ["pricing.amount", "2.10"],
      ["ceilingUsdMicros", 3_000_000],
    ] as const)
      form = withValue(form, path, value);
    expect(form.problems).toEqual([]);
    expect(problemAt(withValue(form, "gpu", "H10"), "gpu")).toMatch(/H100/);
  });

  test("changes one value at a path, in lists too, and nothing else", () => {
    const first = withValue(openForm(BLANK), "availability.weekly", [
      { days: [1], from: "08:00", to: "18:00" },
    ]);
    const form = withValue(first, "availability.weekly.0.from", "09:00");
    expect(valueAt(form, "availability.weekly")).toEqual([{ days: [1], from: "09:00", to: "18:00" }]);
    expect(valueAt(first, "availability.weekly.0.from")).toBe("08:00");
    expect(valueAt(form, "pricing")).toBe(valueAt(first, "pricing"));
  });

  test("keeps what was typed as it was typed, until the value comes from elsewhere", () => {
    const form = withValue(openForm(BLANK), "ceilingUsdMicros", 3_000_000, "3.");
    expect(form.texts.get("ceilingUsdMicros")).toBe("3.");
    expect(withValue(form, "ceilingUsdMicros", 1).texts.size).toBe(0);
  });
});

test.each([
  ["2.1", 2_100_000],
  ["0.000001", 1],
  ["3", 3_000_000],
  ["3.", null],
  ["-1", null],
  ["1e3", null],
  ["0.1234567", null],
])("%s USD is %s micro-USD", (text, micros) => {
  expect(microsOf(text)).toBe(micros);
  if (micros !== null) expect(microsOf(usdText(micros))).toBe(micros);
});
