import type { BlockWriter } from "./block-writer.ts";
import type { AskRpc, RpcAnswer } from "./rpc.ts";

/** What a public node offers and a client of ours may use, and at which place a block is named. */
const READS: Readonly<Record<string, number | null>> = {
  eth_accounts: null,
  eth_blockNumber: null,
  eth_call: 1,
  eth_chainId: null,
  eth_estimateGas: 1,
  eth_feeHistory: 1,
  eth_gasPrice: null,
  eth_getBalance: 1,
  eth_getBlockByHash: null,
  eth_getBlockByNumber: 0,
  eth_getBlockReceipts: 0,
  eth_getBlockTransactionCountByHash: null,
  eth_getBlockTransactionCountByNumber: 0,
  eth_getCode: 1,
  eth_getLogs: null,
  eth_getProof: 2,
  eth_getStorageAt: 2,
  eth_getTransactionByBlockHashAndIndex: null,
  eth_getTransactionByBlockNumberAndIndex: 0,
  eth_getTransactionByHash: null,
  eth_getTransactionCount: 1,
  eth_getTransactionReceipt: null,
  eth_maxPriorityFeePerGas: null,
  eth_syncing: null,
  net_version: null,
  web3_clientVersion: null,
};

const ABOUT_A_TRANSACTION: readonly string[] = ["eth_getTransactionByHash", "eth_getTransactionReceipt"];
const EXECUTED: readonly string[] = ["eth_call", "eth_estimateGas"];

/** What is on the disk is final. */
const toKnownTag = (tag: unknown): unknown => (tag === "safe" || tag === "finalized" ? "latest" : tag);
const isNewest = (tag: unknown): boolean => tag === undefined || tag === null || tag === "latest";
const toHex = (number: number): string => `0x${number.toString(16)}`;

export interface ReadOptions {
  readonly ask: AskRpc;
  readonly writer: Pick<BlockWriter, "settled" | "state" | "time">;
}

/** Answers a read, `blocksBehind` blocks late, when what it tells is on the disk. Null when there is no such method. */
export async function readChain(
  { ask, writer }: ReadOptions,
  { method, params, blocksBehind }: { method: string; params: readonly unknown[]; blocksBehind: number },
): Promise<RpcAnswer | null> {
  const place = READS[method];
  if (place === undefined) return null;
  const newest = Math.max(0, writer.state().head.number - blocksBehind);
  const answer = await ask(method, toParams(method, place, params));
  await writer.settled();
  return blocksBehind === 0 ? answer : asOf(newest, method, answer);

  function toParams(name: string, at: number | null, given: readonly unknown[]): readonly unknown[] {
    if (name === "eth_getLogs") return [asLogs(given[0]), ...given.slice(1)];
    if (at === null) return given;
    const tag = toKnownTag(given[at]);
    const block = blocksBehind > 0 && isNewest(tag) ? toHex(newest) : tag;
    const filled = Array.from({ length: Math.max(given.length, at + 1) }, (_, index) =>
      index === at ? (block ?? "latest") : (given[index] ?? null),
    );
    return EXECUTED.includes(name) ? atThisMoment(filled) : filled;
  }

  /** As in a block made now. On a chain where nothing happens the newest one is old, and windows would never end. */
  function atThisMoment(call: readonly unknown[]): readonly unknown[] {
    const [transaction, block, states = null, moment] = call;
    if ((block !== "latest" && block !== "pending") || moment) return call;
    return [transaction, block, states, { time: toHex(writer.time()) }];
  }

  function asLogs(filter: unknown): unknown {
    if (filter === null || typeof filter !== "object") return filter;
    const { fromBlock, toBlock, ...rest } = filter as Readonly<Record<string, unknown>>;
    if (rest.blockHash !== undefined) return filter;
    const until = blocksBehind > 0 && isNewest(toKnownTag(toBlock)) ? toHex(newest) : toKnownTag(toBlock);
    return { ...rest, fromBlock: toKnownTag(fromBlock) ?? "latest", toBlock: until ?? "latest" };
  }
}

/** What a node that is behind does not know yet. */
function asOf(newest: number, method: string, answer: RpcAnswer): RpcAnswer {
  if ("error" in answer) return answer;
  if (method === "eth_blockNumber") return { result: toHex(newest) };
  const { blockNumber } = (answer.result ?? {}) as { readonly blockNumber?: string | null };
  const isLater = typeof blockNumber === "string" && Number(blockNumber) > newest;
  return ABOUT_A_TRANSACTION.includes(method) && isLater ? { result: null } : answer;
}
