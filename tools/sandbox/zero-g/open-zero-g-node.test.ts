import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Indexer } from "@0glabs/0g-ts-sdk";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type FlowChain, startObedientFlowChain } from "../../storage/testing/start-flow-chain.ts";
import { rootOf } from "../../trace/merkle-root.ts";
import { patternOf } from "../../trace/testing/zg-vectors.ts";
import { openZeroGNode, type ZeroGNode, type ZeroGNodeOptions } from "./open-zero-g-node.ts";
import { ask, askFile, fileOf, post, rpc, segmentOf, storeAll } from "./testing/zero-g-calls.ts";

const CHAIN = 16602;
const SINCE = 1_795_651_200;

let chain: FlowChain;
let node: ZeroGNode;
const folders: string[] = [];

const open = (options: Partial<ZeroGNodeOptions> = {}) =>
  openZeroGNode({
    rpcUrl: chain.url,
    flow: chain.flow,
    folder: null,
    faults: {},
    now: () => SINCE * 1000,
    ...options,
  });

beforeAll(async () => {
  chain = await startObedientFlowChain(CHAIN);
  node = await open();
});
afterAll(async () => {
  await node.close();
  await chain.close();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "necto-zero-g-"));
  folders.push(folder);
  return folder;
}

test("it says what it is, as the indexer and as the node", async () => {
  expect(await ask(node.url, "indexer_getShardedNodes")).toEqual({
    trusted: [{ url: node.url, config: { numShard: 1, shardId: 0 }, latency: 1, since: SINCE }],
    discovered: null,
  });
  expect(await ask(node.url, "zgs_getStatus")).toEqual({
    connectedPeers: 0,
    logSyncHeight: Number(await chain.rpc("eth_blockNumber", [])),
    logSyncBlock: expect.stringMatching(/^0x[0-9a-f]{64}$/),
    nextTxSeq: 0,
    networkIdentity: {
      chainId: CHAIN,
      flowAddress: chain.flow,
      p2pProtocolVersion: { major: 0, minor: 4, build: 0 },
    },
  });
  expect(await ask(node.url, "zgs_getShardConfig")).toEqual({ shardId: 0, numShard: 1 });
});

test("an id comes back as it was, in a batch and without parameters too", async () => {
  const id = 17_640_000_000_123.5;
  expect(await post(node.url, { jsonrpc: "2.0", id, method: "zgs_getShardConfig" })).toMatchObject({ id });
  const batch = await post(node.url, [
    { id: "a", method: "zgs_getShardConfig" },
    { id: 2, method: "zgs_unheardOf", params: [] },
    { id: 3 },
  ]);
  expect(batch).toEqual([
    { jsonrpc: "2.0", id: "a", result: { shardId: 0, numShard: 1 } },
    { jsonrpc: "2.0", id: 2, error: { code: -32601, message: "Method not found" } },
    { jsonrpc: "2.0", id: null, error: { code: -32600, message: "Invalid request" } },
  ]);
});

test("what is no JSON, no method of its own and no parameter is answered, with status 200", async () => {
  const answer = await fetch(node.url, { method: "POST", body: "{" });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ error: { code: -32700 } });
  expect(await rpc(node.url, "constructor")).toMatchObject({ error: { code: -32601 } });
  expect(await rpc(node.url, "zgs_getFileInfo", ["no root", true])).toMatchObject({
    error: { code: -32602 },
  });
});

test("a browser on any page may ask", async () => {
  const preflight = await fetch(node.url, { method: "OPTIONS" });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get("access-control-allow-headers")).toBe("content-type");
  const file = await fetch(`${node.url}/file?root=${rootOf(patternOf(1))}`);
  expect(file.headers.get("access-control-allow-origin")).toBe("*");
});

test.each([1, 2] as const)("0G's SDK downloads what is stored, on %i shards", async (shards) => {
  vi.spyOn(console, "log").mockImplementation(() => {});
  const bytes = fileOf(700_000, 110 + shards);
  await storeAll(chain, node.url, bytes);
  node.setFaults({ shards });
  const [blob, error] = await new Indexer(node.url).downloadToBlob(rootOf(bytes), { proof: true });
  node.setFaults({ shards: 1 });
  expect(error).toBeNull();
  expect(Buffer.compare(new Uint8Array(await blob.arrayBuffer()), bytes)).toBe(0);
  vi.restoreAllMocks();
});

