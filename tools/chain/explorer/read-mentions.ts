import { formatLog, type Hex, numberToHex, padHex, type RpcLog } from "viem";
import type { ContractName } from "../../protocol/explorer.ts";
import { explainLog } from "./explain.ts";
import type { ExplorerAt } from "./read-transaction.ts";

/** An event of a known contract that names a job, a listing, an organisation or an account. */
export interface Mention {
  readonly txHash: string;
  readonly block: number;
  readonly index: number;
  readonly contract: ContractName;
  /** Of the event. */
  readonly name: string;
}

/** Places of an event at which something can be indexed. */
const PLACES = [1, 2, 3] as const;

/**
 * Every event of the known contracts that is indexed by an id or an address, newest first.
 *
 * @param topic 32 bytes, or an address
 * @throws viem's error when the node does not answer, or refuses so many blocks
 */
export async function readMentions({ chain, client }: ExplorerAt, topic: Hex): Promise<readonly Mention[]> {
  // What 0G's Flow indexes files by is for some of them their root, which is no id.
  const isAddress = topic.length === 42;
  const asked = chain.contracts.filter(({ name }) => isAddress || name !== "flow");
  const address = asked.map((contract) => contract.address as Hex);
  if (address.length === 0) return [];
  const ask = (place: (typeof PLACES)[number]) =>
    client.request({
      method: "eth_getLogs",
      params: [
        {
          ...{ address, fromBlock: numberToHex(chain.fromBlock), toBlock: "latest" },
          topics: [...Array.from({ length: place }, () => null), padHex(topic, { size: 32 })],
        },
      ],
    });
  const logs = (await Promise.all(PLACES.map(ask))).flat();
  // One event can name an account twice.
  const known = new Map(logs.map((log) => [`${log.blockNumber} ${log.logIndex}`, log]));
  return [...known.values()].flatMap((log) => toMention(chain, log)).sort(newestFirst);
}

function toMention(chain: ExplorerAt["chain"], raw: RpcLog): Mention[] {
  const { transactionHash: txHash, blockNumber, logIndex: index, ...log } = formatLog(raw);
  const explained = explainLog(chain, log);
  if (txHash === null || blockNumber === null || index === null || explained === null) return [];
  const { contract, name } = explained;
  return [{ txHash, block: Number(blockNumber), index, contract, name }];
}

const newestFirst = (a: Mention, b: Mention): number => b.block - a.block || b.index - a.index;
