import { BlockNotFoundError, type Hex } from "viem";
import type { ExplorableChain } from "../../protocol/explorer.ts";
import { fetchFinalBlock } from "../transactions.ts";
import { explainCall } from "./explain.ts";
import { type ExplorerAt, isoOf, type Party, partyOf } from "./read-transaction.ts";

/** A block as its chain tells it, with its transactions in their order. */
export interface ExplainedBlock {
  readonly chain: ExplorableChain;
  readonly number: number;
  readonly hash: string;
  readonly parentHash: string;
  /** ISO. */
  readonly at: string;
  readonly isFinal: boolean;
  /** Whether there is one after it. */
  readonly isNewest: boolean;
  readonly gasUsed: string;
  readonly transactions: readonly BlockTransaction[];
}

export interface BlockTransaction {
  readonly hash: string;
  readonly from: Party;
  readonly to: Party | null;
  /** The function that it called; null when it is none of a known contract's. */
  readonly name: string | null;
}

/**
 * Null when this node knows no such block.
 *
 * @param id its number or its hash
 * @throws viem's error when the node does not answer
 */
export async function readBlock(
  { chain, client }: ExplorerAt,
  id: number | Hex,
): Promise<ExplainedBlock | null> {
  const named = typeof id === "number" ? { blockNumber: BigInt(id) } : { blockHash: id };
  const [block, head, final] = await Promise.all([
    client.getBlock({ ...named, includeTransactions: true }).catch((error: unknown) => {
      if (error instanceof BlockNotFoundError) return null;
      throw error;
    }),
    client.getBlockNumber(),
    fetchFinalBlock(client),
  ]);
  if (block === null) return null;
  return {
    ...{ chain, number: Number(block.number), hash: block.hash, parentHash: block.parentHash },
    ...{ at: isoOf(block.timestamp), isNewest: head <= block.number, gasUsed: String(block.gasUsed) },
    isFinal: final !== null && final >= block.number,
    transactions: block.transactions.map(({ hash, from, to, input }) => ({
      hash,
      from: partyOf(chain, from),
      to: to && partyOf(chain, to),
      name: explainCall(chain, to, input)?.name ?? null,
    })),
  };
}
