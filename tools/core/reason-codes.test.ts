import { expect, test } from "vitest";
import { BIT, codesOf, onlyBit, REASON_CODES } from "./reason-codes.ts";

test("every reason has a bit of its own within 32", () => {
  expect(REASON_CODES.length).toBeLessThanOrEqual(32);
  expect(new Set(Object.values(BIT)).size).toBe(REASON_CODES.length);
  expect(Object.values(BIT).reduce((all, bit) => all | bit, 0)).toBe(2 ** REASON_CODES.length - 1);
});

test("a mask becomes its reasons in the order of the table", () => {
  expect(codesOf(BIT["regions/unknown"] | BIT["gpu/unidentified"] | BIT["gpuCount/shape"])).toEqual([
    { constraint: "gpu", reason: "unidentified" },
    { constraint: "gpuCount", reason: "shape" },
    { constraint: "regions", reason: "unknown" },
  ]);
  expect(codesOf(0)).toEqual([]);
});

test("finds the only bit, and none where there are two or no reasons", () => {
  REASON_CODES.forEach((_, bit) => {
    expect(onlyBit(2 ** bit)).toBe(bit);
  });
  expect(onlyBit(0)).toBe(-1);
  expect(onlyBit(3)).toBe(-1);
});
