import {
  concatHex,
  decodeEventLog,
  encodeEventTopics,
  type Hex,
  hexToNumber,
  keccak256,
  parseAbi,
} from "viem";
import { z } from "zod";
import { rootOfNodes, type SubmissionNode } from "../trace/merkle-nodes.ts";

// The Submit event of 0G's Flow contract (github.com/0gfoundation/0g-storage-contracts, read 2026-11-26).
const flowAbi = parseAbi([
  "struct SubmissionNode { bytes32 root; uint256 height; }",
  "struct SubmissionData { uint256 length; bytes tags; SubmissionNode[] nodes; }",
  "event Submit(address indexed sender, bytes32 indexed identity, uint256 submissionIndex, uint256 startPos, uint256 length, SubmissionData submission)",
]);

const quantity = z
  .string()
  .regex(/^0x[0-9a-f]+$/i)
  .transform((hex) => hexToNumber(hex as Hex));
const hex = z
  .string()
  .regex(/^0x[0-9a-f]*$/i)
  .transform((text) => text as Hex);

/** A log as `eth_getLogs` gives it; only the fields used. */
export const SubmitLog = z.object({
  topics: z.tuple([hex], hex),
  data: hex,
  blockNumber: quantity,
  transactionHash: hex,
});
export type SubmitLog = z.infer<typeof SubmitLog>;

/** A file that was paid for, as the chain tells it. */
export interface Submission {
  readonly root: string;
  /** Bytes. */
  readonly size: number;
  readonly txSeq: number;
  /** The first of its sectors in the flow of all files. */
  readonly startSector: number;
  readonly nodes: readonly SubmissionNode[];
  readonly txHash: string;
  readonly blockNumber: number;
}

/** `topics` for `eth_getLogs`: all submissions, or those of one identity. */
export const submitTopics = (identity: Hex | null): (Hex | Hex[] | null)[] =>
  encodeEventTopics({
    abi: flowAbi,
    eventName: "Submit",
    ...(identity === null ? {} : { args: { identity } }),
  });

/** What the Submit event indexes a file by: not its root, and found only by whoever knows the file's subtrees. */
export const identityOf = (nodes: readonly SubmissionNode[]): Hex =>
  keccak256(concatHex(nodes.map(({ root }) => root)));

/** The submission that a log tells of. Its root is computed from the nodes that were paid for. */
export function parseSubmission(log: SubmitLog): Submission {
  const { args } = decodeEventLog({ abi: flowAbi, eventName: "Submit", topics: log.topics, data: log.data });
  const { length, nodes } = args.submission;
  const subtrees = nodes.map(({ root, height }) => ({ root, height: Number(height) }));
  return {
    root: rootOfNodes(subtrees),
    size: Number(length),
    txSeq: Number(args.submissionIndex),
    startSector: Number(args.startPos),
    nodes: subtrees,
    txHash: log.transactionHash,
    blockNumber: log.blockNumber,
  };
}