test("content survives a restart; what a crash left half written does not count", async () => {
  const folder = newFolder();
  const before = await open({ folder });
  const bytes = fileOf(600_000, 120);
  await storeAll(chain, before.url, bytes);
  await before.close();
  expect(readdirSync(folder)).toHaveLength(3);

  const [name] = readdirSync(folder);
  rmSync(join(folder, name!));
  writeFileSync(join(folder, `${name}.part`), "half of it");
  const incomplete = await open({ folder });
  const info = await askFile(incomplete.url, bytes);
  expect(info).toMatchObject({ finalized: false, uploadedSegNum: 2 });
  const segments = [0, 1, 2].map((index) => segmentOf(bytes, index));
  await rpc(incomplete.url, "zgs_uploadSegmentsByTxSeq", [segments, info.tx.seq]);
  await incomplete.close();

  const after = await open({ folder });
  const file = await fetch(`${after.url}/file?root=${rootOf(bytes)}`);
  expect(Buffer.compare(await file.bytes(), bytes)).toBe(0);
  await after.close();
});

test("a chain that goes back in time takes its files with it", async () => {
  const snapshot = await chain.rpc("evm_snapshot", []);
  const gone = fileOf(2_000, 130);
  const goneSeq = await storeAll(chain, node.url, gone);
  await chain.rpc("evm_revert", [snapshot]);
  expect(await askFile(node.url, gone)).toBeNull();

  const other = fileOf(2_000, 131);
  await chain.submit(other);
  expect(await askFile(node.url, gone)).toBeNull();
  expect(await askFile(node.url, other)).toMatchObject({ tx: { seq: goneSeq } });
});

test("without its chain it serves what it knows, and says why it learns nothing new", async () => {
  const own = await startObedientFlowChain(CHAIN);
  const lonely = await open({ rpcUrl: own.url, flow: own.flow });
  const bytes = fileOf(2_000, 140);
  await own.submit(bytes);
  await rpc(lonely.url, "zgs_uploadSegmentsByTxSeq", [[segmentOf(bytes, 0)], 0]);
  expect(lonely.chainError()).toBeNull();
  await own.close();
  const file = await fetch(`${lonely.url}/file?root=${rootOf(bytes)}`);
  expect(Buffer.compare(await file.bytes(), bytes)).toBe(0);
  expect(lonely.chainError()).toMatchObject({ code: "storage/unreachable" });
  await expect(open({ rpcUrl: own.url })).rejects.toMatchObject({ code: "storage/unreachable" });
  await lonely.close();
});

test("faults are switched at the start and while it runs", async () => {
  const bytes = fileOf(2_000, 150);
  const seq = await storeAll(chain, node.url, bytes);
  const url = `${node.url}/file?root=${rootOf(bytes)}`;
  const status = () =>
    ask<{ nextTxSeq: number; networkIdentity: { chainId: number } }>(node.url, "zgs_getStatus");

  node.setFaults({ corrupt: true });
  expect(rootOf(await (await fetch(url)).bytes())).not.toBe(rootOf(bytes));
  const corrupt = Buffer.from(
    await ask<string>(node.url, "zgs_downloadSegmentByTxSeq", [seq, 0, 8]),
    "base64",
  );
  expect(Buffer.compare(corrupt.subarray(0, 2_000), bytes)).not.toBe(0);

  node.setFaults({ corrupt: false, paused: true, chainId: 1 });
  const { nextTxSeq, networkIdentity } = await status();
  expect(networkIdentity.chainId).toBe(1);
  await chain.submit(fileOf(2_000, 151));
  expect((await status()).nextTxSeq).toBe(nextTxSeq);

  node.setFaults({ paused: false, chainId: null, dropped: true });
  await expect(fetch(url)).rejects.toThrow("fetch failed");
  node.setFaults({ dropped: false });
  expect((await status()).nextTxSeq).toBe(nextTxSeq + 1);

  const wrong = await open({ faults: { chainId: 7 } });
  expect(await ask(wrong.url, "zgs_getStatus")).toMatchObject({ networkIdentity: { chainId: 7 } });
  await wrong.close();
});
