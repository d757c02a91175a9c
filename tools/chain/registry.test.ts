import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { providerRegistry } from "@necto/contracts/abi/generated";
import type { Address } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { demoProvider } from "../sandbox/adi/demo-registry.ts";
import { type AdiSandbox, openAdi } from "../sandbox/adi/open-adi.ts";
import { devAccount } from "../sandbox/dev-accounts.ts";
import { PATIENT_SERVER } from "../sandbox/patient-server.ts";
import { type ReadClient, readClient, writeClient } from "./chain-clients.ts";
import { activeListingsAt, agentKeyAt, blockHashAt, listingsAt, type RegistryAt } from "./registry.ts";

let adi: AdiSandbox;
let client: ReadClient;
let registry: Address;
let at: RegistryAt;

beforeAll(async () => {
  adi = await openAdi({ folder: null, now: Date.now });
  client = readClient(adi.chain);
  registry = adi.deployment.contracts.registry.address;
  at = { client, registry };
});

afterAll(() => adi.chain.close());

async function call(
  account: Parameters<typeof writeClient>[1],
  functionName: string,
  args: readonly unknown[],
) {
  const request = { address: registry, abi: providerRegistry.abi, functionName, args } as never;
  const hash = await writeClient(adi.chain, account).writeContract(request);
  return (await client.waitForTransactionReceipt({ hash })).blockNumber;
}

/** A node that answers logs of so many blocks at most, as public ones do. Counts what it refused. */
async function stingyNode(blocks: number) {
  let refused = 0;
  const server = createServer(PATIENT_SERVER, async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const { id, method, params } = JSON.parse(body);
    const isTooMuch =
      method === "eth_getLogs" && Number(params[0].toBlock) - Number(params[0].fromBlock) >= blocks;
    if (isTooMuch) refused += 1;
    const answer = isTooMuch
      ? JSON.stringify({ jsonrpc: "2.0", id, error: { code: -32600, message: "block range is too wide" } })
      : await (await fetch(adi.chain.url, { method: "POST", body })).text();
    response.setHeader("content-type", "application/json").end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, refused: () => refused, close: () => server.close() };
}

test("a key is valid from the block it was added in to the one it was retired in, both included", async () => {
  const key = devAccount("relayer").address;
  const owner = devAccount("deployer");
  const from = await call(owner, "addAgentKey", [key]);
  expect(await agentKeyAt(at, key, from + 1_000n)).toEqual({ from, until: null, isValid: true });
  const until = await call(owner, "retireAgentKey", [key]);
  const validAt = async (block: bigint) => (await agentKeyAt(at, key, block)).isValid;
  expect(await agentKeyAt(at, key, until)).toEqual({ from, until, isValid: true });
  expect([await validAt(from - 1n), await validAt(from), await validAt(until + 1n)]).toEqual([
    false,
    true,
    false,
  ]);
});

test("a key that was never added is valid at no block, the first included", async () => {
  const stranger = devAccount("buyer").address;
  expect(await agentKeyAt(at, stranger, 0n)).toEqual({ from: null, until: null, isValid: false });
});

test("a block's listings stay what they were, whatever comes after", async () => {
  const before = await client.getBlockNumber();
  const listings = await listingsAt(at, { block: before, fromBlock: 0n });
  const provider = demoProvider("Pacific Lattice");
  const own = listings.find((listing) => listing.provider === provider.address)!;
  const { listingId } = own;
  const specsHash = `0x${"5a".repeat(32)}` as const;
  const updated = await call(provider, "updateListing", [listingId, own.ceilingRate + 1, specsHash]);
  const rated = await call(provider, "updateRate", [listingId, own.ceilingRate + 2]);
  const closed = await call(provider, "setStatus", [listingId, 3]);
  const find = async (block: bigint) =>
    (await listingsAt(at, { block, fromBlock: 0n })).find((listing) => listing.listingId === listingId);
  expect(await find(before)).toEqual(own);
  expect(await find(updated)).toEqual({ ...own, version: 2, ceilingRate: own.ceilingRate + 1, specsHash });
  expect(await find(rated)).toEqual({ ...own, version: 3, ceilingRate: own.ceilingRate + 2, specsHash });
  expect(await find(closed)).toMatchObject({ version: 3, status: "offline" });
  const active = async (block: bigint) =>
    (await activeListingsAt(at, { block, fromBlock: 0n })).some((listing) => listing.listingId === listingId);
  expect([await active(rated), await active(closed)]).toEqual([true, false]);
  const { provider: told, ...stored } = await client.readContract({
    address: registry,
    abi: providerRegistry.abi,
    functionName: "listings",
    args: [listingId],
  });
  expect({ ...own, ...stored, provider: told, status: "offline" }).toEqual(await find(closed));
});

test("pages of any length give the same listings", async () => {
  const block = await client.getBlockNumber();
  const whole = await listingsAt(at, { block, fromBlock: 0n });
  expect(whole).toHaveLength(13);
  for (const pageBlocks of [1n, 3n, 7n])
    expect(await listingsAt(at, { block, fromBlock: 0n, pageBlocks })).toEqual(whole);
});

test("a node that gives few blocks at a time is asked for fewer", async () => {
  const node = await stingyNode(4);
  const stingy = { client: readClient({ url: node.url, chainId: adi.chain.chainId }), registry };
  const block = await client.getBlockNumber();
  expect(await listingsAt(stingy, { block, fromBlock: 0n })).toEqual(
    await listingsAt(at, { block, fromBlock: 0n }),
  );
  expect(node.refused()).toBeGreaterThan(0);
  node.close();
});

test("a node that refuses a single block is an error, not an empty list", async () => {
  const node = await stingyNode(0);
  const none = { client: readClient({ url: node.url, chainId: adi.chain.chainId }), registry };
  await expect(listingsAt(none, { block: 3n, fromBlock: 0n })).rejects.toThrow("too wide");
  node.close();
});

test("a first block that is too late is an error: the answer would lack listings", async () => {
  const block = await client.getBlockNumber();
  await expect(listingsAt(at, { block, fromBlock: block })).rejects.toThrow(
    "before the first block asked for",
  );
});

test("a block has its hash, and one that is not there has none", async () => {
  const { number, hash } = await client.getBlock();
  expect(await blockHashAt(client, number)).toBe(hash);
  expect(await blockHashAt(client, number + 1n)).toBeNull();
});
