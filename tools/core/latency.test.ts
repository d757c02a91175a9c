import { describe, expect, it } from "vitest";
import { COUNTRIES } from "./countries.ts";
import { COUNTRIES_WITHOUT_ZONE, latencyMsEstimate } from "./latency.ts";

describe("latencyMsEstimate", () => {
  it.each([
    ["DE", "FR", 15],
    ["DE", "FI", 30],
    ["US", "DE", 100],
    ["JP", "US", 160],
    ["SG", "IN", 65],
    ["BR", "AU", 305],
  ])("estimates %s to %s as %i ms both ways", (a, b, ms) => {
    expect(latencyMsEstimate(a, b)).toBe(ms);
    expect(latencyMsEstimate(b, a)).toBe(ms);
  });

  it("is unknown when either country is", () => {
    expect(latencyMsEstimate(null, "DE")).toBeNull();
    expect(latencyMsEstimate("DE", null)).toBeNull();
    expect(latencyMsEstimate("DE", "XX")).toBeNull();
  });

  it("knows every pair of countries but Antarctica, and nobody is closer elsewhere than at home", () => {
    expect(COUNTRIES_WITHOUT_ZONE).toEqual(["AQ"]);
    const codes = COUNTRIES.map(({ code }) => code).filter((code) => code !== "AQ");
    for (const a of codes) {
      const home = latencyMsEstimate(a, a) ?? Number.NaN;
      for (const b of codes)
        expect(latencyMsEstimate(a, b) ?? Number.NaN).toBeGreaterThanOrEqual(Math.min(home, 15));
    }
  });
});
