import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callServer, isUnanswered } from "./call-server.ts";

const problem = {
  type: "/api/docs",
  title: "No",
  status: 409,
  detail: "Not now.",
  code: "run/busy",
  hint: null,
};
const ANSWERS: Readonly<Record<string, (response: ServerResponse) => void>> = {
  "/fine": (response) => response.end('{"id":"1"}'),
  "/problem": (response) => response.writeHead(409).end(JSON.stringify(problem)),
  "/page": (response) => response.writeHead(502).end("<html>Bad gateway</html>"),
  "/killed": (response) => response.destroy(),
  "/killed-midway": (response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write('{"id":', () => response.destroy());
  },
};

const server = createServer(({ url }, response) => ANSWERS[url!]!(response));
let base: string;
beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const call = (path: string) => callServer(`${base}${path}`).catch((error: unknown) => ({ error }));

test("gives what a server answers", async () => {
  expect(await call("/fine")).toEqual({ id: "1" });
});

test.each([
  ["/problem", "run/busy", "/problem answered 409: Not now."],
  ["/page", "run/no-problem", "/page answered 502: <html>Bad gateway</html>"],
])("a server that refuses at %s lives, and says why", async (path, code, message) => {
  const { error } = (await call(path)) as { error: unknown };
  expect(error).toMatchObject({ code, message });
  expect(isUnanswered(error)).toBe(false);
});

test.each(["/killed", "/killed-midway"])("a server that dies at %s has not answered", async (path) => {
  const { error } = (await call(path)) as { error: unknown };
  expect(isUnanswered(error)).toBe(true);
});

test("nor has one that is gone", async () => {
  const error = await callServer("http://127.0.0.1:1/api").catch((thrown: unknown) => thrown);
  expect(isUnanswered(error)).toBe(true);
});
