import { testUSDC } from "@necto/contracts/abi/generated";
import type { Address } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readClient, writeClient } from "../../chain/chain-clients.ts";
import { type Explorer, openExplorer } from "../../chain/explorer/open-explorer.ts";
import type { ExplorableChain } from "../../protocol/explorer.ts";
import { devAccount } from "../dev-accounts.ts";
import { type AdiSandbox, openAdi } from "./open-adi.ts";

// What the explorer reads, from a chain that is there.

const NOBODY: Address = `0x${"7".repeat(40)}`;
const NOTHING = `0x${"7".repeat(64)}`;

let adi: AdiSandbox;
let chain: ExplorableChain;
let explorer: Explorer;

beforeAll(async () => {
  adi = await openAdi({ folder: null, now: Date.now });
  const { contracts, token } = adi.deployment;
  chain = {
    ...{ chainId: adi.chain.chainId, title: "sandbox for ADI", currency: "ADI", token: "tUSDC" },
    ...{ rpcUrl: adi.chain.url, explorerUrl: null, fromBlock: 0 },
    contracts: [
      { name: "escrow", address: contracts.escrow.address },
      { name: "registry", address: contracts.registry.address },
      { name: "token", address: token },
    ],
  };
  explorer = openExplorer({ chains: [chain], storage });
});
afterAll(() => adi?.chain.close());

const storage = { from: "nowhere", fetch: async () => null };

/** Moves test money, and waits until it is in a block. */
async function send(amount: bigint, to = NOBODY) {
  const client = writeClient(adi.chain, devAccount("buyer"));
  const hash = await client.writeContract({
    ...{ address: adi.deployment.token, abi: testUSDC.abi, functionName: "transfer", args: [to, amount] },
  });
  return readClient(adi.chain).waitForTransactionReceipt({ hash });
}

test("a transaction is told with its block, its cost, what it asked for and what came of it", async () => {
  const receipt = await send(2_500_000n);
  const hash = receipt.transactionHash;
  const buyer = devAccount("buyer").address.toLowerCase();
  const { found, silent } = await explorer.transaction(hash);
  expect(silent).toEqual([]);
  expect(found).toHaveLength(1);
  const block = { number: Number(receipt.blockNumber), confirmations: 1, isFinal: true };
  expect(found[0]).toMatchObject({
    ...{ hash, status: "success", block, created: null, valueWei: "0" },
    feeWei: String(receipt.gasUsed * receipt.effectiveGasPrice),
    from: { address: buyer, contract: null },
    to: { address: adi.deployment.token.toLowerCase(), contract: "token" },
    call: {
      ...{ contract: "token", name: "transfer" },
      facts: [
        { name: "to", kind: "address", value: NOBODY },
        { name: "value", kind: "money", value: "2500000" },
      ],
    },
  });
  expect(found[0]!.events.map(({ explained }) => explained)).toEqual([
    {
      ...{ contract: "token", name: "Transfer" },
      facts: [
        { name: "from", kind: "address", value: buyer },
        { name: "to", kind: "address", value: NOBODY },
        { name: "value", kind: "money", value: "2500000" },
      ],
    },
  ]);
});

test("one that was carried back says so and has no events", async () => {
  const client = writeClient(adi.chain, devAccount("buyer"));
  const hash = await client.writeContract({
    ...{
      address: adi.deployment.token,
      abi: testUSDC.abi,
      functionName: "blacklist",
      args: [NOBODY],
      gas: 100_000n,
    },
  });
  await readClient(adi.chain).waitForTransactionReceipt({ hash });
  const { found } = await explorer.transaction(hash);
  expect(found[0]).toMatchObject({ status: "reverted", call: { name: "blacklist" }, events: [] });
  expect(found[0]!.reason).toBe("NotOwner");
});

test("a block is found by number and by hash, with what its transactions called", async () => {
  const { blockNumber, blockHash, transactionHash } = await send(1n);
  const byNumber = await explorer.block(Number(blockNumber), chain.chainId);
  expect(byNumber.found[0]).toMatchObject({ hash: blockHash, isFinal: true, isNewest: true });
  expect(byNumber.found[0]!.transactions).toMatchObject([
    { hash: transactionHash, name: "transfer", to: { contract: "token" } },
  ]);
  expect((await explorer.block(blockHash, null)).found[0]).toEqual(byNumber.found[0]);
});

test("an account has its money, and the events that name it, newest first", async () => {
  const { found } = await explorer.account(devAccount("provider-rheinwerk").address);
  const names = found[0]!.mentions.map(({ contract, name }) => `${contract} ${name}`);
  expect(new Set(names)).toContain("registry ListingRegistered");
  const other: Address = `0x${"8".repeat(40)}`;
  await send(2n, other);
  await send(3n, other);
  const { found: nobody } = await explorer.account(other);
  expect(nobody[0]).toMatchObject({ isContract: false, sent: 0, tokenUnits: "5", balanceWei: "0" });
  const blocks = nobody[0]!.mentions.map(({ block }) => block);
  expect(blocks).toEqual(blocks.toSorted((a, b) => b - a));
  expect((await explorer.account(adi.deployment.token)).found[0]).toMatchObject({
    ...{ isContract: true, party: { contract: "token" } },
  });
});

test("the newest blocks come first", async () => {
  const { found } = await explorer.heads(3);
  const [{ blocks }] = found as [(typeof found)[0]];
  const newest = Number(await readClient(adi.chain).getBlockNumber());
  expect(blocks.map(({ number }) => number)).toEqual([newest, newest - 1, newest - 2]);
});

test("what a chain does not know is not found, and one that does not answer is named", async () => {
  const none = { found: [], silent: [] };
  expect(await explorer.transaction(NOTHING)).toEqual(none);
  expect(await explorer.block(NOTHING, null)).toEqual(none);
  expect(await explorer.block(9_999_999, chain.chainId)).toEqual(none);
  expect(await explorer.mentions(NOTHING)).toEqual(none);
  expect(await explorer.file(NOTHING)).toBeNull();
  const wrong = { ...chain, chainId: 16_602, title: "another chain" };
  const gone = { ...chain, rpcUrl: "http://127.0.0.1:9", title: "gone" };
  const { silent } = await openExplorer({ chains: [wrong, gone], storage }).transaction(NOTHING);
  expect(silent).toEqual(["another chain", "gone"]);
});
