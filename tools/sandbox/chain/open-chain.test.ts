import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { testUSDC } from "@necto/contracts/abi/generated";
import { encodeDeployData, type Hex, keccak256 } from "viem";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Chain, type ChainOptions, openChain } from "./open-chain.ts";
import { alice, ask, balances, bob, CHAIN_ID, clientsOf, post, transfer } from "./testing/chain-client.ts";

let folder: string;
let open: Chain[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "necto-chain-"));
});

afterEach(async () => {
  await Promise.all(open.map(({ close }) => close()));
  open = [];
  await rm(folder, { recursive: true, force: true });
});

async function openIt(options: Partial<ChainOptions> = {}): Promise<Chain> {
  const chain = await openChain({ folder, chainId: CHAIN_ID, now: Date.now, balances, ...options });
  open.push(chain);
  return chain;
}

async function closeIt(chain: Chain): Promise<void> {
  open = open.filter((other) => other !== chain);
  await chain.close();
}

const inMemory = () => openIt({ folder: null });
const send = async (url: string, raw: Hex) => (await ask(url, "eth_sendRawTransaction", [raw])).result;

test("a new chain has its id, Cancun's rules, and the balances that were asked for", async () => {
  const chain = await inMemory();
  const { read } = clientsOf(chain.url);
  expect(chain).toMatchObject({ chainId: CHAIN_ID, isNew: true, warnings: [] });
  expect(await read.getChainId()).toBe(CHAIN_ID);
  expect(await read.getBalance({ address: alice.address })).toBe(10n ** 21n);
  expect((await read.getBlock()).blobGasUsed).toBe(0n);
});

test("a receipt can be read as soon as a transaction was accepted", async () => {
  const { url } = await inMemory();
  const { read } = clientsOf(url);
  for (let nonce = 0; nonce < 20; nonce += 1) {
    const hash = await read.sendRawTransaction({ serializedTransaction: await transfer(nonce) });
    expect((await read.getTransactionReceipt({ hash })).status).toBe("success");
  }
});

test("transactions that come together share blocks, in their order", async () => {
  const { url } = await inMemory();
  const raws = await Promise.all(Array.from({ length: 50 }, (_, nonce) => transfer(nonce)));
  const answers = await Promise.all(raws.map((raw) => send(url, raw)));
  expect(answers).toEqual(raws.map((raw) => keccak256(raw)));
  const { read } = clientsOf(url);
  expect(await read.getTransactionCount({ address: alice.address })).toBe(50);
  expect(await read.getBlockNumber()).toBeLessThan(50n);
});

test("everything is equal after a restart: blocks, receipts, logs, balances, nonces", async () => {
  const first = await openIt({ snapshotEveryBlocks: 3 });
  const hashes: Hex[] = [];
  const { write } = clientsOf(first.url);
  const data = encodeDeployData({ abi: testUSDC.abi, bytecode: testUSDC.bytecode, args: [alice.address] });
  hashes.push(await write.sendTransaction({ data }));
  const token = (await clientsOf(first.url).read.getTransactionReceipt({ hash: hashes[0]! }))
    .contractAddress!;
  for (let amount = 1n; amount <= 10n; amount += 1n) {
    const args = [bob.address, amount] as const;
    hashes.push(await write.writeContract({ address: token, abi: testUSDC.abi, functionName: "mint", args }));
  }
  const seen = await look(first.url);
  await closeIt(first);
  const second = await openIt();
  expect(second).toMatchObject({ isNew: false, warnings: [] });
  expect(await look(second.url)).toEqual(seen);
  await clientsOf(second.url).write.sendTransaction({ to: bob.address, value: 1n });
  expect(await clientsOf(second.url).read.getBlockNumber()).toBe(12n);

  async function look(url: string) {
    const { read } = clientsOf(url);
    const count = Number(await read.getBlockNumber());
    return {
      blocks: await Promise.all(
        Array.from({ length: count + 1 }, (_, number) => read.getBlock({ blockNumber: BigInt(number) })),
      ),
      receipts: await Promise.all(hashes.map((hash) => read.getTransactionReceipt({ hash }))),
      logs: await read.getLogs({ fromBlock: 0n }),
      balance: await read.readContract({
        address: token,
        abi: testUSDC.abi,
        functionName: "balanceOf",
        args: [bob.address],
      }),
      coins: await read.getBalance({ address: alice.address }),
      nonce: await read.getTransactionCount({ address: alice.address }),
    };
  }
});

