import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { runChannel } from "@necto/tools/protocol/frame";
import { isTerminal } from "@necto/tools/protocol/run-event";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readConfig } from "../config/config.ts";
import { openStore } from "../store/open-store.ts";
import { addressOf, runCommand, runHere, startCommand } from "../testing/cli.ts";
import { openFeed } from "../testing/feed-page.ts";
import { signInOver } from "../testing/sign-in.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { findServer, refuseSecondServer, writeLock } from "./server-lock.ts";
import { startServer } from "./start-server.ts";

let folder: Awaited<ReturnType<typeof tempFolder>>;
let environment: Record<string, string>;
const children: ChildProcessWithoutNullStreams[] = [];
beforeEach(async () => {
  folder = await tempFolder();
  environment = { NECTO_HOME: folder.path, PORT: "0" };
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill("SIGKILL");
    await once(child, "close");
  }
  await folder.remove();
});

const lockPath = () => join(folder.path, "server.json");
const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );
const settings = (more: Record<string, string> = {}) => readConfig({ ...environment, ...more }, "/nowhere");
const start = (more: Record<string, string> = {}) =>
  startServer(settings(more), {
    onFault: (error) => {
      throw error;
    },
  });

function spawnServer() {
  const child = startCommand(["start"], environment);
  children.push(child);
  return child;
}
async function kill(child: ChildProcessWithoutNullStreams, signal: "SIGKILL" | "SIGTERM") {
  child.kill(signal);
  const [code] = await once(child, "close");
  return code as number | null;
}
const post = async (url: string, body: object, session: object = {}) =>
  (
    await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...session },
      body: JSON.stringify(body),
    })
  ).json();

