import { extensionOf } from "@necto/contracts/abi/pricing";
import fc from "fast-check";
import { expect, it } from "vitest";
import { extensionCost } from "./extension-cost.ts";

it("costs what the escrow takes, to the last unit", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2 ** 40 }),
      fc.integer({ min: 60, max: 8_000_000 }),
      fc.integer({ min: 60, max: 8_000_000 }),
      (rateUsdMicrosPerHour, durationSeconds, extra) => {
        const cost = extensionCost({ rateUsdMicrosPerHour, durationSeconds }, extra);
        expect(BigInt(cost)).toBe(
          extensionOf(BigInt(rateUsdMicrosPerHour), BigInt(durationSeconds), BigInt(extra)),
        );
      },
    ),
  );
});
