import { readdirSync, readFileSync } from "node:fs";
import { chatModel } from "@necto/agent/models/chat-model";
import { offlineModel } from "@necto/agent/models/offline-model";
import { startOpenaiServer } from "@necto/agent/testing/openai-server";
import { EMPTY_MEMORY } from "@necto/tools/language/understanding";
import { expect, test } from "vitest";
import { type CassetteEntry, formatCassette, keyOf, parseCassette } from "./cassette.ts";
import { openCassette, RECORDED_ENDPOINT } from "./open-cassette.ts";
import { recordFetch } from "./record-fetch.ts";
import { replayFetch } from "./replay-fetch.ts";

const CONTEXT = { role: "buyer", now: 0, memory: EMPTY_MEMORY } as const;
const NEVER = new AbortController().signal;
const header = { format: "necto.cassette/1", model: "m", promptDigest: "0x" } as const;

test("what was recorded of an endpoint is replayed without it, and holds no key", async () => {
  const entries: CassetteEntry[] = [];
  const server = await startOpenaiServer(() => ({ tool: "search_offers", args: { gpuModels: ["H100"] } }));
  const recording = chatModel(
    { apiKey: "sk-very-secret-key", baseUrl: server.baseUrl, model: "m", fetch: recordFetch(entries) },
    offlineModel(),
  );
  const told = await recording.understand("H100, my key is sk-abcdefgh12345678", CONTEXT, NEVER);
  await server.close();
  const text = formatCassette({ header, entries });
  expect(text).not.toMatch(/very-secret|abcdefgh12345678/);
  const plain = parseCassette(text);
  const { fetch, misses } = replayFetch({ ...plain, entries });
  const replaying = chatModel({ ...RECORDED_ENDPOINT, model: "m", fetch }, offlineModel());
  expect(await replaying.understand("H100, my key is sk-abcdefgh12345678", CONTEXT, NEVER)).toEqual(told);
  expect(misses).toEqual([]);
});

test("a request that nobody recorded is a miss, which whoever replays hears of", async () => {
  const { fetch, misses } = replayFetch({ header, entries: [] });
  const model = chatModel({ ...RECORDED_ENDPOINT, model: "m", fetch }, offlineModel());
  expect(await model.understand("H100", CONTEXT, NEVER)).toMatchObject({ model: "offline-fallback" });
  expect(misses.length).toBeGreaterThan(0);
});

test("a key covers everything that is asked, in any order of its fields", () => {
  expect(keyOf({ model: "a", messages: [1] })).toBe(keyOf({ messages: [1], model: "a" }));
  expect(keyOf({ model: "a", messages: [1] })).not.toBe(keyOf({ model: "a", messages: [2] }));
  expect(keyOf({ model: "a", tools: [] })).not.toBe(keyOf({ model: "a" }));
});

test("no cassette that is shipped is stale, and none holds a secret", () => {
  const folder = new URL(".", import.meta.url);
  const names = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
  expect(names.length).toBeGreaterThanOrEqual(12);
  for (const name of names) {
    expect(() => openCassette(name.replace(".jsonl", ""))).not.toThrow();
    expect(readFileSync(new URL(name, folder), "utf8")).not.toMatch(/sk-|authorization|bearer/i);
  }
});
