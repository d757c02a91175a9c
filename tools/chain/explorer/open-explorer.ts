import type { Address, Hex } from "viem";
import type { ExplorableChain } from "../../protocol/explorer.ts";
import type { StoredBytes } from "../../trace/witnesses.ts";
import { assertChainId } from "../assert-chain-id.ts";
import { readClient } from "../chain-clients.ts";
import { type ExplainedAccount, readAccount } from "./read-account.ts";
import { type ExplainedBlock, readBlock } from "./read-block.ts";
import { type ExplainedFile, readFile } from "./read-file.ts";
import { type Mention, readMentions } from "./read-mentions.ts";
import { type ExplainedTransaction, type ExplorerAt, readTransaction } from "./read-transaction.ts";

/** What those that could be asked know, and who could not be asked. */
export interface Answer<T> {
  readonly found: readonly T[];
  /** Titles of chains that did not answer. */
  readonly silent: readonly string[];
}

/** Where a job, a listing or an organisation is told of. */
export interface Mentions {
  readonly chain: ExplorableChain;
  readonly mentions: readonly Mention[];
}

/** How a chain stands now. */
export interface ChainHead {
  readonly chain: ExplorableChain;
  /** Newest first. */
  readonly blocks: readonly ExplainedBlock[];
}

/** Reads chains and 0G directly. Not to be found here says nothing about whether something exists. */
export interface Explorer {
  readonly transaction: (hash: string) => Promise<Answer<ExplainedTransaction>>;
  /** @param chainId null asks every chain, which is for hashes */
  readonly block: (id: number | string, chainId: number | null) => Promise<Answer<ExplainedBlock>>;
  readonly account: (address: string) => Promise<Answer<ExplainedAccount>>;
  /** Events that an id of 32 bytes is in; a chain that has none is left out. */
  readonly mentions: (id: string) => Promise<Answer<Mentions>>;
  /** Null when 0G has no such file. @throws when 0G does not answer */
  readonly file: (root: string) => Promise<ExplainedFile | null>;
  /** The newest blocks of each chain. */
  readonly heads: (count: number) => Promise<Answer<ChainHead>>;
}

export interface ExplorerOptions {
  readonly chains: readonly ExplorableChain[];
  /** Files of 0G by their root. */
  readonly storage: StoredBytes;
}

/** A chain that does not answer for this long is told as one that does not. */
const TIMEOUT_MS = 8_000;

export function openExplorer({ chains, storage }: ExplorerOptions): Explorer {
  const places = chains.map((chain): ExplorerAt & { readonly checked: () => Promise<void> } => {
    const at = { url: chain.rpcUrl, chainId: chain.chainId, timeoutMs: TIMEOUT_MS };
    let checked: Promise<void> | null = null;
    return {
      ...{ chain, client: readClient(at) },
      // A node of another chain is not believed; one that did not answer is asked again.
      checked: () =>
        (checked ??= assertChainId(at).catch((error: unknown) => {
          checked = null;
          throw error;
        })),
    };
  });

  const ask = async <T>(read: (at: ExplorerAt) => Promise<T | null>, of = places): Promise<Answer<T>> => {
    const answers = await Promise.allSettled(of.map(async (at) => at.checked().then(() => read(at))));
    return {
      found: answers.flatMap((answer) =>
        answer.status === "fulfilled" && answer.value !== null ? [answer.value] : [],
      ),
      silent: answers.flatMap((answer, index) =>
        answer.status === "rejected" ? [of[index]!.chain.title] : [],
      ),
    };
  };

  return {
    transaction: (hash) => ask((at) => readTransaction(at, hash as Hex)),
    block: (id, chainId) =>
      ask(
        (at) => readBlock(at, id as number | Hex),
        places.filter(({ chain }) => chainId === null || chain.chainId === chainId),
      ),
    account: (address) => ask((at) => readAccount(at, address as Address)),
    mentions: (id) =>
      ask(async (at) => {
        const mentions = await readMentions(at, id as Hex);
        return mentions.length === 0 ? null : { chain: at.chain, mentions };
      }),
    file: (root) =>
      readFile(root, {
        storage,
        chain: places.find(({ chain }) => chain.contracts.some(({ name }) => name === "flow")) ?? null,
      }),
    heads: (count) => ask((at) => readHead(at, count)),
  };
}

async function readHead(at: ExplorerAt, count: number): Promise<ChainHead> {
  const head = Number(await at.client.getBlockNumber());
  const numbers = Array.from({ length: Math.min(count, head + 1) }, (_, index) => head - index);
  const blocks = await Promise.all(numbers.map((number) => readBlock(at, number)));
  return { chain: at.chain, blocks: blocks.filter((block) => block !== null) };
}
