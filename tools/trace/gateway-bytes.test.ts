import { expect, test } from "vitest";
import { gatewayBytes } from "./gateway-bytes.ts";

const ROOT = `0x${"12".repeat(32)}`;
const asking = (answer: () => Response) => {
  const asked: string[] = [];
  const bytes = gatewayBytes({
    gateway: "http://gateway.example/",
    fetch: async (url) => {
      asked.push(String(url));
      return answer();
    },
    signal: new AbortController().signal,
  });
  return { asked, fetch: () => bytes.fetch(ROOT) };
};

test("the bytes of a root come from the gateway's /file", async () => {
  const { asked, fetch } = asking(() => new Response('{"body":{}}'));
  expect(new TextDecoder().decode((await fetch())!)).toBe('{"body":{}}');
  expect(asked).toEqual([`http://gateway.example/file?root=${ROOT}`]);
});

test.each([
  ["status 200 and code 101", () => Response.json({ code: 101, message: "File not found", data: null })],
  ["status 404", () => new Response("nothing here", { status: 404 })],
])("%s is a file that 0G does not have", async (_, answer) => {
  expect(await asking(answer).fetch()).toBeNull();
});

test.each([
  [
    "code 103",
    () => Response.json({ code: 103, message: "File not finalized" }),
    /103 \(File not finalized\)/,
  ],
  ["status 502", () => new Response("bad gateway", { status: 502 }), /502/],
])("%s is an answer that says nothing of the file", async (_, answer, message) => {
  await expect(asking(answer).fetch()).rejects.toThrow(message);
});

test("a file that has a code in it is a file", async () => {
  expect(await asking(() => Response.json({ code: 7, body: 1 })).fetch()).not.toBeNull();
});
