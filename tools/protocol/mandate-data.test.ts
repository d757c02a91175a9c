import { privateKeyToAccount } from "viem/accounts";
import { describe, expect, test } from "vitest";
import { NOTHING_SAID } from "../core/requirements.ts";
import { type MandateTerms, MandateTerms as MandateTermsSchema } from "./mandate.ts";
import { mandateIdOf, requirementsHashOf, toMandateData, worstCaseOf } from "./mandate-data.ts";

const hex = (digit: string, length: number) => `0x${digit.repeat(length)}`;
const TERMS: MandateTerms = {
  ...{ account: hex("a", 40), chainId: 36_900, escrow: hex("e", 40), token: hex("c", 40) },
  ...{ watchId: "watch-1", requirementsHash: requirementsHashOf(NOTHING_SAID) },
  ...{ maxUsdMicrosPerGpuHour: 2_000_000, maxOrderUsdMicros: 20_000_000, maxDayUsdMicros: 40_000_000 },
  ...{ maxOrders: 3, durationSeconds: 3_600, validUntil: 1_764_201_600 },
  ...{ viewKey: hex("7", 64), nonce: hex("1", 64) },
};

describe("what is signed", () => {
  test.each(Object.keys(TERMS) as (keyof MandateTerms)[])("%s is part of it", (field) => {
    const value = TERMS[field];
    const other =
      typeof value === "number"
        ? value + 1
        : value.startsWith("0x")
          ? value.replace(/^0x./, "0x2")
          : `${value}2`;
    expect(mandateIdOf({ ...TERMS, [field]: other })).not.toBe(mandateIdOf(TERMS));
  });

  test("a key signs it, in any case of its addresses", async () => {
    const account = privateKeyToAccount(`0x${"5".repeat(64)}`);
    const terms = MandateTermsSchema.parse({ ...TERMS, account: account.address });
    expect(terms.account).toBe(account.address.toLowerCase());
    const signature = await account.signTypedData(toMandateData(terms) as never);
    expect(signature).toMatch(/^0x[0-9a-f]{130}$/);
  });

  test("equal requirements have one hash, whatever the order of their fields", () => {
    const turned = Object.fromEntries(Object.entries(NOTHING_SAID).reverse()) as typeof NOTHING_SAID;
    expect(requirementsHashOf(turned)).toBe(requirementsHashOf(NOTHING_SAID));
    expect(requirementsHashOf({ ...NOTHING_SAID, gpuCount: 2 })).not.toBe(requirementsHashOf(NOTHING_SAID));
  });
});

describe("the worst case", () => {
  // 2025-11-27T00:00:00Z; the evening before is one UTC day away from it.
  const EVENING = Date.parse("2025-11-26T20:00:00.000Z");
  test.each<[string, Partial<MandateTerms>, number, number]>([
    ["one day, bounded by the day", {}, EVENING, 40_000_000],
    ["two days, bounded by the orders", { validUntil: TERMS.validUntil + 1 }, EVENING, 60_000_000],
    ["one order only", { maxOrders: 1 }, EVENING, 20_000_000],
    ["a day that holds less than one order", { maxDayUsdMicros: 5_000_000 }, EVENING, 5_000_000],
    ["over already", {}, EVENING + 86_400_000, 0],
  ])("%s", (_, change, now, expected) => {
    expect(worstCaseOf({ ...TERMS, ...change }, now)).toBe(expected);
  });
});
