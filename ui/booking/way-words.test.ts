import type { PaymentPlan } from "@necto/tools/protocol/payment";
import { expect, it } from "vitest";
import { sentWords, wayTitle, whyWords } from "./way-words.ts";

const call = (name: PaymentPlan["calls"][number]["name"]) => ({ name, to: "0x", data: "0x", chainId: 1 });
const plan = (way: PaymentPlan["way"], ...names: PaymentPlan["calls"][number]["name"][]): PaymentPlan => ({
  ...{ way, typedData: null, calls: names.map(call) },
});

it.each<[PaymentPlan, string, RegExp, RegExp | null]>([
  [plan("permit2"), "One signature, terms in words", /you need no gas/, null],
  [plan("authorization"), "One signature", /you need no gas/, null],
  [
    plan("permit", "openWithPermit"),
    "One signature and one transaction",
    /one transaction/,
    /names an amount and no terms/,
  ],
  [
    plan("permit2", "approvePermit2"),
    "One transaction and one signature",
    /one transaction/,
    /before its owner has allowed it/,
  ],
  [plan("approve", "approve", "open"), "Two transactions", /two transactions/, /a transaction each/],
  [plan("approve", "open"), "One transaction", /one transaction/, /may take the amount already/],
])("%o says how often the payer is asked, and why it is not once", (way, title, sent, why) => {
  expect(wayTitle(way)).toBe(title);
  expect(sentWords(way)).toMatch(sent);
  if (why === null) expect(whyWords(way)).toBeNull();
  else expect(whyWords(way)).toMatch(why);
});
