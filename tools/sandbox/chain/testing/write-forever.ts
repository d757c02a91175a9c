/**
 * Opens the chain of a folder and writes to it with every account at once until it is killed. Prints one line for each
 * thing that a client was told: `receipt <transaction> <block hash>` and `block <number> <block hash>`.
 */
import { openChain } from "../open-chain.ts";
import { accounts, ask, balances, CHAIN_ID, transfer } from "./chain-client.ts";

const [folder] = process.argv.slice(2);
const { url, warnings } = await openChain({
  folder: folder!,
  chainId: CHAIN_ID,
  now: Date.now,
  balances,
  snapshotEveryBlocks: 7,
});
process.stdout.write(`open ${warnings.join(" ")}\n`);
await Promise.all([...accounts.map(write), look()]);

async function write(from: (typeof accounts)[number]): Promise<void> {
  let nonce = Number(await result("eth_getTransactionCount", from.address, "latest"));
  for (;;) {
    const hash = await result("eth_sendRawTransaction", await transfer(nonce, { from }));
    const receipt = (await result("eth_getTransactionReceipt", hash)) as { blockHash: string };
    process.stdout.write(`receipt ${hash} ${receipt.blockHash}\n`);
    nonce += 1;
  }
}

async function look(): Promise<void> {
  for (;;) {
    const block = (await result("eth_getBlockByNumber", "latest", false)) as { number: string; hash: string };
    process.stdout.write(`block ${block.number} ${block.hash}\n`);
  }
}

async function result(method: string, ...params: readonly unknown[]): Promise<unknown> {
  const answer = await ask(url, method, params);
  if (answer.error !== undefined) throw new Error(answer.error.message);
  return answer.result;
}
