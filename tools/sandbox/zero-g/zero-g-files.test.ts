import { afterAll, beforeAll, expect, test } from "vitest";
import { type FlowChain, startFlowChain } from "../../storage/testing/start-flow-chain.ts";
import { SEGMENT_BYTES } from "../../trace/merkle-layout.ts";
import { findProofFault } from "../../trace/merkle-proof.ts";
import { rootOf } from "../../trace/merkle-root.ts";
import { patternOf } from "../../trace/testing/zg-vectors.ts";
import { openZeroGNode, type ZeroGNode } from "./open-zero-g-node.ts";
import { ask, askFile, fileOf, rpc, segmentOf, storeAll } from "./testing/zero-g-calls.ts";
import type { ZeroGFaults } from "./zero-g-faults.ts";

const CHAIN = 16602;
let chain: FlowChain;
let node: ZeroGNode;

const open = (faults: Partial<ZeroGFaults>) =>
  openZeroGNode({ rpcUrl: chain.url, flow: chain.flow, folder: null, faults, now: () => 0 });

beforeAll(async () => {
  chain = await startFlowChain({ chainId: CHAIN, folder: null });
  node = await open({});
});
afterAll(async () => {
  await node.close();
  await chain.close();
});

test("a file goes from unknown to paid for to final", async () => {
  const bytes = fileOf(700_000, 101);
  const root = rootOf(bytes);
  const notFound = { code: 101, message: "File not found", data: null };
  const gateway = async (path: string) => (await fetch(`${node.url}${path}`)).json();

  expect(await askFile(node.url, bytes)).toBeNull();
  expect(await rpc(node.url, "indexer_getFileLocations", [root])).toMatchObject({
    error: { code: -32000, message: "file not found" },
  });
  expect(await gateway(`/file?root=${root}`)).toEqual(notFound);
  expect(await gateway(`/file/info/${root}`)).toEqual(notFound);

  await chain.submit(bytes);
  const info = await askFile(node.url, bytes);
  expect(info).toEqual({
    tx: {
      streamIds: [],
      data: [],
      dataMerkleRoot: root,
      merkleNodes: [
        [12, expect.any(String)],
        [10, expect.any(String)],
        [9, expect.any(String)],
      ],
      startEntryIndex: expect.any(Number),
      size: 700_000,
      seq: expect.any(Number),
    },
    finalized: false,
    isCached: false,
    uploadedSegNum: 0,
    pruned: false,
  });
  expect(await gateway(`/file?root=${root}`)).toMatchObject({ code: 103 });
  expect(await ask(node.url, "zgs_checkFileFinalized", [root])).toBe(false);

  const { seq } = info.tx;
  await rpc(node.url, "zgs_uploadSegmentByTxSeq", [segmentOf(bytes, 1), seq]);
  expect(await ask(node.url, "zgs_getFileInfoByTxSeq", [seq])).toMatchObject({
    finalized: false,
    uploadedSegNum: 1,
  });
  expect(await ask(node.url, "zgs_downloadSegmentByTxSeq", [seq, 1024, 2048])).toBeNull();
  await rpc(node.url, "zgs_uploadSegmentsByTxSeq", [[segmentOf(bytes, 0), segmentOf(bytes, 2)], seq]);

  expect(await ask(node.url, "zgs_checkFileFinalized", [seq])).toBe(true);
  expect(await ask(node.url, "indexer_getFileLocations", [root])).toHaveLength(1);
  for (const key of [`root=${root}`, `txSeq=${seq}`]) {
    const file = await fetch(`${node.url}/file?${key}&name=a%22b.json`);
    expect(file.headers.get("content-disposition")).toBe('attachment; filename="a_b.json"');
    expect(Buffer.compare(await file.bytes(), bytes)).toBe(0);
  }
  expect(await gateway(`/file/info/${seq}`)).toMatchObject({ code: 0, data: { finalized: true } });
  const last = Buffer.from(await ask<string>(node.url, "zgs_downloadSegment", [root, 2048, 2735]), "base64");
  expect(
    Buffer.compare(last.subarray(0, 700_000 - 2 * SEGMENT_BYTES), bytes.subarray(2 * SEGMENT_BYTES)),
  ).toBe(0);
});

test("segments come with a proof that holds", async () => {
  const bytes = fileOf(600_000, 102);
  const seq = await storeAll(chain, node.url, bytes);
  for (const [method, key] of [
    ["zgs_downloadSegmentWithProof", rootOf(bytes)],
    ["zgs_downloadSegmentWithProofByTxSeq", seq],
  ] as const) {
    const segment = await ask<ReturnType<typeof segmentOf>>(node.url, method, [key, 2]);
    expect(segment).toEqual(segmentOf(bytes, 2));
    expect(findProofFault({ ...segment, data: Buffer.from(segment.data, "base64") })).toBeNull();
  }
});

