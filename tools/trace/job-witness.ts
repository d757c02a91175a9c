import { decodeEventLog, encodeEventTopics, type Hex, parseAbi } from "viem";
import { NectoError } from "../errors.ts";
import type { JobWitness } from "./witnesses.ts";

/** Where an escrow is read. */
export interface JobWitnessOptions {
  readonly rpcUrl: string;
  readonly chainId: number;
  readonly escrow: string;
  /** Where it was deployed, or any block before that. */
  readonly fromBlock: number;
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal;
}

/** As `INectoEscrow.sol` declares it. The generated module carries bytecode, which no page needs to verify. */
const abi = parseAbi([
  "event JobOpened(bytes32 indexed jobId, address indexed buyer, address indexed provider, bytes32 salt, bytes32 listingId, uint32 listingVersion, uint24 secs, uint16 feeBps, uint48 rate, bytes32 root, bytes32 mode)",
]);

interface RawLog {
  readonly blockNumber: Hex;
  readonly transactionHash: Hex;
  readonly topics: [Hex, ...Hex[]];
  readonly data: Hex;
}

/** Jobs by the event that opened each, from any node of the chain; a node of another chain is not believed. */
export function jobWitness(options: JobWitnessOptions): JobWitness {
  const { rpcUrl, chainId, escrow, fromBlock, fetch, signal } = options;

  async function ask<T>(method: string, params: readonly unknown[]): Promise<T> {
    const response = await fetch(rpcUrl, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
      signal,
    });
    const answer = (await response.json()) as { readonly result?: T; readonly error?: { message: string } };
    if (answer.error || answer.result === undefined)
      throw new NectoError({
        code: "chain/refused",
        message: answer.error?.message.slice(0, 200) ?? `It answered ${response.status}.`,
      });
    return answer.result;
  }

  async function requireChain(): Promise<void> {
    const found = Number(await ask<Hex>("eth_chainId", []));
    if (found !== chainId)
      throw new NectoError({
        code: "chain/wrong-chain",
        message: `It is a node of chain ${found}, not of ${chainId}.`,
      });
  }

  return {
    from: `the escrow ${escrow} on chain ${chainId}`,
    async find(jobId) {
      await requireChain();
      const topics = encodeEventTopics({ abi, eventName: "JobOpened", args: { jobId: jobId as Hex } });
      const filter = { address: escrow, topics, fromBlock: `0x${fromBlock.toString(16)}`, toBlock: "latest" };
      const [log] = await ask<readonly RawLog[]>("eth_getLogs", [filter]);
      if (log === undefined) return null;
      const { args } = decodeEventLog({ abi, eventName: "JobOpened", topics: log.topics, data: log.data });
      const final = await ask<{ readonly number: Hex } | null>("eth_getBlockByNumber", ["finalized", false]);
      return {
        ...{ root: args.root, txHash: log.transactionHash, blockNumber: Number(log.blockNumber) },
        finalBlock: final && Number(final.number),
      };
    },
  };
}
