import { expect, test } from "vitest";
import { addressOf } from "./address.ts";
import { pageTitle } from "./page-title.ts";

const HASH = `0x9f3c${"0".repeat(56)}01e1`;
const names = { thread: "Cheapest H100 in EU", orgs: [{ id: HASH, name: "Demo team" }] };

test.each([
  ["/", "Cheapest H100 in EU · Necto"],
  ["/prices", "Prices · Necto"],
  ["/jobs", "Jobs · Necto"],
  [`/jobs/${HASH}`, "Job 0x9f3c…01e1 · Necto"],
  [`/verify/${HASH}`, "Verify 0x9f3c…01e1 · Necto"],
  [`/team/${HASH}`, "Demo team · Necto"],
  [`/team/${HASH}/policy`, "Policy of Demo team · Necto"],
  ["/team/0x12", "Team · Necto"],
  ["/provider/listings/new", "New listing · Necto"],
  [`/audit/${HASH}/12`, "Act 12 · Necto"],
  ["/explorer", "Explorer · Necto"],
  [`/explorer/tx/${HASH}`, "Transaction 0x9f3c…01e1 · Necto"],
  ["/explorer/block/36900/12", "Block 12 · Necto"],
])("the tab of %s is called %s", (path, title) => {
  expect(pageTitle(addressOf(path)!, names)).toBe(title);
});

test("a conversation in which nothing was said is the site's own", () => {
  expect(pageTitle({ page: "chat", threadId: null }, { ...names, thread: null })).toBe("Necto");
});
