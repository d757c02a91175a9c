import { providerRegistry } from "@necto/contracts/abi/generated";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AdiSandbox, openAdi } from "../sandbox/adi/open-adi.ts";
import { devAccount } from "../sandbox/dev-accounts.ts";
import { brokersAt, createBrokerReader, isBroker, sourceIdOf } from "./brokers.ts";
import { readClient, writeClient } from "./chain-clients.ts";
import type { RegistryAt } from "./registry.ts";

const broker = devAccount("broker").address;
const other = devAccount("provider-pacific").address;
let adi: AdiSandbox;
let at: RegistryAt;

beforeAll(async () => {
  adi = await openAdi({ folder: null, now: Date.now });
  at = { client: readClient(adi.chain), registry: adi.deployment.contracts.registry.address };
});
afterAll(() => adi.chain.close());

async function setBroker(source: string, account: `0x${string}`, active: boolean): Promise<bigint> {
  const args = [sourceIdOf(source), account, active] as const;
  const hash = await writeClient(adi.chain, devAccount("deployer")).writeContract({
    ...{ address: at.registry, abi: providerRegistry.abi, functionName: "setBroker", args },
  });
  return (await at.client.waitForTransactionReceipt({ hash })).blockNumber;
}

test("a broker is one of a source, from the block it was registered in to that of its removal", async () => {
  const named = await setBroker("render", other, true);
  const removed = await setBroker("render", other, false);
  const brokers = async (block: bigint) => brokersAt(at, { block, fromBlock: 0n });
  expect((await brokers(named - 1n)).has("render")).toBe(false);
  expect((await brokers(named)).get("render")).toBe(other);
  expect((await brokers(removed)).has("render")).toBe(false);
  expect(await isBroker(at, "lambda", broker)).toBe(true);
  expect(await isBroker(at, "aws-spot", broker)).toBe(false);
});

test("of several brokers of a source the first one registered counts, until it is removed", async () => {
  const both = await setBroker("lambda", other, true);
  const one = await setBroker("lambda", broker, false);
  expect((await brokersAt(at, { block: both, fromBlock: 0n })).get("lambda")).toBe(broker);
  expect((await brokersAt(at, { block: one, fromBlock: 0n })).get("lambda")).toBe(other);
  await setBroker("lambda", broker, true);
  await setBroker("lambda", other, false);
});

test("a reader that goes from block to block says what a reading from the beginning says", async () => {
  const read = createBrokerReader(at, 0n);
  const blocks = [await setBroker("ionet", other, true), await at.client.getBlockNumber()];
  await adi.chain.advance(1);
  blocks.push(await setBroker("ionet", other, false), blocks[0]!);
  for (const block of blocks)
    expect(await read(block)).toEqual(await brokersAt(at, { block, fromBlock: 0n }));
  await expect(read(1_000_000n)).rejects.toThrow("no block 1000000");
});
