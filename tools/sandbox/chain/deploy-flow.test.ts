import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sandboxFlow } from "@necto/contracts/abi/generated";
import { type Hex, keccak256, parseEventLogs } from "viem";
import { afterEach, expect, test } from "vitest";
import { readClient, writeClient } from "../../chain/chain-clients.ts";
import { networkNamed } from "../../chain/networks.ts";
import { devAccount, devBalances } from "../dev-accounts.ts";
import { deployFlow, PRICE_PER_SECTOR } from "./deploy-flow.ts";
import { type Chain, openChain } from "./open-chain.ts";

const { chainId } = networkNamed("0g-sandbox");
let chain: Chain | undefined;
let folder: string | null = null;

afterEach(async () => {
  await chain?.close();
  if (folder !== null) await rm(folder, { recursive: true, force: true });
  folder = null;
});

async function open(): Promise<Chain> {
  chain = await openChain({ folder, chainId, now: Date.now, balances: devBalances() });
  return chain;
}

test("a file is submitted, paid and told of as on 0G", async () => {
  const at = await open();
  const { flow, market } = await deployFlow(at);
  const agent = devAccount("agent");
  const root: Hex = `0x${"ab".repeat(32)}`;
  const data = { length: 1_000n, tags: "0x", nodes: [{ root, height: 2n }] } as const;
  const hash = await writeClient(at, agent).writeContract({
    address: flow,
    abi: sandboxFlow.abi,
    functionName: "submit",
    args: [{ data, submitter: agent.address }],
    value: 4n * PRICE_PER_SECTOR,
  });
  const { logs } = await readClient(at).getTransactionReceipt({ hash });
  const [event] = parseEventLogs({ abi: sandboxFlow.abi, logs, eventName: "Submit" });
  expect(event?.args).toEqual({
    sender: agent.address,
    identity: keccak256(root),
    submissionIndex: 0n,
    startPos: 4n,
    length: 4n,
    submission: data,
  });
  expect(await readClient(at).getBalance({ address: market })).toBe(4n * PRICE_PER_SECTOR);
});

test("it is found again, by a second call and after a restart", async () => {
  folder = await mkdtemp(join(tmpdir(), "necto-chain-"));
  const first = await deployFlow(await open());
  expect(first.transactions).toHaveLength(2);
  const { flow, market } = first;
  expect(await deployFlow(chain!)).toEqual({ flow, market, transactions: null });
  await chain!.close();
  expect(await deployFlow(await open())).toEqual({ flow, market, transactions: null });
});

test("another chain is refused before anything is sent", async () => {
  const { url } = await open();
  const deployed = deployFlow({ url, chainId: 16_602 });
  await expect(deployed).rejects.toMatchObject({ code: "chain/wrong-network" });
  expect(await readClient({ url, chainId }).getBlockNumber()).toBe(0n);
});
