import { expect, test } from "vitest";
import { lastDays, readQuery } from "./period-query.ts";

const NOW = Date.parse("2026-11-26T23:59:59.000Z");

test("an address that says nothing is the last 30 days, today among them", () => {
  expect(lastDays(1, NOW)).toEqual({ from: "2026-11-26", to: "2026-11-26" });
  expect(String(readQuery("", ["by"], NOW))).toBe("from=2026-10-28&to=2026-11-26");
});

test("what it says stays, but what is no day and what the page does not know", () => {
  const search = "?from=2026-01-01&to=soon&by=week&listing=&provider=0x1";
  expect(String(readQuery(search, ["by", "listing"], NOW))).toBe("from=2026-01-01&to=2026-11-26&by=week");
});
