import { type Hex, keccak256 } from "viem";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type BlockWriter, blockWriter } from "./block-writer.ts";
import type { JournalEntry } from "./journal.ts";
import { readChain } from "./read-chain.ts";
import { type Anvil, startAnvil } from "./start-anvil.ts";
import { alice, bob, CHAIN_ID, transfer } from "./testing/chain-client.ts";

let anvil: Anvil;
let writer: BlockWriter;
/** What was handed to the disk, and how each writing ends when the test says so. */
let appended: (readonly JournalEntry[])[];
let endings: { readonly succeed: () => void; readonly fail: (error: Error) => void }[];

beforeEach(async () => {
  appended = [];
  endings = [];
  anvil = await startAnvil({ chainId: CHAIN_ID, genesisTime: 1_800_000_000, folder: null });
  for (const { address } of [alice, bob]) await anvil.call("anvil_setBalance", address, "0xde0b6b3a7640000");
  writer = blockWriter({
    anvil,
    now: () => 1_800_000_001_000,
    aheadSeconds: 0,
    pool: [],
    head: { number: 0, time: 1_800_000_000, hash: "0x" },
    snapshot: { everyBlocks: Number.POSITIVE_INFINITY, take: () => Promise.resolve() },
    journal: {
      append(entries) {
        appended.push(entries);
        return new Promise((succeed, fail) => endings.push({ succeed, fail }));
      },
    },
  });
});

afterEach(() => anvil.kill());

/** Watches a promise without waiting for it. */
function watched<T>(promise: Promise<T>): {
  readonly promise: Promise<T>;
  readonly isSettled: () => boolean;
} {
  let settled = false;
  const done = () => {
    settled = true;
  };
  promise.then(done, done);
  return { promise, isSettled: () => settled };
}

const read = (method: string, ...params: readonly unknown[]) =>
  watched(readChain({ ask: anvil.ask, writer }, { method, params, blocksBehind: 0 }));
const submit = (raw: Hex) => watched(writer.submit(raw));
const disk = (count: number) => expect.poll(() => endings.length).toBe(count);

test("neither the sender nor a reader hears of a block before it is on the disk", async () => {
  const raw = await transfer(0);
  const sent = submit(raw);
  await disk(1);
  expect(await anvil.call("eth_blockNumber")).toBe("0x1");
  const reads = [
    read("eth_getTransactionReceipt", keccak256(raw)),
    read("eth_blockNumber"),
    read("eth_getLogs", { fromBlock: "0x0" }),
  ];
  // Anvil answers this one later than the reads above.
  await anvil.call("eth_chainId");
  await new Promise(setImmediate);
  expect([sent, ...reads].map(({ isSettled }) => isSettled())).toEqual([false, false, false, false]);
  endings[0]!.succeed();
  expect(await sent.promise).toEqual({ result: keccak256(raw) });
  expect(await reads[1]!.promise).toMatchObject({ result: "0x1" });
  expect(await reads[0]!.promise).toMatchObject({ result: { status: "0x1" } });
});

test("what arrives while a block is written shares the next one, and one writing", async () => {
  const first = submit(await transfer(0));
  await disk(1);
  const others = [];
  for (let nonce = 1; nonce <= 20; nonce += 1) others.push(submit(await transfer(nonce)));
  await expect.poll(() => anvil.call("txpool_status")).toMatchObject({ pending: "0x14" });
  endings[0]!.succeed();
  await disk(2);
  endings[1]!.succeed();
  await Promise.all([first, ...others].map(({ promise }) => promise));
  expect(appended.map((entries) => entries.map(({ kind }) => kind))).toEqual([["block"], ["block"]]);
  expect(appended[1]![0]).toMatchObject({ number: 2, transactions: { length: 20 } });
});

test("a disk that fails stops the chain: sender, reader and whoever comes later are told", async () => {
  const sent = submit(await transfer(0));
  await disk(1);
  const receipt = read("eth_getTransactionReceipt", keccak256(await transfer(0)));
  endings[0]!.fail(new Error("no space left on device"));
  const stopped = { code: "chain/stopped", message: expect.stringContaining("no space left on device") };
  await expect(sent.promise).rejects.toMatchObject(stopped);
  await expect(receipt.promise).rejects.toMatchObject(stopped);
  await expect(read("eth_blockNumber").promise).rejects.toMatchObject(stopped);
  await expect(submit(await transfer(1)).promise).rejects.toMatchObject(stopped);
  await expect(writer.advance(1)).rejects.toMatchObject(stopped);
  await writer.close();
});

test("of two transactions with one nonce that wait together, the one that lost hears so", async () => {
  const first = submit(await transfer(0, { from: bob, to: alice.address }));
  await disk(1);
  const low = submit(await transfer(0, { maxFeePerGas: 10n ** 10n }));
  await expect.poll(() => anvil.call("txpool_status")).toMatchObject({ pending: "0x1" });
  const better = await transfer(0, { maxFeePerGas: 10n ** 11n });
  const high = submit(better);
  await expect.poll(() => anvil.call("eth_getTransactionByHash", keccak256(better))).not.toBeNull();
  endings[0]!.succeed();
  await disk(2);
  endings[1]!.succeed();
  await first.promise;
  expect(await high.promise).toEqual({ result: keccak256(better) });
  expect(await low.promise).toMatchObject({ error: { message: expect.stringContaining("dropped") } });
});

test("a change that anvil refuses stops nothing", async () => {
  await expect(writer.change("anvil_setBalance", ["nobody"])).rejects.toThrow("anvil_setBalance");
  const sent = submit(await transfer(0));
  await disk(1);
  endings[0]!.succeed();
  expect(await sent.promise).toHaveProperty("result");
});
