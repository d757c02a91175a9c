import { setTimeout as sleep } from "node:timers/promises";
import { type Hex, hexToNumber, numberToHex } from "viem";
import { z } from "zod";
import { NectoError } from "../errors.ts";
import { callJsonRpc } from "./call-json-rpc.ts";
import { parseSubmission, type Submission, SubmitLog, submitTopics } from "./submission.ts";
import type { Attempt } from "./trace-storage.ts";

/** What is read from the chain that 0G runs on. */
export interface ZeroGChain {
  readonly fetchChainId: (signal: AbortSignal) => Promise<number>;
  /** Number of the last block. */
  readonly fetchHead: (signal: AbortSignal) => Promise<number>;
  /** How many transactions an account has sent: those carried out up to a block, or those that wait (`pending`) too. */
  readonly fetchNonce: (address: string, at: number | "pending", signal: AbortSignal) => Promise<number>;
  /** The first submission of a file from a block on, however many questions it takes; null when there is none. */
  readonly findSubmission: (file: SubmittedFile, signal: AbortSignal) => Promise<Submission | null>;
  /** The same over the whole chain with one question; null too when the chain refuses so long a range. */
  readonly findFirstSubmission: (file: SubmittedFile, signal: AbortSignal) => Promise<Submission | null>;
  /** The submission of an attempt, waited for while its transaction waits to be carried out. */
  readonly awaitSubmission: (
    file: SubmittedFile,
    attempt: Attempt,
    signal: AbortSignal,
  ) => Promise<Submission | null>;
}

export interface SubmittedFile {
  readonly root: string;
  /** What its Submit event is indexed by. */
  readonly identity: Hex;
  /** Bytes. */
  readonly size: number;
  /** Address of the Flow contract. */
  readonly flow: string;
  readonly fromBlock: number;
}

export interface ZeroGChainOptions {
  readonly rpcUrl: string;
  readonly pollMs: number;
}

const Quantity = z
  .string()
  .regex(/^0x[0-9a-f]+$/i)
  .transform((hex) => hexToNumber(hex as Hex));
const Transaction = z.object({ blockNumber: z.string().nullish() }).nullable();

export function createZeroGChain({ rpcUrl, pollMs }: ZeroGChainOptions): ZeroGChain {
  const call = (method: string, params: readonly unknown[], signal: AbortSignal) =>
    callJsonRpc({ url: rpcUrl, what: "The 0G chain", method, params }, signal);
  const fetchHead = async (signal: AbortSignal) => Quantity.parse(await call("eth_blockNumber", [], signal));

  const readLogs = async (
    file: SubmittedFile,
    [from, to]: Range,
    signal: AbortSignal,
  ): Promise<SubmitLog[]> => {
    const filter = {
      address: file.flow,
      topics: submitTopics(file.identity),
      fromBlock: numberToHex(from),
      toBlock: numberToHex(to),
    };
    return z.array(SubmitLog).parse(await call("eth_getLogs", [filter], signal));
  };

  /** In halves where the chain refuses a range: public ones limit it, each in its own words. */
  const readLogsInParts = async (
    file: SubmittedFile,
    range: Range,
    signal: AbortSignal,
  ): Promise<SubmitLog[]> => {
    try {
      return await readLogs(file, range, signal);
    } catch (cause) {
      const [from, to] = range;
      if (!isRefusal(cause) || from >= to) throw cause;
      const middle = Math.floor((from + to) / 2);
      const early = await readLogsInParts(file, [from, middle], signal);
      return early.length > 0 ? early : readLogsInParts(file, [middle + 1, to], signal);
    }
  };

  const findSubmission: ZeroGChain["findSubmission"] = async (file, signal) => {
    const head = await fetchHead(signal);
    // A node behind the one that named `fromBlock` may not have got there yet.
    const range: Range = [Math.min(file.fromBlock, head), head];
    return firstOf(file, await readLogsInParts(file, range, signal));
  };

  const isInMempool = async (txHash: string, signal: AbortSignal): Promise<boolean> => {
    const transaction = Transaction.parse(await call("eth_getTransactionByHash", [txHash], signal));
    return transaction !== null && (transaction.blockNumber ?? null) === null;
  };

  return {
    fetchChainId: async (signal) => Quantity.parse(await call("eth_chainId", [], signal)),
    fetchHead,
    fetchNonce: async (address, at, signal) => {
      const tag = at === "pending" ? at : numberToHex(at);
      return Quantity.parse(await call("eth_getTransactionCount", [address, tag], signal));
    },
    findSubmission,
    findFirstSubmission: async (file, signal) => {
      try {
        return firstOf(file, await readLogs(file, [0, await fetchHead(signal)], signal));
      } catch (cause) {
        if (isRefusal(cause)) return null;
        throw cause;
      }
    },
    awaitSubmission: async (file, { txHash }, signal) => {
      for (;;) {
        const isWaiting = txHash !== null && (await isInMempool(txHash, signal));
        const found = await findSubmission(file, signal);
        if (found !== null || !isWaiting) return found;
        await sleep(pollMs, null, { signal });
      }
    },
  };
}

type Range = readonly [from: number, to: number];

const isRefusal = (cause: unknown): boolean =>
  cause instanceof NectoError && cause.code === "storage/rejected";

/** The logs are in the chain's order. Root and size are compared, for an identity says nothing about heights. */
const firstOf = ({ root, size }: SubmittedFile, logs: readonly SubmitLog[]): Submission | null =>
  logs.map(parseSubmission).find((found) => found.root === root && found.size === size) ?? null;