const sent = fileOf(600_000, 103);
const segment = segmentOf(sent, 1);

test.each<[string, Partial<typeof segment>, number, string]>([
  ["of another file", { root: rootOf(patternOf(9)) }, -32603, "data root and tx seq not match"],
  [
    "of a file of another size",
    { fileSize: 600_001 },
    -32602,
    "segment file size not matched with tx file size",
  ],
  ["behind the end", { index: 3 }, -32602, "index out of bound"],
  ["that is cut off", { data: segment.data.slice(0, 4) }, -32602, "invalid data length"],
  ["without its proof", { proof: { lemma: [], path: [] } }, -32602, "invalid proof format"],
  ["in another place", { index: 0 }, -32602, "proof position mismatch"],
  [
    "with one byte changed on the way",
    { data: Buffer.from(Buffer.from(segment.data, "base64").fill(7, 5, 6)).toString("base64") },
    -32603,
    "data hash mismatch",
  ],
  [
    "with a sibling that is not its own",
    { proof: { ...segment.proof, lemma: segment.proof.lemma.with(1, rootOf(patternOf(9))) } },
    -32603,
    "root mismatch",
  ],
])("a segment %s is not taken", async (_, change, code, data) => {
  if ((await askFile(node.url, sent)) === null) await chain.submit(sent);
  const { tx } = await askFile(node.url, sent);
  expect(
    await rpc(node.url, "zgs_uploadSegmentsByTxSeq", [[{ ...segment, ...change }], tx.seq]),
  ).toMatchObject({
    error: { code, data },
  });
  expect(await askFile(node.url, sent)).toMatchObject({ uploadedSegNum: 0 });
});

test("a file that is complete is not taken again, in words that 0G's SDK knows", async () => {
  const bytes = fileOf(3_000, 104);
  const seq = await storeAll(chain, node.url, bytes);
  expect(await rpc(node.url, "zgs_uploadSegmentsByTxSeq", [[segmentOf(bytes, 0)], seq])).toMatchObject({
    error: { code: -32602, data: "already uploaded and finalized" },
  });
});

test("the same file paid for again is final at once, under its first number", async () => {
  const bytes = fileOf(3_000, 105);
  const seq = await storeAll(chain, node.url, bytes);
  await chain.submit(bytes);
  expect(await askFile(node.url, bytes)).toMatchObject({ finalized: true, tx: { seq } });
  expect(await ask(node.url, "zgs_getFileInfoByTxSeq", [seq + 1])).toMatchObject({ finalized: true });
});

test("as two nodes, each takes and has the segments of its shard only", async () => {
  const sharded = await open({ shards: 2 });
  const bytes = fileOf(700_000, 106);
  await chain.submit(bytes);
  const { trusted } = await ask<{ trusted: { url: string; config: object }[] }>(
    sharded.url,
    "indexer_getShardedNodes",
  );
  expect(trusted.map(({ config }) => config)).toEqual([
    { numShard: 2, shardId: 0 },
    { numShard: 2, shardId: 1 },
  ]);
  const info = (url: string) => askFile(url, bytes);
  const { tx } = await info(sharded.url);
  const first = (tx.startEntryIndex / 1024) % 2;
  const [even, odd] = [trusted[first]!.url, trusted[1 - first]!.url];
  expect(await rpc(even, "zgs_uploadSegmentsByTxSeq", [[segmentOf(bytes, 1)], tx.seq])).toMatchObject({
    error: { code: -32602, data: "segment of another shard" },
  });
  await rpc(even, "zgs_uploadSegmentsByTxSeq", [[segmentOf(bytes, 0), segmentOf(bytes, 2)], tx.seq]);
  expect([(await info(even)).finalized, (await info(odd)).finalized]).toEqual([true, false]);
  await rpc(odd, "zgs_uploadSegmentsByTxSeq", [[segmentOf(bytes, 1)], tx.seq]);
  expect((await info(odd)).finalized).toBe(true);
  expect(await ask(even, "zgs_downloadSegmentByTxSeq", [tx.seq, 1024, 2048])).toBeNull();
  expect(await ask(odd, "zgs_downloadSegmentByTxSeq", [tx.seq, 1024, 2048])).toEqual(expect.any(String));

  sharded.setFaults({ shards: 1 });
  expect(await ask(sharded.url, "indexer_getShardedNodes")).toMatchObject({
    trusted: [{ url: sharded.url }],
  });
  await sharded.close();
});
