import { expect, it } from "vitest";
import { amountText, rateText } from "./money.ts";
import { codeText, gpuText, percentText, sizeOf, timeText, tookText } from "./text.ts";

it.each([
  [2_410_000, "2.4100"],
  [2_406_250, "2.4063"],
  [1, "0.0001"],
  [0, "0.0000"],
  [12_345_678_901, "12,345.6790"],
])("writes a rate of %i micro-USD as %s", (micros, text) => {
  expect(rateText(micros)).toBe(text);
});

it.each([
  [19_280_000, "19.28"],
  [1_234_567_891, "1,234.57"],
  [999_999_999_999, "1,000,000.00"],
])("writes an amount of %i micro-USD as %s", (micros, text) => {
  expect(amountText(micros)).toBe(text);
});

it.each([
  [9995, "99.95 %"],
  [10_000, "100.00 %"],
  [5, "0.05 %"],
  [0, "0.00 %"],
])("writes %i bps as %s", (bps, text) => {
  expect(percentText(bps)).toBe(text);
});

it("writes sizes by thousands", () => {
  expect([812, 1_300, 2_412_000].map(sizeOf)).toEqual(["812 B", "1.3 kB", "2.4 MB"]);
});

it("writes times, durations, GPUs and codes as people read them", () => {
  expect(timeText("2026-11-22T08:05:12.034Z")).toBe("2026-11-22 08:05 UTC");
  expect([tookText(412), tookText(1_240)]).toEqual(["412 ms", "1.2 s"]);
  const gpu = {
    vendor: "NVIDIA",
    model: "H100",
    formFactor: "SXM",
    memoryGib: 80,
    raw: "h100_sxm5",
  } as const;
  expect(gpuText(gpu, 8)).toBe("8× H100 SXM");
  expect(gpuText({ ...gpu, model: null, formFactor: null }, 1)).toBe("1× h100_sxm5");
  expect([codeText("fetch-quotes"), codeText("minUptimeBps")]).toEqual(["Fetch quotes", "Min uptime bps"]);
});
