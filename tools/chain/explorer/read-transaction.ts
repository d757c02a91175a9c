import { type Hex, TransactionNotFoundError, type TransactionReceipt } from "viem";
import type { ContractName, ExplorableChain } from "../../protocol/explorer.ts";
import type { ReadClient } from "../chain-clients.ts";
import { fetchFinalBlock, fetchRevertReason } from "../transactions.ts";
import { type Explained, explainCall, explainLog } from "./explain.ts";
import { nameOf } from "./known-contracts.ts";

/** A chain and who reads it. */
export interface ExplorerAt {
  readonly chain: ExplorableChain;
  readonly client: ReadClient;
}

/** An account, by its name where it is one of the known contracts. */
export interface Party {
  /** Lower case. */
  readonly address: string;
  readonly contract: ContractName | null;
}

/** A transaction as its chain tells it. Wei as decimal text. */
export interface ExplainedTransaction {
  readonly chain: ExplorableChain;
  readonly hash: string;
  /** `waiting`: in no block yet. */
  readonly status: "success" | "reverted" | "waiting";
  /** Why it was carried back; null when it was not, or when that cannot be told any more. */
  readonly reason: string | null;
  /** Null while it waits. */
  readonly block: {
    readonly number: number;
    /** ISO. */
    readonly at: string;
    /** Blocks on top, itself included. */
    readonly confirmations: number;
    readonly isFinal: boolean;
  } | null;
  readonly from: Party;
  /** Null when it made a contract. */
  readonly to: Party | null;
  /** The contract that it made; null when it made none. */
  readonly created: Party | null;
  readonly valueWei: string;
  /** Null while it waits. */
  readonly feeWei: string | null;
  readonly nonce: number;
  /** Null when it is no call that a known contract understands. */
  readonly call: Explained | null;
  /** Calldata, `0x` when it has none. */
  readonly data: string;
  readonly events: readonly ExplainedEvent[];
}

export interface ExplainedEvent {
  /** Its place in the block. */
  readonly index: number;
  readonly by: Party;
  /** Null when it is no event of a known contract. */
  readonly explained: Explained | null;
  readonly topics: readonly string[];
  readonly data: string;
}

/**
 * Null when this node knows no such transaction.
 *
 * @throws viem's error when the node does not answer
 */
export async function readTransaction(
  { chain, client }: ExplorerAt,
  hash: Hex,
): Promise<ExplainedTransaction | null> {
  const sent = await client.getTransaction({ hash }).catch((error: unknown) => {
    if (error instanceof TransactionNotFoundError) return null;
    throw error;
  });
  if (sent === null) return null;
  const { blockNumber, from, to, value, nonce, input } = sent;
  const receipt = blockNumber === null ? null : await client.getTransactionReceipt({ hash });
  return {
    ...{ chain, hash, nonce, data: input, valueWei: String(value) },
    status: receipt?.status ?? "waiting",
    reason: receipt?.status === "reverted" ? await fetchRevertReason(client, sent) : null,
    block: receipt && (await placeOf(client, receipt)),
    from: partyOf(chain, from),
    to: to && partyOf(chain, to),
    created: receipt?.contractAddress ? partyOf(chain, receipt.contractAddress) : null,
    feeWei: receipt && String(receipt.gasUsed * receipt.effectiveGasPrice),
    call: explainCall(chain, to, input),
    events: (receipt?.logs ?? []).map((log) => ({
      ...{ index: log.logIndex, topics: log.topics, data: log.data },
      by: partyOf(chain, log.address),
      explained: explainLog(chain, log),
    })),
  };
}

async function placeOf(
  client: ReadClient,
  { blockHash, blockNumber }: TransactionReceipt,
): Promise<NonNullable<ExplainedTransaction["block"]>> {
  const [{ timestamp }, head, final] = await Promise.all([
    client.getBlock({ blockHash }),
    client.getBlockNumber(),
    fetchFinalBlock(client),
  ]);
  return {
    number: Number(blockNumber),
    at: isoOf(timestamp),
    confirmations: Math.max(1, Number(head - blockNumber) + 1),
    isFinal: final !== null && final >= blockNumber,
  };
}

/** Unix seconds as ISO. */
export const isoOf = (timestamp: bigint): string => new Date(Number(timestamp) * 1_000).toISOString();

export const partyOf = (chain: ExplorableChain, address: string): Party => ({
  address: address.toLowerCase(),
  contract: nameOf(chain, address),
});
