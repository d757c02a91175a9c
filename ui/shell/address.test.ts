import { expect, it } from "vitest";
import { addressOf } from "./address.ts";

it.each([
  ["/", { page: "chat", threadId: null }],
  ["/chat/thread-1", { page: "chat", threadId: "thread-1" }],
  ["/chat/a%20b/", { page: "chat", threadId: "a b" }],
  ["/prices", { page: "prices" }],
  ["/prices/", { page: "prices" }],
  ["/pricess", null],
  ["/api/docs", null],
])("%s", (pathname, address) => {
  expect(addressOf(pathname)).toEqual(address);
});
