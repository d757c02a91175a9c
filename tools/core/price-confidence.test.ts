import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PRICE_CLASSES } from "./offer.ts";
import { describeConfidence, MEASURED_AGES_MS, priceConfidence } from "./price-confidence.ts";

const HOUR = 3_600_000;
const gpu = (
  model: string | null,
  formFactor: "SXM" | "PCIe" | null = "SXM",
  memoryGib: number | null = 80,
) => ({
  model,
  formFactor,
  memoryGib,
});
const live = { priceClass: "live" as const, measured: null };

describe("priceConfidence", () => {
  it.each([
    // At the ages that were measured
    ["H100 SXM after half an hour", gpu("H100"), 0.5, "medium", 1180, "table"],
    ["H100 SXM after 7 hours", gpu("H100"), 7, "low", 2830, "table"],
    ["H100 SXM after a day", gpu("H100"), 24, "low", 3280, "table"],
    ["GH200, whatever its form", gpu("GH200", null, 96), 0.5, "low", 1500, "table"],
    ["A100 SXM 80 after a day", gpu("A100"), 24, "high", 460, "table"],
    ["A100 PCIe 80 after 7 hours", gpu("A100", "PCIe"), 7, "medium", 1020, "table"],
    ["H200 after a day", gpu("H200", "SXM", 141), 24, "medium", 1280, "table"],
    // Between them, on the straight line: 1180 × 6 / 30 minutes
    ["H100 SXM after 6 minutes", gpu("H100"), 0.1, "high", 236, "table"],
    // 1180 + (2830 − 1180) × (2.5 − 0.5) / 6.5
    ["H100 SXM after 2.5 hours", gpu("H100"), 2.5, "low", 1688, "table"],
    ["a price of now", gpu("H100"), 0, "high", 0, "table"],
    // Nobody measured these
    ["A100 PCIe 40 after 7 hours", gpu("A100", "PCIe", 40), 7, "medium", 755, "typical"],
    ["H100 PCIe after 7 hours", gpu("H100", "PCIe"), 7, "medium", 755, "typical"],
    ["an unknown GPU", gpu(null, null, null), 24, "low", 1910, "typical"],
  ] as const)("of %s", (_, of, hours, level, offBps, basis) => {
    expect(priceConfidence({ ...live, gpu: of, ageMs: hours * HOUR })).toEqual({
      level,
      offBps,
      basis,
      isAtLeast: false,
    });
  });

  it("says that it may be more beyond what was measured", () => {
    expect(priceConfidence({ ...live, gpu: gpu("H200"), ageMs: 25 * HOUR })).toMatchObject({
      offBps: 1280,
      isAtLeast: true,
    });
  });

  it.each(["historical", "recorded"] as const)(
    "of a %s price is low, however young the answer is",
    (priceClass) => {
      expect(priceConfidence({ ...live, priceClass, gpu: gpu("A100"), ageMs: 0 })).toMatchObject({
        level: "low",
        offBps: 460,
        isAtLeast: true,
      });
    },
  );

  it("takes the own history's word where there is one", () => {
    const measured = { agesMs: MEASURED_AGES_MS, offBps: [100, 600, 2000] } as const;
    const of = (hours: number) =>
      priceConfidence({ ...live, measured, gpu: gpu("H100"), ageMs: hours * HOUR });
    expect(of(1)).toEqual({ level: "high", offBps: 100, isAtLeast: false, basis: "measured" });
    expect(of(4)).toMatchObject({ level: "high", offBps: 350 });
    expect(of(7)).toMatchObject({ level: "medium", offBps: 600 });
    expect(of(24)).toMatchObject({ level: "low", offBps: 2000 });
  });

  it("never grows with age, and is a whole share between none and all", () => {
    const models = fc.constantFrom("H100", "GH200", "A100", "B200", "H200", "L4", null);
    fc.assert(
      fc.property(
        models,
        fc.constantFrom(...PRICE_CLASSES),
        fc.nat(72 * HOUR),
        fc.nat(72 * HOUR),
        (model, priceClass, a, b) => {
          const at = (ageMs: number) =>
            priceConfidence({ gpu: gpu(model), priceClass, ageMs, measured: null });
          const [younger, older] = [at(Math.min(a, b)), at(Math.max(a, b))];
          expect(younger.offBps).toBeLessThanOrEqual(older.offBps);
          for (const { offBps } of [younger, older]) {
            expect(Number.isInteger(offBps)).toBe(true);
            expect(offBps).toBeGreaterThanOrEqual(0);
            expect(offBps).toBeLessThanOrEqual(10_000);
          }
        },
      ),
    );
  });
});

describe("describeConfidence", () => {
  const words = (of: Partial<Parameters<typeof priceConfidence>[0]>) => {
    const asked = { ...live, gpu: gpu("H100"), ageMs: 0, ...of };
    return describeConfidence(priceConfidence(asked), asked);
  };
  it("always calls itself an estimate, and says what it rests on", () => {
    expect(words({ ageMs: HOUR / 2 })).toBe(
      "Medium (estimate): about 12 in 100 such prices 30 min old are more than 5 % off, measured over 28 days of 2025",
    );
    expect(words({ ageMs: 12_000 })).toBe(
      "High (estimate): fewer than 1 in 100 such prices 12 s old are more than 5 % off, measured over 28 days of 2025",
    );
    expect(words({ priceClass: "historical", gpu: gpu("L4", "PCIe", 24) })).toBe(
      "Low (estimate): at least 19 in 100 such prices of the past are more than 5 % off, typical of six GPUs measured over 28 days of 2025",
    );
    const measured = { agesMs: MEASURED_AGES_MS, offBps: [100, 600, 2000] } as const;
    expect(words({ measured, ageMs: 30 * HOUR })).toBe(
      "Low (estimate): at least 20 in 100 such prices 30 h old are more than 5 % off, measured in the prices recorded here",
    );
  });
});