describe("a server", () => {
  test("answers at its address, names itself in the data folder, and leaves nothing there", async () => {
    const server = await start();
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await (await fetch(`${server.url}/api/status`)).json()).toMatchObject({
      prices: "sandbox",
      model: "offline",
    });
    expect((await findServer(settings()))?.url).toBe(server.url);
    expect(await readFile(lockPath(), "utf8")).not.toMatch(/sk-|key/i);
    await server.close();
    expect(await isThere(lockPath())).toBe(false);
    expect(await findServer(settings())).toBeNull();
  });

  test("is found by commands with the settings it answers by, and by no others", async () => {
    const server = await start();
    const isFound = async (more: Record<string, string>) => (await findServer(settings(more))) !== null;
    expect(
      await isFound({ PORT: "8080", HOST: "0.0.0.0", NECTO_RATE_LIMIT: "5", NECTO_SIGN_IN_LIMIT: "5" }),
    ).toBe(true);
    for (const [name, value] of Object.entries({
      NECTO_PRICES: "live",
      NECTO_SOURCES: "necto",
      NECTO_CATALOG: "/prices.csv",
      NECTO_SANDBOX_SEED: "2",
      NECTO_SANDBOX_FAULTS: "lambda=500",
      NECTO_SCAN_DEADLINE_MS: "100",
      LAMBDA_API_KEY: "k",
      LAMBDA_API_URL: "http://127.0.0.1:9",
      OPENAI_API_KEY: "k",
    }))
      expect(await isFound({ [name]: value }), name).toBe(false);
    expect(await isFound({ AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" })).toBe(false);
    await server.close();
  });

  test("writes nothing into its lock that a secret goes into, not even as a digest", async () => {
    const lockWith = async (secret: string) => {
      const secrets = {
        AWS_ACCESS_KEY_ID: secret,
        AWS_SECRET_ACCESS_KEY: secret,
        AWS_SESSION_TOKEN: secret,
        LAMBDA_API_KEY: secret,
        DISPERSED_PUBLIC_KEY: secret,
        DISPERSED_SECRET_KEY: secret,
        COINGECKO_API_KEY: secret,
        OPENAI_API_KEY: secret,
      };
      await writeLock(settings(secrets), "http://127.0.0.1:1");
      return readFile(lockPath(), "utf8");
    };
    expect(await lockWith("one")).toBe(await lockWith("another"));
  });

  test("does the asking of `necto ask` that fits, and none that does not", async () => {
    const server = await start();
    const asked: string[] = [];
    const { fetch } = globalThis;
    globalThis.fetch = (input, init) => {
      // The server asks its own chains meanwhile.
      if (String(input).startsWith(server.url)) asked.push(String(input));
      return fetch(input, init);
    };
    try {
      const ask = (more = {}) =>
        runHere(["ask", "H100 in EU", "--json"], { environment: { ...environment, ...more } });
      expect((await ask()).code).toBe(0);
      expect(asked).toContain(`${server.url}/api/ask`);
      asked.length = 0;
      const other = JSON.parse((await ask({ NECTO_SOURCES: "necto" })).out);
      expect(asked).toEqual([]);
      expect(other.sources.map(({ source }: { source: string }) => source)).not.toContain("lambda");
    } finally {
      globalThis.fetch = fetch;
      await server.close();
    }
  });

  test("whose port is taken says so and leaves nothing behind", async () => {
    const server = await start();
    const { port } = new URL(server.url);
    const home = join(folder.path, "second");
    await expect(start({ PORT: port, NECTO_HOME: home })).rejects.toMatchObject({
      code: "config/port",
      message: expect.stringContaining(`Port ${port} on 127.0.0.1 is taken`),
    });
    expect(await isThere(join(home, "server.json"))).toBe(false);
    await server.close();
  });

  test("keeps away from the folder of one that lives and is too busy to answer", async () => {
    const busy = createServer(() => {}).listen(0, "127.0.0.1");
    await once(busy, "listening");
    const url = `http://127.0.0.1:${(busy.address() as AddressInfo).port}`;
    const lock = { pid: process.ppid, url, settings: "others" };
    await writeFile(lockPath(), JSON.stringify(lock));
    await expect(refuseSecondServer(settings(), 50)).rejects.toMatchObject({
      code: "config/home-in-use",
      hint: expect.stringContaining("other settings"),
    });
    busy.closeAllConnections();
    busy.close();
    await once(busy, "close");
    await refuseSecondServer(settings());
  });

  test.each(["", "{", '{"pid":1}', '{"pid":-1,"url":"http://127.0.0.1:1","settings":"x"}'])(
    "starts over the broken lock %j",
    async (text) => {
      await writeFile(lockPath(), text);
      expect(await findServer(settings())).toBeNull();
      await (await start()).close();
    },
  );
});

describe("a server in a process of its own", () => {
  test("that is killed leaves a lock which neither `ask` nor the next server minds, and its log goes on", async () => {
    const first = spawnServer();
    const url = await addressOf(first);
    const session = await signInOver(url, "buyer");
    const thread = await post(`${url}/api/threads`, { mode: "tracked" }, session);
    const text = "cheapest H100 in EU under $3";
    const run = await post(`${url}/api/threads/${thread.id}/runs`, { text }, session);
    const page = await openFeed(url, session);
    page.send({ t: "sub", ch: [runChannel(run.id)] });
    await page.until((frame) => frame.t === "ev" && isTerminal(frame.d));
    await kill(first, "SIGKILL");
    expect(await isThere(lockPath())).toBe(true);
    expect(await findServer(settings())).toBeNull();
    expect(await runHere(["ask", "help"], { environment })).toMatchObject({ code: 0 });

    const second = await start();
    const view = await (await fetch(`${second.url}/api/runs/${run.id}`, { headers: session })).json();
    expect(view).toMatchObject({ status: "finished", epoch: run.epoch });
    const seen = page.frames.flatMap((frame) => (frame.t === "ev" ? [frame.seq] : []));
    expect(view.lastSeq).toBe(seen.at(-1));
    const next = await post(`${second.url}/api/threads/${thread.id}/runs`, { text: "only spot" }, session);
    const again = await openFeed(second.url, session);
    again.send({ t: "sub", ch: [runChannel(next.id)] });
    await again.until((frame) => frame.t === "ev" && isTerminal(frame.d));
    expect(JSON.stringify(again.frames)).toContain('"gpuModels":["H100"]');
    expect(JSON.stringify(again.frames)).toContain('"pricingModels":["spot"]');
    await second.close();
  });

  test("whose database is damaged says so, and ends", async () => {
    await (await openStore(folder.path, () => "epoch")).close();
    const path = join(folder.path, "necto.sqlite");
    const pages = await readFile(path);
    await writeFile(path, pages.fill(0x5a, 4_096));
    const { code, notes } = await runCommand(["start"], environment);
    expect(notes).toMatch(/^necto: The database .* is damaged: .*NECTO_HOME/);
    expect(code).toBe(64);
  });

  test("keeps its data folder from a second one, and stops cleanly when told to", async () => {
    const first = spawnServer();
    const url = await addressOf(first);
    await expect(start()).rejects.toMatchObject({
      code: "config/home-in-use",
      message: expect.stringContaining(url),
    });
    const page = await openFeed(url);
    expect(await kill(first, "SIGTERM")).toBe(0);
    expect(page.frames.at(-1)).toMatchObject({ t: "bye" });
    expect(await isThere(lockPath())).toBe(false);
  });
});
