import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { postOutside } from "./post-outside.ts";

let server: Server;
let port: number;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let asked: string[];
beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

const post = (url: string, more: Partial<Parameters<typeof postOutside>[1]> = {}, deadlineMs = 5_000) =>
  postOutside({ url, headers: { "x-one": "1" }, body: "{}", deadlineMs }, { allowsLoopback: true, ...more });

test("gives the status of the answer, and follows no redirect", async () => {
  answer = (_, response) => response.writeHead(302, { location: "/elsewhere" }).end();
  expect(await post(`http://127.0.0.1:${port}/hook`)).toBe(302);
  expect(asked).toEqual(["POST /hook"]);
});

test("reads nothing of an answer that never ends", async () => {
  answer = (_, response) => {
    response.writeHead(200);
    const flood = setInterval(() => response.write("x".repeat(65_536)), 1);
    response.on("close", () => clearInterval(flood));
  };
  expect(await post(`http://127.0.0.1:${port}/`)).toBe(200);
});

test("gives up at its deadline, before an answer and before an address", async () => {
  answer = () => {};
  await expect(post(`http://127.0.0.1:${port}/`, {}, 50)).rejects.toMatchObject({ name: "TimeoutError" });
  const never = () => new Promise<never>(() => {});
  await expect(post("https://hooks.example.com/", { resolve: never }, 50)).rejects.toMatchObject({
    name: "TimeoutError",
  });
});

test("asks nobody when a host resolves to an address of ours, all or one of them", async () => {
  answer = (_, response) => response.end();
  const refused = { code: "request/forbidden-url" };
  for (const addresses of [["127.0.0.1"], ["93.184.215.14", "127.0.0.1"], ["::ffff:127.0.0.1"]]) {
    const resolve = async () =>
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    await expect(
      post("https://hooks.example.com/", { allowsLoopback: false, resolve }),
    ).rejects.toMatchObject(refused);
  }
  expect(asked).toEqual([]);
});

test("connects to the address that was checked, whatever the name resolves to by then", async () => {
  const resolved: string[] = [];
  const resolve = async (host: string) => {
    resolved.push(host);
    // The second answer would be for a resolver that is asked again.
    return [{ address: resolved.length === 1 ? "127.0.0.1" : "10.0.0.1", family: 4 }];
  };
  // There is no TLS behind that port: what fails is the handshake, with the host that was checked.
  const failed = await post(`https://hooks.example.invalid:${port}/`, { resolve }).catch(
    (error: Error) => error,
  );
  expect(failed).toMatchObject({ code: expect.stringMatching(/SSL|EPROTO|ECONNRESET/) });
  expect(resolved).toEqual(["hooks.example.invalid"]);
});
