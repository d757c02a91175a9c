import { keccak256 } from "viem";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Chain, openChain } from "./open-chain.ts";
import { ask, balances, CHAIN_ID, clientsOf, post, transfer } from "./testing/chain-client.ts";

let chain: Chain;

beforeEach(async () => {
  chain = await openChain({ folder: null, chainId: CHAIN_ID, now: Date.now, balances });
});

afterEach(() => chain.close());

const send = async (nonce: number) => ask(chain.url, "eth_sendRawTransaction", [await transfer(nonce)]);
const read = (method: string, ...params: readonly unknown[]) => ask(chain.url, method, params);
const number = async () => Number((await read("eth_blockNumber")).result);

test("refuse cuts the connection and does nothing", async () => {
  chain.faults.inject({ kind: "refuse" }, { times: 1 });
  await expect(send(0)).rejects.toThrow();
  expect(await number()).toBe(0);
});

test("drop-response does what was asked and says nothing", async () => {
  chain.faults.inject({ kind: "drop-response" }, { methods: ["eth_sendRawTransaction"], times: 1 });
  await expect(send(0)).rejects.toThrow();
  expect(await number()).toBe(1);
  const { result } = await read("eth_getTransactionReceipt", keccak256(await transfer(0)));
  expect(result).toMatchObject({ status: "0x1" });
});

test("duplicate delivers twice, mines once, and gives the second answer", async () => {
  chain.faults.inject({ kind: "duplicate" }, { times: 1 });
  expect((await send(0)).error?.message).toContain("nonce too low");
  expect(await number()).toBe(1);
});

test("too-many-requests is HTTP 429, and nothing was done", async () => {
  const stop = chain.faults.inject({ kind: "too-many-requests" });
  expect((await post(chain.url, { id: 1, method: "eth_chainId" })).status).toBe(429);
  stop();
  expect((await post(chain.url, { id: 1, method: "eth_chainId" })).status).toBe(200);
});

test("delay answers, later than others that were asked later", async () => {
  chain.faults.inject({ kind: "delay", ms: 300 }, { methods: ["eth_gasPrice"] });
  const order: string[] = [];
  await Promise.all([
    read("eth_gasPrice").then(({ result }) => order.push(`late ${typeof result}`)),
    read("eth_chainId").then(() => order.push("at once")),
  ]);
  expect(order).toEqual(["at once", "late string"]);
});

test("stale-read knows nothing of the newest blocks, and writes go through", async () => {
  for (let nonce = 0; nonce < 3; nonce += 1) await send(nonce);
  const hash = keccak256(await transfer(2));
  const stop = chain.faults.inject({ kind: "stale-read", blocks: 1 });
  expect(await number()).toBe(2);
  expect((await read("eth_getTransactionReceipt", hash)).result).toBeNull();
  expect((await read("eth_getBlockByNumber", "latest", false)).result).toMatchObject({ number: "0x2" });
  const sender = Object.keys(balances)[0];
  expect((await read("eth_getTransactionCount", sender, "latest")).result).toBe("0x2");
  await send(3);
  expect(await number()).toBe(3);
  stop();
  expect(await number()).toBe(4);
  expect((await read("eth_getTransactionReceipt", hash)).result).toMatchObject({ status: "0x1" });
});

test("a stale node's logs end where it is", async () => {
  const { write } = clientsOf(chain.url);
  /** Logs nothing but that it was called: LOG0 with empty data, in the constructor. */
  for (let count = 0; count < 2; count += 1) await write.sendTransaction({ data: "0x60006000a0" });
  const logs = async () => ((await read("eth_getLogs", { fromBlock: "0x0" })).result as unknown[]).length;
  expect(await logs()).toBe(2);
  chain.faults.inject({ kind: "stale-read", blocks: 1 });
  expect(await logs()).toBe(1);
});

test("clear ends all faults", async () => {
  chain.faults.inject({ kind: "refuse" });
  chain.faults.inject({ kind: "too-many-requests" });
  chain.faults.clear();
  expect(await number()).toBe(0);
});
