import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NectoError } from "../errors.ts";
import type { ChainFault } from "../sandbox/chain/faults.ts";
import { openZeroGNode, type ZeroGNode } from "../sandbox/zero-g/open-zero-g-node.ts";
import { patternOf } from "../trace/testing/zg-vectors.ts";
import { startFlowChain } from "./testing/start-flow-chain.ts";
import { withoutLogs } from "./testing/without-logs.ts";
import type { Attempt, StoredFile, TraceStorage } from "./trace-storage.ts";
import { openZeroGStorage } from "./zero-g-storage.ts";

const CHAIN = 16602;
const NEVER = new AbortController().signal;

type Chain = Awaited<ReturnType<typeof startFlowChain>>;

const openNode = (chain: Chain, folder: string | null) =>
  openZeroGNode({ rpcUrl: chain.url, flow: chain.flow, folder, faults: {}, now: () => 0 });

const openStorage = (chain: Chain, node: ZeroGNode, deadlineMs = 30_000) =>
  openZeroGStorage({
    rpcUrl: chain.url,
    indexerUrl: node.url,
    chainId: CHAIN,
    signerKey: chain.signerKey,
    deadlineMs,
  });

const fileOf = (mark: number): Uint8Array => patternOf(2_000).with(0, mark);

/** One try, and what its caller would have written down. */
async function tryOnce(storage: TraceStorage, bytes: Uint8Array, resume: Attempt | null) {
  let attempt = resume;
  const [outcome] = await Promise.allSettled([
    storage.store({
      bytes,
      resume,
      signal: NEVER,
      onAttempt: async (made) => void (attempt = made),
      onSubmitted: async () => {},
    }),
  ]);
  return { outcome, attempt };
}

/** Tries until it is stored; whatever fails on the way must allow another try. */
async function storeAtLast(
  storage: TraceStorage,
  bytes: Uint8Array,
  first: Attempt | null = null,
): Promise<StoredFile> {
  let resume = first;
  for (let tries = 0; tries < 6; tries++) {
    const { outcome, attempt } = await tryOnce(storage, bytes, resume);
    if (outcome.status === "fulfilled") return outcome.value;
    expect(outcome.reason).toBeInstanceOf(NectoError);
    expect(outcome.reason).toMatchObject({ retryable: true });
    resume = attempt;
  }
  throw new Error("not stored after six tries");
}

describe("a chain on a bad day", () => {
  let chain: Chain;
  let node: ZeroGNode;
  let storage: TraceStorage;

  beforeAll(async () => {
    chain = await startFlowChain({ chainId: CHAIN, folder: null });
    node = await openNode(chain, null);
    storage = openStorage(chain, node);
    // Stale reads need something to be behind.
    await storeAtLast(storage, fileOf(0));
  });
  afterAll(async () => {
    await storage.close();
    await node.close();
    await chain.close();
  });

  test.each<[ChainFault["kind"], string, ChainFault, number]>([
    ["drop-response", "eth_sendRawTransaction", { kind: "drop-response" }, 1],
    ["duplicate", "eth_sendRawTransaction", { kind: "duplicate" }, 1],
    ["refuse", "eth_sendRawTransaction", { kind: "refuse" }, 1],
    ["too-many-requests", "eth_chainId", { kind: "too-many-requests" }, 1],
    ["stale-read", "eth_getTransactionCount", { kind: "stale-read", blocks: 2 }, 3],
    ["stale-read", "eth_blockNumber", { kind: "stale-read", blocks: 2 }, 3],
    ["drop-response", "eth_getLogs", { kind: "drop-response" }, 1],
  ])("%s of %s costs no second payment", async (kind, method, fault, times) => {
    const before = await chain.transactions();
    chain.faults.inject(fault, { methods: [method], times });
    const stored = await storeAtLast(storage, patternOf(3_000 + before).with(0, kind.length));
    chain.faults.clear();
    expect(stored.txHash).toMatch(/^0x/);
    expect(await chain.transactions()).toBe(before + 1);
  });

  test("events that nobody gets to see are no reason to pay again", async () => {
    const before = await chain.transactions();
    const behind = await withoutLogs(chain.url);
    const [hasty, patient] = [5_000, 30_000].map((deadlineMs) =>
      openStorage({ ...chain, url: behind.url }, node, deadlineMs),
    ) as [TraceStorage, TraceStorage];

    node.setFaults({ paused: true });
    const { outcome, attempt } = await tryOnce(hasty, fileOf(1), null);
    expect(outcome).toMatchObject({ reason: { code: "storage/deadline" } });
    // The nonce is used and there is no event: it waits until the nodes have read the chain, in vain.
    expect((await tryOnce(hasty, fileOf(1), attempt)).outcome).toMatchObject({
      reason: { code: "storage/deadline" },
    });
    node.setFaults({ paused: false });
    // The nodes know better.
    expect(await storeAtLast(patient, fileOf(1), attempt)).toMatchObject({ txHash: null });
    behind.show();
    expect(await storeAtLast(patient, fileOf(1), attempt)).toMatchObject({
      txHash: expect.stringMatching(/^0x/),
    });
    expect(await chain.transactions()).toBe(before + 1);
    await Promise.all([hasty.close(), patient.close(), behind.close()]);
  });
});

test("what is stored outlives a restart of chain, node and client", async () => {
  const folder = mkdtempSync(join(tmpdir(), "necto-zero-g-"));
  const open = async () => {
    const chain = await startFlowChain({ chainId: CHAIN, folder: join(folder, "chain") });
    const node = await openNode(chain, join(folder, "node"));
    const storage = openStorage(chain, node);
    const close = async () => {
      await storage.close();
      await node.close();
      await chain.close();
    };
    return { chain, storage, close };
  };
  const before = await open();
  const stored = await storeAtLast(before.storage, fileOf(9));
  const transactions = await before.chain.transactions();
  await before.close();

  const after = await open();
  expect(await after.storage.find(stored.root, NEVER)).toMatchObject({ state: "final", txSeq: stored.txSeq });
  expect(Buffer.compare(await after.storage.fetch(stored.root, NEVER), fileOf(9))).toBe(0);
  expect(await storeAtLast(after.storage, fileOf(9))).toEqual(stored);
  expect(await after.chain.transactions()).toBe(transactions);
  await storeAtLast(after.storage, fileOf(10));
  await after.close();
  rmSync(folder, { recursive: true });
});
