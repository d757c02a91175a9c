import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { privateKeyToAccount } from "viem/accounts";
import { afterEach, expect, test } from "vitest";
import { openChain } from "../sandbox/chain/open-chain.ts";
import { assertChainId } from "./assert-chain-id.ts";
import { readClient, writeClient } from "./chain-clients.ts";
import { networkNamed } from "./networks.ts";

const { chainId } = networkNamed("adi-sandbox");
const account = privateKeyToAccount(`0x${"5a".repeat(32)}`);
const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

async function sandbox(id: number = chainId) {
  const balances = { [account.address]: 10n ** 18n };
  const chain = await openChain({ folder: null, chainId: id, now: Date.now, balances });
  endings.push(chain.close);
  return chain;
}

/** A server that counts requests and answers each in the given way. */
async function serve(
  answer: Parameters<typeof createServer>[1],
): Promise<{ url: string; count: () => number }> {
  let count = 0;
  const server: Server = createServer((request, response) => {
    count += 1;
    answer!(request, response as never);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endings.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, count: () => count };
}

test("one client sends, another waits for the receipt, on the chain that was said", async () => {
  const { url } = await sandbox();
  const at = { url, chainId };
  const hash = await writeClient(at, account).sendTransaction({ to: account.address, value: 1n });
  const receipt = await readClient(at).waitForTransactionReceipt({ hash });
  expect(receipt.status).toBe("success");
  expect(readClient(at).chain.name).toBe("sandbox for ADI");
});

test("a block number is never a remembered one", async () => {
  const chain = await sandbox();
  const read = readClient({ url: chain.url, chainId });
  expect(await read.getBlockNumber()).toBe(0n);
  await chain.advance(1);
  expect(await read.getBlockNumber()).toBe(1n);
});

test("a chain of this machine is asked often, others are not", () => {
  expect(readClient({ url: "http://127.0.0.1:1", chainId }).pollingInterval).toBe(20);
  expect(readClient({ url: "https://rpc.adifoundation.ai", chainId: 36_900 }).pollingInterval).toBe(1_000);
});

test("a write is not sent again by itself, whatever the node says", async () => {
  const { url, count } = await serve((_, response) => void response.writeHead(503).end());
  const sent = writeClient({ url, chainId }, account).sendRawTransaction({ serializedTransaction: "0x02" });
  await expect(sent).rejects.toThrow();
  expect(count()).toBe(1);
});

test("a transaction is signed for the chain that was said, and another chain refuses it", async () => {
  const { url } = await sandbox(chainId + 1);
  const sent = writeClient({ url, chainId }, account).sendTransaction({ to: account.address });
  await expect(sent).rejects.toThrow("invalid chain id");
});

test("the right chain is let through", async () => {
  const { url } = await sandbox();
  await assertChainId({ url, chainId });
});

test("another chain is refused, and both ids are named", async () => {
  const { url } = await sandbox();
  await expect(assertChainId({ url, chainId: 36_900 })).rejects.toMatchObject({
    code: "chain/wrong-network",
    message: expect.stringMatching(
      /on chain 313370036 \(sandbox for ADI\), expected is 36900 \(ADI mainnet\)/,
    ),
    meta: { expected: 36_900, found: chainId },
  });
});

test.each([16_600, 16_601])("the retired id %i is refused without asking", async (retired) => {
  const { url, count } = await serve((_, response) => void response.end());
  await expect(assertChainId({ url, chainId: retired })).rejects.toMatchObject({
    code: "chain/wrong-network",
    message: expect.stringContaining("Use 16602 (0G Galileo testnet)"),
  });
  expect(count()).toBe(0);
});

test("a node that does not answer is an error that can be tried again, and shows no key of its address", async () => {
  const { url } = await serve(() => undefined);
  const asked = assertChainId({ url: `${url}/v2/secret-key`, chainId, timeoutMs: 50 });
  await expect(asked).rejects.toMatchObject({
    code: "chain/unreachable",
    retryable: true,
    message: expect.not.stringContaining("secret-key"),
  });
});
