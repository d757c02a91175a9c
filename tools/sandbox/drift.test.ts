import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { driftBps, driftDecimal } from "./drift.ts";

describe("driftBps", () => {
  const row = fc.string();
  const tick = fc.nat({ max: 1_000_000 });

  it("is 0 at tick 0 and never beyond 6 %", () => {
    fc.assert(
      fc.property(row, tick, (name, at) => {
        expect(driftBps(name, 0)).toBe(0);
        expect(Math.abs(driftBps(name, at))).toBeLessThanOrEqual(600);
        expect(Number.isInteger(driftBps(name, at))).toBe(true);
      }),
    );
  });

  it("moves by small steps, and differently for every row and seed", () => {
    fc.assert(
      fc.property(row, tick, (name, at) => {
        expect(Math.abs(driftBps(name, at + 1) - driftBps(name, at))).toBeLessThanOrEqual(121);
      }),
    );
    const walk = (name: string) => Array.from({ length: 50 }, (_, at) => driftBps(name, at)).join();
    expect(new Set(["1/lambda/a", "2/lambda/a", "1/lambda/b", "1/aws/a"].map(walk)).size).toBe(4);
    expect(walk("1/lambda/a")).toBe(walk("1/lambda/a"));
  });
});

describe("driftDecimal", () => {
  it.each([
    ["19.2500", 100, "19.4425"],
    ["3592", -600, "3376"],
    ["0.0001", -600, "0.0001"],
    ["0.543761", 0, "0.543761"],
    ["9.99", 50, "10.04"],
    ["0.00", 500, "0.00"],
  ])("moves %s by %i bps to %s", (text, bps, moved) => expect(driftDecimal(text, bps)).toBe(moved));
});
