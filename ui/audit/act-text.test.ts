import type { ActRow } from "@necto/tools/protocol/audit";
import { expect, test } from "vitest";
import { actionText, factText, KINDS, personText, targetPath, targetText } from "./act-text.ts";

const HASH = `0x${"1".repeat(64)}`;
const said = (action: string, facts: ActRow["facts"] = {}) => actionText({ action, facts });

test("an act is told in words, with what it moved", () => {
  expect(said("approval.approved", { usdMicros: 12_500_000 })).toBe("Approval of an order of $12.50");
  expect(said("approval.approved", { usdMicros: 1, code: "policy/day-cap" })).toBe(
    "Approval of an order of $0.000001 (policy/day-cap)",
  );
  expect(
    said("job.closed", { reason: "cancelled", toProviderUsdMicros: 0, toBuyerUsdMicros: 3_000_000 }),
  ).toBe("Job closed (cancelled): $0.00 to the provider, $3.00 back");
  expect(said("role.set", { role: "viewer" })).toBe("Role set to Viewer");
  expect(said("chain.taken-back", { action: "job.started" })).toBe("Taken back by the chain: Job started");
});

test("facts are told as amounts where they are some, and a role that was not enough is named", () => {
  expect(factText("usdMicros", 2_780_000)).toEqual(["Amount", "$2.78"]);
  expect(factText("toBuyerUsdMicros", 0)).toEqual(["To buyer", "$0.00"]);
  expect(factText("usedSeconds", 60)).toEqual(["Used seconds", "60"]);
  expect(factText("code", null)).toEqual(["Code", "—"]);
  expect(said("policy.changed", { role: "viewer", needs: "admin" })).toBe(
    "Policy changed (needs the role Admin)",
  );
});

test("an act of another release is its name, readable, and so is one named like a method", () => {
  expect(said("machine.rebooted-twice")).toBe("Machine rebooted twice");
  expect(said("constructor")).toBe("Constructor");
});

test("facts that are not there are said to be unknown, and nothing breaks", () => {
  expect(said("payment.failed")).toBe("Payment");
  expect(said("job.closed")).toContain("an unknown amount");
});

test("people are called what whoever looks knows them as", () => {
  const session = {
    account: { address: "0xa", demo: null, title: null },
    demoAccounts: [{ demo: "team-user", address: "0xb", title: "Demo team, user" }],
  } as never;
  expect(["0xa", "0xb", "necto", "escrow", null, HASH].map((who) => personText(who, session))).toEqual([
    ...["You", "Demo team, user", "Necto", "Escrow contract", "Deleted account", "0x1111…1111"],
  ]);
});

test("jobs, listings and keys have pages; what is no id leads nowhere", () => {
  expect(targetPath({ action: "payment.funded", target: HASH })).toBe(`/jobs/${HASH}`);
  expect(targetPath({ action: "listing.paused", target: HASH })).toBe(`/provider/listings/${HASH}`);
  expect(targetPath({ action: "key.made", target: "key-1" })).toBe("/account/keys");
  expect(targetPath({ action: "payment.failed", target: "approval-1" })).toBeNull();
  expect(targetPath({ action: "job.closed", target: "javascript:alert(1)" })).toBeNull();
  expect(targetText("approval-of-22-characters")).toBe("approval-of-22-c…");
  expect(Object.keys(KINDS)).toContain("approval");
});
