import { NOTHING_SAID } from "@necto/tools/core/requirements";
import { describe, expect, test } from "vitest";
import { readWatchLink, watchLink } from "./watch-link.ts";
import { distanceText, readUsd, subjectText } from "./watch-text.ts";

test("what is watched is told without what only ranks", () => {
  const requirements = { ...NOTHING_SAID, gpuModels: ["H100"], regions: { include: ["EU"], exclude: [] } };
  expect(subjectText({ ...requirements, maxUsdMicrosPerGpuHour: 3_000_000 })).toBe("H100 · EU");
  expect(subjectText(NOTHING_SAID)).toBe("Any GPU");
});

test.each([
  [2_190_000, "$2.1900 now, 9.5 % above the line"],
  [1_900_000, "$1.9000 now, 5.0 % under the line"],
  [2_000_000, "$2.0000 now, at the line"],
])("a price of %i is told with its distance from a line of $2", (usdMicrosPerGpuHour, expected) => {
  const best = { offerId: "o", provider: "p", usdMicrosPerGpuHour };
  expect(distanceText({ best, usdMicrosPerGpuHour: 2_000_000 })).toBe(expected);
});

test.each([
  ["2", 2_000_000],
  [" $1.95 ", 1_950_000],
  ["1,95", 1_950_000],
  [".5", 500_000],
  ["0.0000001", null],
  ["0", null],
  ["1001", null],
  ["2 EUR", null],
  ["", null],
  [".", null],
  ["1e3", null],
])("%j as a price", (text, expected) => {
  expect(readUsd(text)).toBe(expected);
});

describe("a link to the form", () => {
  test("brings what was said, and comes back as it was", () => {
    const requirements = {
      ...NOTHING_SAID,
      gpuModels: ["H100 SXM"],
      maxUsdMicrosPerGpuHour: 3,
      minVramGib: 80,
    };
    const link = watchLink({ requirements, usdMicros: 2_000_000 });
    const draft = readWatchLink(new URL(link, "http://x").search);
    expect(draft).toEqual({
      requirements: { gpuModels: ["H100 SXM"], minVramGib: 80 },
      usdMicros: 2_000_000,
    });
  });

  test.each(["?for=[]&under=x", "?for={&under=-1", "?for=7&under=0", ""])("%s is an empty form", (search) => {
    expect(readWatchLink(search)).toEqual({ requirements: {}, usdMicros: null });
  });
});
