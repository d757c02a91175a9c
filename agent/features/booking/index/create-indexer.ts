import type { EscrowDoor } from "@necto/tools/chain/escrow";
import { type EscrowLog, fetchEscrowLogs } from "@necto/tools/chain/escrow-logs";
import { BaseError, BlockNotFoundError, type Hex } from "viem";
import type { Store } from "../../../store/open-store.ts";
import { type MoneyReached, NO_MONEY_FAILPOINT } from "../journal/failpoints.ts";
import {
  type BlockRef,
  findCursor,
  forgetBlocks,
  type IndexKey,
  listBlocks,
  rewind,
  savePage,
} from "./index-queries.ts";

export interface IndexerOptions {
  readonly store: Store;
  readonly door: EscrowDoor;
  readonly chainId: number;
  /** Where the escrow was deployed, or any block before that. */
  readonly fromBlock: bigint;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Blocks in one request; 2,000 unless said. Where a node gives less, pages get shorter by themselves. */
  readonly pageBlocks?: bigint;
  /** Depth to which blocks may be replaced without reading everything anew; 64 unless said. */
  readonly window?: bigint;
  readonly reached?: MoneyReached;
  /** Hears the jobs that events came for, or were taken back from. */
  readonly onJobs: (jobIds: readonly Hex[]) => void;
}

/** Keeps the escrow's events, jobs and books equal to the canonical chain. */
export interface Indexer {
  readonly key: IndexKey;
  /**
   * Looks once: takes back what the chain took back, and reads what is new, page by page.
   *
   * @returns the last block that is read
   * @throws viem's error when the node does not answer; what was read so far is kept
   */
  readonly poll: () => Promise<bigint>;
}

const PAGE_BLOCKS = 2_000n;
const WINDOW = 64n;

export function createIndexer(options: IndexerOptions): Indexer {
  const { store, door, chainId, fromBlock, now, onJobs } = options;
  const { pageBlocks = PAGE_BLOCKS, window = WINDOW, reached = NO_MONEY_FAILPOINT } = options;
  const { client } = door;
  const key: IndexKey = { chainId, address: door.escrow.toLowerCase() };
  const iso = () => new Date(now()).toISOString();
  let size = pageBlocks;

  const tell = (jobIds: readonly Hex[]) => {
    if (jobIds.length > 0) onJobs(jobIds);
  };

  /** Null when the node has no such block (yet). */
  async function fetchBlock(number: bigint): Promise<Block | null> {
    try {
      const block = await client.getBlock({ blockNumber: number });
      return { number, hash: block.hash, parent: block.parentHash, time: Number(block.timestamp) };
    } catch (error) {
      if (error instanceof BlockNotFoundError) return null;
      throw error;
    }
  }

  /** Takes back what is on no block of the chain any more. Blocks that the node does not have say nothing: it is behind. */
  async function followReorg(): Promise<void> {
    const known = await listBlocks(store.db, key);
    let isReplaced = false;
    for (const { number, hash } of known) {
      const block = await fetchBlock(number);
      if (block === null) continue;
      if (block.hash !== hash) {
        isReplaced = true;
        continue;
      }
      if (isReplaced) tell(await rewind(store.db, key, { nextBlock: number + 1n, at: iso() }));
      return;
    }
    // Everything that is remembered was replaced: deeper than can be told, so all is read anew.
    if (isReplaced) tell(await rewind(store.db, key, { nextBlock: fromBlock, at: iso() }));
  }

  /** One page, or null when the chain changed under it and has to be looked at again. */
  async function readPage(from: bigint, to: bigint, head: bigint): Promise<boolean> {
    const isRecent = to + window > head;
    const blocks: readonly (Block | null)[] = isRecent
      ? await Promise.all(range(from, to).map(fetchBlock))
      : [await fetchBlock(to)];
    if (!isChain(blocks)) return false;
    const logs = await fetchEscrowLogs(door, { fromBlock: from, toBlock: to });
    reached("logs-fetched");
    const times = new Map(blocks.map(({ hash, time }) => [hash, time]));
    for (const { blockNumber, blockHash } of logs) {
      if (times.has(blockHash)) continue;
      const block = isRecent ? null : await fetchBlock(blockNumber);
      if (block?.hash !== blockHash) return false;
      times.set(blockHash, block.time);
    }
    // The last block is still the one it was before its logs were asked for: they are its chain's.
    if ((await fetchBlock(to))?.hash !== blocks.at(-1)!.hash) return false;
    const [last] = await listBlocks(store.db, key);
    if (isRecent && last !== undefined && last.number === from - 1n && last.hash !== blocks[0]!.parent)
      return false;
    const timed = logs.map((log: EscrowLog) => ({ ...log, blockTime: times.get(log.blockHash)! }));
    tell(await savePage(store.db, key, { nextBlock: to + 1n, blocks, logs: timed, at: iso() }));
    reached("logs-kept");
    return true;
  }

  async function poll(): Promise<bigint> {
    await followReorg();
    const head = await client.getBlockNumber();
    for (let from = await findCursor(store.db, key, fromBlock); from <= head; ) {
      const to = pageEnd(from, head);
      try {
        if (!(await readPage(from, to, head))) break;
        from = to + 1n;
        if (size < pageBlocks) size = min(size * 2n, pageBlocks);
      } catch (error) {
        if (!(error instanceof BaseError) || to === from) throw error;
        size = (to - from + 1n) / 2n;
      }
    }
    await forgetBlocks(store.db, key, head - window);
    return (await findCursor(store.db, key, fromBlock)) - 1n;
  }

  /** A page ends where blocks begin that may still be replaced, so that those are read one by one, and are remembered. */
  function pageEnd(from: bigint, head: bigint): bigint {
    const recent = head - window;
    const end = min(from + size - 1n, head);
    return from <= recent && end > recent ? recent : end;
  }

  return { key, poll };
}

const min = (a: bigint, b: bigint): bigint => {
  if (a < b) return a;
  return b;
};

const range = (from: bigint, to: bigint): readonly bigint[] =>
  Array.from({ length: Number(to - from) + 1 }, (_, index) => from + BigInt(index));

type Block = BlockRef & { readonly parent: Hex; readonly time: number };

/** All there, and each the parent of the next. */
const isChain = (blocks: readonly (Block | null)[]): blocks is readonly Block[] =>
  blocks.every((block, index) => block !== null && (index === 0 || block.parent === blocks[index - 1]?.hash));