test("an account that a later version funds gets its balance, others keep theirs", async () => {
  const first = await openIt({ balances: { [alice.address]: 10n ** 18n } });
  await send(first.url, await transfer(0));
  await closeIt(first);
  const later = "0x00000000000000000000000000000000000000aa";
  const { url } = await openIt({ balances: { [alice.address]: 5n, [later]: 7n } });
  const { read } = clientsOf(url);
  expect(await read.getBalance({ address: later })).toBe(7n);
  expect(await read.getBalance({ address: alice.address })).toBeGreaterThan(10n ** 17n);
});

test("the time of a block is ours, and a clock that was moved stays moved", async () => {
  let now = 1_800_000_000_500;
  const chain = await openIt({ now: () => now });
  const timeOf = async (url: string) => (await clientsOf(url).read.getBlock()).timestamp;
  now += 10_000;
  await send(chain.url, await transfer(0));
  expect(await timeOf(chain.url)).toBe(1_800_000_010n);
  await chain.advance(3_600);
  expect(await timeOf(chain.url)).toBe(1_800_003_610n);
  await closeIt(chain);
  now += 5_000;
  const { url } = await openIt({ now: () => now });
  await send(url, await transfer(1));
  expect(await timeOf(url)).toBe(1_800_003_615n);
});

test("a clock that goes backwards makes no block older than the one before", async () => {
  let now = 1_800_000_000_000;
  const { url } = await openIt({ folder: null, now: () => now });
  now -= 60_000;
  await send(url, await transfer(0));
  expect((await clientsOf(url).read.getBlock()).timestamp).toBe(1_800_000_000n);
});

test("a call sees the present on a chain where nothing happens", async () => {
  let now = 1_800_000_000_000;
  const { url } = await openIt({ folder: null, now: () => now });
  now += 7_200_000;
  /** Returns TIMESTAMP. */
  const call = { data: "0x4260005260206000f3" } as const;
  expect(BigInt((await clientsOf(url).read.call(call)).data!)).toBe(1_800_007_200n);
  const { result } = await ask(url, "eth_call", [call]);
  expect(Number(result)).toBe(1_800_007_200);
});

test("a transaction ahead of its nonce waits, is kept over a restart, and is mined when its turn comes", async () => {
  const first = await openIt();
  const early = await transfer(1);
  expect(await send(first.url, early)).toBe(keccak256(early));
  await closeIt(first);
  const { url } = await openIt();
  const { read } = clientsOf(url);
  expect((await read.getTransaction({ hash: keccak256(early) })).blockNumber).toBeNull();
  await send(url, await transfer(0));
  expect((await read.getTransactionReceipt({ hash: keccak256(early) })).status).toBe("success");
});

test("what anvil refuses is told as anvil tells it", async () => {
  const { url } = await inMemory();
  await send(url, await transfer(0));
  expect((await ask(url, "eth_sendRawTransaction", [await transfer(0)])).error?.message).toContain(
    "nonce too low",
  );
  expect((await ask(url, "eth_sendRawTransaction", ["0xzz"])).error?.code).toBe(-32602);
  expect((await ask(url, "eth_sendRawTransaction", ["0x1234"])).error).toBeDefined();
});

test("a transaction that reverts is mined and says so", async () => {
  const { url } = await inMemory();
  const { read, write } = clientsOf(url);
  const hash = await write.sendTransaction({ data: "0x60006000fd", gas: 100_000n });
  expect((await read.getTransactionReceipt({ hash })).status).toBe("reverted");
});

test("a transaction can be sent and its receipt had in one request", async () => {
  const { url } = await inMemory();
  const { result } = await ask(url, "eth_sendRawTransactionSync", [await transfer(0)]);
  expect(result).toMatchObject({ status: "0x1", blockNumber: "0x1" });
});

