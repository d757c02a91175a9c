import { expect, it } from "vitest";
import { addressOf } from "./address.ts";

it.each([
  ["/", { page: "chat", threadId: null }],
  ["/chat/thread-1", { page: "chat", threadId: "thread-1" }],
  ["/chat/a%20b/", { page: "chat", threadId: "a b" }],
  ["/prices", { page: "prices" }],
  ["/prices/", { page: "prices" }],
  ["/verify", { page: "verify", id: null }],
  ["/verify/decision-1", { page: "verify", id: "decision-1" }],
  ["/verify/%E0", { page: "verify", id: "%E0" }],
  ["/jobs", { page: "jobs", jobId: null }],
  ["/jobs/new", { page: "new-job" }],
  ["/jobs/0xab12", { page: "jobs", jobId: "0xab12" }],
  ["/provider/jobs", { page: "provider" }],
  ["/arbiter", { page: "arbiter" }],
  ["/provider/chat", { page: "chat", threadId: null, role: "provider" }],
  ["/provider/earnings", { page: "earnings" }],
  ["/provider/usage/", { page: "usage" }],
  ["/team/0xab12/policy", { page: "policy", org: "0xab12" }],
  ["/spend", { page: "spend" }],
  ["/account/keys", { page: "keys" }],
  ["/account", { page: "account" }],
  ["/explorer", { page: "explorer", place: null }],
  ["/explorer/", { page: "explorer", place: null }],
  ["/explorer/block/7/12", { page: "explorer", place: "block/7/12" }],
  ["/explorers", null],
  ["/watches", { page: "watches" }],
  ["/inbox/", { page: "inbox" }],
  ["/provider", null],
  ["/pricess", null],
  ["/api/docs", null],
])("%s", (pathname, address) => {
  expect(addressOf(pathname)).toEqual(address);
});
