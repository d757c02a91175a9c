import { execFile } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openZeroGNode, type ZeroGNode } from "../sandbox/zero-g/open-zero-g-node.ts";
import { rootOf } from "../trace/merkle-root.ts";
import { patternOf } from "../trace/testing/zg-vectors.ts";
import { createSdkUploader } from "./sdk-uploader.ts";
import { type FlowChain, startObedientFlowChain } from "./testing/start-flow-chain.ts";
import type { Attempt, TraceStorage } from "./trace-storage.ts";
import { openZeroGStorage, type ZeroGStorageOptions } from "./zero-g-storage.ts";

const CHAIN = 16602;
const NEVER = new AbortController().signal;
/** An account that has nothing, on any chain. */
const POOR = `0x${"7".repeat(64)}`;

let chain: FlowChain;
let node: ZeroGNode;
const opened: TraceStorage[] = [];

beforeAll(async () => {
  chain = await startObedientFlowChain(CHAIN);
  node = await openZeroGNode({ rpcUrl: chain.url, flow: chain.flow, folder: null, faults: {}, now: () => 0 });
});
afterAll(async () => {
  await Promise.all(opened.map((storage) => storage.close()));
  await node.close();
  await chain.close();
});

function open(options: Partial<ZeroGStorageOptions> = {}): TraceStorage {
  const storage = openZeroGStorage({
    rpcUrl: chain.url,
    indexerUrl: node.url,
    chainId: CHAIN,
    signerKey: chain.signerKey,
    deadlineMs: 30_000,
    ...options,
  });
  opened.push(storage);
  return storage;
}

function store(storage: TraceStorage, bytes: Uint8Array, resume: Attempt | null = null) {
  const told = { attempt: resume, hashes: [] as string[] };
  const stored = storage.store({
    bytes,
    resume,
    signal: NEVER,
    onAttempt: async (attempt) => void (told.attempt = attempt),
    onSubmitted: async (txHash) => void told.hashes.push(txHash),
  });
  return { stored, told };
}

const fileOf = (mark: number): Uint8Array => patternOf(2_000).with(0, mark);

test("an account without money is told by its address, and no key is", async () => {
  const { stored } = store(open({ signerKey: POOR }), fileOf(1));
  const error = await stored.catch((cause: unknown) => cause as Error & { meta: { address: string } });
  expect(error).toMatchObject({ code: "storage/funds", retryable: true });
  const text = JSON.stringify([error, String(error), String((error as Error).cause), (error as Error).stack]);
  expect(text.toLowerCase()).not.toContain(POOR.slice(2));
});

test("a transaction that waits is neither paid for again nor forgotten", async () => {
  const bytes = fileOf(2);
  const hasty = open({ deadlineMs: 5_000 });
  const before = await chain.transactions();
  await chain.rpc("evm_setAutomine", [false]);

  const first = store(hasty, bytes);
  await expect(first.stored).rejects.toMatchObject({ code: "storage/deadline" });
  const [txHash] = first.told.hashes;
  const { nonce, fromBlock } = first.told.attempt!;

  // Knowing its hash, one waits for it; not knowing it, one sends the same nonce again, which the chain refuses.
  await expect(store(hasty, bytes, { nonce, fromBlock, txHash: txHash! }).stored).rejects.toMatchObject({
    code: "storage/deadline",
  });
  await expect(store(hasty, bytes, { nonce, fromBlock, txHash: null }).stored).rejects.toMatchObject({
    code: "storage/rejected",
    retryable: true,
  });
  // Another file is not held up: its nonce is behind the one that waits.
  const other = store(hasty, fileOf(3));
  await expect(other.stored).rejects.toMatchObject({ code: "storage/deadline" });
  expect(other.told.attempt!.nonce).toBe(nonce + 1);

  await chain.rpc("evm_setAutomine", [true]);
  await chain.rpc("evm_mine", []);
  const last = store(open(), bytes, { nonce, fromBlock, txHash: null });
  expect(await last.stored).toMatchObject({ txHash });
  expect(last.told.hashes).toEqual([txHash]);
  expect(await chain.transactions()).toBe(before + 2);
});

test("a payment that was dropped is made again with the same nonce", async () => {
  const bytes = fileOf(4);
  await chain.rpc("evm_setAutomine", [false]);
  const first = store(open({ deadlineMs: 5_000 }), bytes);
  await expect(first.stored).rejects.toMatchObject({ code: "storage/deadline" });
  const [txHash] = first.told.hashes;
  await chain.rpc("anvil_dropTransaction", [txHash]);
  await chain.rpc("evm_setAutomine", [true]);
  const before = await chain.transactions();
  const again = store(open(), bytes, { ...first.told.attempt!, txHash: txHash! });
  await again.stored;
  expect(again.told.attempt!.nonce).toBe(first.told.attempt!.nonce);
  expect(await chain.transactions()).toBe(before + 1);
});

