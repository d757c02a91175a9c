import { describe, expect, it } from "vitest";
import { shiftPoint } from "./shift-point.ts";

describe("shiftPoint", () => {
  it.each([
    ["5000", 6, "0.005000"],
    ["5000.5", 6, "0.0050005"],
    ["1234567", 6, "1.234567"],
    ["1000000.000000000000000001", 6, "1.000000000000000000000001"],
    ["0", 6, "0.000000"],
  ])("moves the point of %s by %i to the left: %s", (text, places, moved) => {
    expect(shiftPoint(text, places)).toBe(moved);
  });
});
