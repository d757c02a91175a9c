import { expect, test } from "vitest";
import { inboxText } from "./inbox-text.ts";

const fired = { gpus: "H100", usdMicrosPerGpuHour: 1_950_000, lineUsdMicros: 2_000_000 };

test.each([
  ["watch.fired", fired, "H100 fell to $1.9500 per GPU-hour, under your line of $2.0000 per GPU-hour."],
  ["budget.reached", { percent: 80, name: "Research" }, "80 % of the budget Research is spent."],
  ["order.asks", { totalUsdMicros: 12_000_000 }, "An order of $12.00 waits for an Admin to allow it."],
  [
    "order.refused",
    { totalUsdMicros: 1_000_000, reason: "too much" },
    "An Admin refused your order of $1.00: too much.",
  ],
  [
    "order.refused",
    { totalUsdMicros: 1_000_000, reason: "other-provider" },
    "An Admin refused your order of $1.00: use another provider.",
  ],
  ["mandate.booked", { gpus: "H100", totalUsdMicros: 2_000_000 }, "A mandate booked H100 for $2.00."],
  [
    "mandate.skipped",
    { reason: "day-cap" },
    "A watch fired, and its mandate booked nothing: it would have gone over the most in a day.",
  ],
  ["mandate.stopped", { reason: "used-up" }, "A mandate books nothing any more: its orders are used up."],
  ["mandate.asks", { totalUsdMicros: 2_000_000 }, "A mandate prepared an order of $2.00. It waits for you."],
  ["role.changed", { role: "admin", org: "Lab" }, "You are admin of Lab now."],
  ["role.changed", { role: null }, "You are no longer a member of an organisation."],
  ["toString", {}, "Something happened that this page has no words for (toString)."],
])("%s with %j is a sentence", (kind, facts, says) => {
  expect(inboxText({ kind, facts }).says).toBe(says);
});

test("a notice of a team leads to its policy, a member's to its conversation", () => {
  const org = "0xab";
  for (const kind of ["budget.reached", "order.asks"])
    expect(inboxText({ kind, facts: {}, org }).href).toBe("/team/0xab/policy");
  expect(inboxText({ kind: "order.allowed", facts: { threadId: "t" }, org }).href).toBe("/chat/t");
});

test("a notice without its facts is still a whole sentence", () => {
  for (const kind of ["watch.fired", "budget.reached", "order.asks", "order.allowed", "mandate.stopped"])
    expect(inboxText({ kind, facts: {} }).says).not.toMatch(/undefined|null|NaN/);
});
