import { type Hex, hexToNumber, numberToHex } from "viem";
import { z } from "zod";
import { callJsonRpc } from "../../storage/call-json-rpc.ts";
import { parseSubmission, type Submission, SubmitLog, submitTopics } from "../../storage/submission.ts";

export interface FlowFollower {
  /**
   * Reads what is new on the chain, or everything anew when the chain is no longer the one it was. Calls at once share
   * one reading.
   */
  readonly sync: () => Promise<void>;
  /** In order of `txSeq`. */
  readonly submissions: () => readonly Submission[];
  /** The last block that was read. */
  readonly head: () => Block;
}

export interface Block {
  readonly number: number;
  readonly hash: string;
}

export interface FlowAddress {
  readonly rpcUrl: string;
  /** Address of the Flow contract. */
  readonly flow: string;
}

const WHAT = "The local 0G chain";
/** More blocks than this are read in pieces. */
const BLOCKS_AT_ONCE = 50_000;
const BEFORE_GENESIS: Block = { number: -1, hash: "0x" };
const NEVER = new AbortController().signal;

const BlockAnswer = z
  .object({ number: z.string(), hash: z.string() })
  .transform(({ number, hash }): Block => ({ number: hexToNumber(number as Hex), hash }))
  .nullable();

/** Follows the Submit events of a Flow contract; nothing is read until `sync` is called. */
export function followFlow({ rpcUrl, flow }: FlowAddress): FlowFollower {
  let submissions: Submission[] = [];
  let head = BEFORE_GENESIS;
  let reading: Promise<void> | null = null;

  const call = (method: string, params: readonly unknown[]) =>
    callJsonRpc({ url: rpcUrl, what: WHAT, method, params }, NEVER);
  const readBlock = async (block: Hex | "latest") =>
    BlockAnswer.parse(await call("eth_getBlockByNumber", [block, false]));

  const read = async (): Promise<void> => {
    const latest = await readBlock("latest");
    if (latest === null || latest.hash === head.hash) return;
    if (!(await isStillThere(latest))) {
      submissions = [];
      head = BEFORE_GENESIS;
    }
    const found: Submission[] = [];
    for (let from = head.number + 1; from <= latest.number; from += BLOCKS_AT_ONCE)
      found.push(...(await readSubmissions(from, Math.min(from + BLOCKS_AT_ONCE - 1, latest.number))));
    submissions = [...submissions, ...found];
    head = latest;
  };

  /** Whether the block read last is part of the chain that now ends in `latest`. */
  const isStillThere = async (latest: Block): Promise<boolean> => {
    if (head === BEFORE_GENESIS) return true;
    if (latest.number <= head.number) return false;
    return (await readBlock(numberToHex(head.number)))?.hash === head.hash;
  };

  const readSubmissions = async (from: number, to: number): Promise<Submission[]> => {
    const filter = {
      address: flow,
      topics: submitTopics(null),
      fromBlock: numberToHex(from),
      toBlock: numberToHex(to),
    };
    return z
      .array(SubmitLog)
      .parse(await call("eth_getLogs", [filter]))
      .map(parseSubmission);
  };

  return {
    sync: () =>
      (reading ??= read().finally(() => {
        reading = null;
      })),
    submissions: () => submissions,
    head: () => head,
  };
}
