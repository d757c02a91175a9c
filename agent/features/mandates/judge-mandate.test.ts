import type { MandateTerms, SkipReason } from "@necto/tools/protocol/mandate";
import { expect, test } from "vitest";
import { type BoundOrder, judgeOrder, type MandateUse } from "./judge-mandate.ts";

const hex = (digit: string, length: number) => `0x${digit.repeat(length)}`;
const NOW = Date.parse("2026-11-26T12:00:00.000Z");
const TERMS: MandateTerms = {
  ...{ account: hex("a", 40), chainId: 36_900, escrow: hex("e", 40), token: hex("c", 40) },
  ...{ watchId: "watch-1", requirementsHash: hex("9", 64), durationSeconds: 3_600 },
  ...{ maxUsdMicrosPerGpuHour: 2_000_000, maxOrderUsdMicros: 16_000_000, maxDayUsdMicros: 20_000_000 },
  ...{ maxOrders: 3, validUntil: NOW / 1_000 + 60, viewKey: hex("7", 64), nonce: hex("1", 64) },
};
const USE: MandateUse = { orders: 0, booked: 0, spentUsdMicros: 0, spentTodayUsdMicros: 0 };
/** Two machines of four GPUs, each GPU exactly at the bound. */
const ORDER: BoundOrder = {
  chain: { id: 36_900, name: "", explorerUrl: null },
  escrow: hex("E", 40),
  token: { address: hex("C", 40), symbol: "USDC", domainName: null, domainVersion: null },
  ...{ durationSeconds: 3_600, units: 2, gpuCount: 4 },
  ...{ rateUsdMicrosPerHour: 16_000_000, totalUsdMicros: 16_000_000 },
};

test.each<[string, Partial<BoundOrder>, Partial<MandateUse>, number, SkipReason | null]>([
  ["at every bound", {}, { orders: 2, spentTodayUsdMicros: 4_000_000 }, NOW, null],
  ["a micro-dollar an hour too dear", { rateUsdMicrosPerHour: 16_000_001 }, {}, NOW, "price"],
  ["a micro-dollar over an order", { totalUsdMicros: 16_000_001 }, {}, NOW, "order-cap"],
  ["a micro-dollar over the day", {}, { spentTodayUsdMicros: 4_000_001 }, NOW, "day-cap"],
  ["after the last order", {}, { orders: 3 }, NOW, "used-up"],
  ["in the last millisecond", {}, {}, NOW + 59_999, null],
  ["at its end", {}, {}, NOW + 60_000, "expired"],
  ["another time", { durationSeconds: 3_601 }, {}, NOW, "terms"],
  ["another escrow", { escrow: hex("d", 40) }, {}, NOW, "terms"],
  ["another token", { token: { ...ORDER.token, address: hex("d", 40) } }, {}, NOW, "terms"],
  ["another chain", { chain: { ...ORDER.chain, id: 1 } }, {}, NOW, "terms"],
  ["no amount", { totalUsdMicros: 0 }, {}, NOW, "terms"],
])("%s", (_, order, use, now, expected) => {
  expect(judgeOrder(TERMS, { ...USE, ...use }, { ...ORDER, ...order }, now)).toBe(expected);
});
