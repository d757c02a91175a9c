import type { MandateTerms } from "@necto/tools/protocol/mandate";
import { expect, test } from "vitest";
import { findExceeded, type Payment } from "./find-exceeded.ts";

const terms = {
  ...{ account: "0xa", maxUsdMicrosPerGpuHour: 500, maxOrderUsdMicros: 1_000, maxDayUsdMicros: 1_500 },
  ...{ maxOrders: 2, durationSeconds: 3_600, validUntil: 100 },
} as MandateTerms;
const order = {
  ...{ totalUsdMicros: 1_000, rateUsdMicrosPerHour: 1_000, gpuCount: 2, units: 1, durationSeconds: 3_600 },
};
const paid = (change: Partial<Payment> = {}): Payment => ({
  ...{ id: "p", order, payer: "0xA", mandateId: "m", decidedAt: "2026-11-26T23:59:59.000Z" },
  ...{ recordedAt: 99_999, ...change },
});
const next = "2026-11-27T00:00:00.000Z";
const found = (payments: readonly Payment[], revokedAt: number | null = null) =>
  findExceeded(payments, [{ id: "m", terms, revokedAt }]);

test("what is within every bound is none of it, and a day has room of its own", () => {
  expect(found([paid(), paid({ decidedAt: next })], 99_999)).toEqual([]);
});

test.each<[string, readonly Payment[], (number | null)?]>([
  ["over the bound of an order", [paid({ order: { ...order, totalUsdMicros: 1_001 } })]],
  ["over the bound of a day", [paid(), paid({ order: { ...order, totalUsdMicros: 501 } })]],
  ["over its price", [paid({ order: { ...order, rateUsdMicrosPerHour: 1_001 } })]],
  ["over its orders", [paid(), paid({ decidedAt: next }), paid({ decidedAt: "2026-11-28T00:00:00.000Z" })]],
  ["over its expiry", [paid({ recordedAt: 100_000 })]],
  ["over its revocation", [paid()], 99_998],
  ["over its account", [paid({ payer: "0xb" })]],
  ["over its time", [paid({ order: { ...order, durationSeconds: 3_601 } })]],
  ["of a mandate that nobody signed", [paid({ mandateId: null })]],
])("a payment %s is found", (bound, payments, revokedAt = null) => {
  expect(found(payments, revokedAt)).toEqual([`p: ${bound}`]);
});
