import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { forbidEgress } from "./forbid-egress.ts";

let egress: ReturnType<typeof forbidEgress>;
beforeEach(() => {
  egress = forbidEgress();
});
afterEach(() => egress.end());

test("a connection that would leave this machine is stopped and listed", async () => {
  await expect(fetch("http://192.0.2.1/")).rejects.toThrow();
  expect(egress.attempts).toEqual(["192.0.2.1"]);
});

test("loopback is let through", async () => {
  const server = createServer((_, response) => response.end("here"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("here");
  expect(egress.attempts).toEqual([]);
  await new Promise((resolve) => server.close(resolve));
});
