import type { Fact } from "@necto/tools/chain/explorer/facts";
import { expect, it } from "vitest";
import { factLabel, factText } from "./fact-text.ts";

const CHAIN = { token: "tUSDC" };

it.each<[Fact["kind"], string, string | null]>([
  ["money", "115680000", "115.68 tUSDC"],
  ["money", "1", "0.000001 tUSDC"],
  ["money", String(2n ** 256n - 1n), "no limit"],
  ["rate", "19280000", "19.28 tUSDC per hour"],
  ["duration", "21600", "6 hours (21,600 s)"],
  ["duration", "0", "0 seconds (0 s)"],
  ["time", "1764000000", "2025-11-24 16:00:00 UTC"],
  ["time", "0", "from the beginning"],
  ["time", String(2n ** 256n - 1n), "no end"],
  ["share", "250", "2.50 %"],
  ["size", "5000", "5.0 kB (5,000 bytes)"],
  ["count", String(2n ** 64n), "18,446,744,073,709,551,616"],
  ["word", "<b>paid</b>", "<b>paid</b>"],
  ["address", `0x${"a".repeat(40)}`, null],
  ["root", `0x${"a".repeat(64)}`, null],
  ["bytes", "0x12", null],
])("a %s of %s reads %s", (kind, value, text) => {
  expect(factText({ name: "x", kind, value }, CHAIN)).toBe(text);
});

it.each([
  ["terms.secs", "Time paid for"],
  ["jobId", "Job"],
  ["jobIds.2", "Job 2"],
  ["acceptance.expiry", "Acceptance expiry"],
  ["toProvider", "To provider"],
  ["submissionIndex", "Submission index"],
])("%s is called %s", (name, label) => {
  expect(factLabel(name)).toBe(label);
});