test("a file that a stranger paid for is uploaded for nothing", async () => {
  const bytes = fileOf(5);
  await chain.submit(bytes);
  const before = await chain.transactions();
  const { stored, told } = store(open(), bytes);
  expect(await stored).toMatchObject({ root: rootOf(bytes), txHash: expect.stringMatching(/^0x/) });
  expect(told).toEqual({ attempt: null, hashes: [] });
  expect(await chain.transactions()).toBe(before);
});

test("the SDK cannot pay when it is told of no payment that the nodes know", async () => {
  const setup = { rpcUrl: chain.url, indexerUrl: node.url, chainId: CHAIN, signerKey: chain.signerKey };
  const uploader = createSdkUploader(setup);
  const before = await chain.transactions();
  const failure = await uploader.upload(
    { bytes: fileOf(8), nonce: null, taskSize: 1 },
    async () => {},
    NEVER,
  );
  expect(failure?.text).toContain("intrinsic gas too low");
  expect(await chain.transactions()).toBe(before);
  await uploader.close();
});

test("an upload that is given up pays nothing more, and those beside it go on", async () => {
  const setup = { rpcUrl: chain.url, indexerUrl: node.url, chainId: CHAIN, signerKey: chain.signerKey };
  const uploader = createSdkUploader(setup);
  const before = await chain.transactions();
  const jobOf = (mark: number, nonce: number) => ({ bytes: fileOf(mark), nonce, taskSize: 1 });
  const beside = uploader.upload(jobOf(9, before), async () => {}, NEVER);
  const reason = new Error("no longer wanted");
  const abort = new AbortController();
  const givenUp = uploader.upload(jobOf(10, before + 1), async () => {}, abort.signal);
  abort.abort(reason);
  await expect(givenUp).rejects.toBe(reason);
  expect(await beside).toBeNull();
  expect(await chain.transactions()).toBe(before + 1);
  await uploader.close();
});

test("where the Flow contract is not, the payment is refused for good", async () => {
  const flow = `0x${"12".repeat(20)}`;
  const lost = await openZeroGNode({ rpcUrl: chain.url, flow, folder: null, faults: {}, now: () => 0 });
  const before = await chain.transactions();
  const { stored } = store(open({ indexerUrl: lost.url }), fileOf(6));
  await expect(stored).rejects.toMatchObject({ code: "storage/rejected", retryable: false });
  expect(await chain.transactions()).toBe(before);
  await lost.close();
});

test("a closed storage ends its upload, which can be resumed", async () => {
  const bytes = fileOf(7);
  node.setFaults({ paused: true });
  const closing = open();
  const before = await chain.transactions();
  const submitted = Promise.withResolvers<void>();
  let attempt: Attempt | null = null;
  const stored = closing.store({
    bytes,
    resume: null,
    signal: NEVER,
    onAttempt: async (made) => void (attempt = made),
    onSubmitted: async () => submitted.resolve(),
  });
  const outcome = expect(stored).rejects.toMatchObject({ code: "storage/unreachable", retryable: true });
  await submitted.promise;
  await closing.close();
  await outcome;
  await expect(closing.check(NEVER)).rejects.toMatchObject({ code: "storage/unreachable" });
  node.setFaults({ paused: false });
  await store(open(), bytes, attempt).stored;
  expect(await chain.transactions()).toBe(before + 1);
});

test("it prints nothing, and a process that used it ends by itself", async () => {
  const script = `
    import { openZeroGStorage } from ${JSON.stringify(new URL("./zero-g-storage.ts", import.meta.url).href)};
    const [rpcUrl, indexerUrl, signerKey] = process.argv.slice(1);
    const options = { rpcUrl, indexerUrl, signerKey, chainId: ${CHAIN}, deadlineMs: 30_000 };
    const store = (options) => openZeroGStorage(options).store({
      bytes: new TextEncoder().encode("quiet"), resume: null, signal: new AbortController().signal,
      onAttempt: async () => {}, onSubmitted: async () => {},
    });
    await store(options);
    await store({ ...options, rpcUrl: "http://127.0.0.1:1" }).catch(({ code }) => { process.exitCode = code === "storage/unreachable" ? 3 : 4; });
  `;
  const { promise, resolve } = Promise.withResolvers<{ code: unknown; output: string }>();
  const args = ["--input-type=module", "-e", script, chain.url, node.url, chain.signerKey];
  execFile(process.execPath, args, (error, stdout, stderr) =>
    resolve({ code: error?.code ?? 0, output: stdout + stderr }),
  );
  expect(await promise).toEqual({ code: 3, output: "" });
});