test("a batch is answered in its order, transactions before what reads them too", async () => {
  const { url } = await inMemory();
  const raws = [await transfer(0), await transfer(1)];
  const batch = [
    ...raws.map((raw) => ["eth_sendRawTransaction", [raw]]),
    ["eth_chainId", []],
    ["no_such", []],
  ];
  const response = await post(
    url,
    batch.map(([method, params], id) => ({ jsonrpc: "2.0", id: `call ${id}`, method, params })),
  );
  expect(await response.json()).toMatchObject([
    { id: "call 0", result: keccak256(raws[0]!) },
    { id: "call 1", result: keccak256(raws[1]!) },
    { id: "call 2", result: "0x12cc9" },
    { id: "call 3", error: { code: -32601 } },
  ]);
});

test("a page of any origin may read the chain, and what is no JSON-RPC is refused", async () => {
  const { url } = await inMemory();
  const preflight = await fetch(url, { method: "OPTIONS" });
  expect([preflight.status, preflight.headers.get("access-control-allow-origin")]).toEqual([204, "*"]);
  expect((await post(url, { method: "eth_chainId" })).headers.get("access-control-allow-origin")).toBe("*");
  expect((await fetch(url)).status).toBe(405);
  expect(await (await post(url, "{")).json()).toMatchObject({ id: null, error: { code: -32700 } });
  expect(await (await post(url, [])).json()).toMatchObject({ error: { code: -32600 } });
  expect(await (await post(url, { id: 1 })).json()).toMatchObject({ error: { code: -32600 } });
  expect((await post(url, "x".repeat(4_000_001))).status).toBe(413);
});

test.each(["anvil_setBalance", "evm_mine", "anvil_loadState", "eth_sendTransaction", "eth_newFilter"])(
  "%s cannot be reached from outside",
  async (method) => {
    const { url } = await inMemory();
    expect((await ask(url, method)).error?.code).toBe(-32601);
  },
);

test("what is durable is final: safe and finalized name the newest block", async () => {
  const { url } = await inMemory();
  await send(url, await transfer(0));
  const { read } = clientsOf(url);
  for (const blockTag of ["safe", "finalized"] as const)
    expect((await read.getBlock({ blockTag })).number).toBe(1n);
});

test("a folder that is open is refused, also to this process", async () => {
  await openIt();
  await expect(openIt()).rejects.toMatchObject({
    code: "chain/in-use",
    message: expect.stringContaining(folder),
  });
});

test("a folder that another process has open is refused, until that process is gone", async () => {
  const writer = fileURLToPath(new URL("testing/write-forever.ts", import.meta.url));
  const other = spawn(process.execPath, [writer, folder]);
  await once(other.stdout, "data");
  await expect(openIt()).rejects.toMatchObject({ code: "chain/in-use" });
  other.kill("SIGKILL");
  await once(other, "exit");
  expect(await openIt()).toMatchObject({ isNew: false, warnings: [] });
});

test("a folder of another chain is refused, and can be opened as what it is afterwards", async () => {
  await closeIt(await openIt());
  const wrong = openIt({ chainId: 5 });
  await expect(wrong).rejects.toMatchObject({
    code: "chain/wrong-network",
    meta: { expected: 5, found: CHAIN_ID },
  });
  expect((await openIt()).isNew).toBe(false);
});

test("when anvil alone is killed, who asks waits for another one, and nothing that was told is gone", async () => {
  const chain = await openIt();
  const pid = async () => Number(await readFile(join(folder, "anvil.pid"), "utf8"));
  const first = await pid();
  await send(chain.url, await transfer(0));
  const block = await clientsOf(chain.url).read.getBlock();
  process.kill(first, "SIGKILL");
  await expect.poll(pid).not.toBe(first);
  await send(chain.url, await transfer(1));
  expect(await clientsOf(chain.url).read.getBlock({ blockNumber: 1n })).toEqual(block);
  expect(await clientsOf(chain.url).read.getTransactionCount({ address: alice.address })).toBe(2);
});

test("a port that is taken is an error that names it", async () => {
  const { url } = await inMemory();
  const port = Number(new URL(url).port);
  await expect(openIt({ port })).rejects.toMatchObject({
    code: "chain/not-started",
    message: expect.stringContaining(String(port)),
  });
  expect(await openIt()).toMatchObject({ warnings: [] });
});
