import { keccak_256 } from "@noble/hashes/sha3";
import fc from "fast-check";
import { expect, test } from "vitest";
import { keccak256 } from "./keccak-256.ts";

test("bytes of every length around a block are hashed as by the library that the agent uses", () => {
  for (let length = 0; length < 420; length++) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 31 + length) & 255);
    expect(Buffer.from(keccak256(bytes)).toString("hex")).toBe(
      Buffer.from(keccak_256(bytes)).toString("hex"),
    );
  }
});

test("so are any bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => {
      expect(keccak256(bytes)).toEqual(keccak_256(bytes));
    }),
    { numRuns: 300 },
  );
});
