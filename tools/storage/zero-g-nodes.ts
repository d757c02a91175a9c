import { z } from "zod";
import { callJsonRpc } from "./call-json-rpc.ts";
import { coverOf } from "./shard-cover.ts";
import { unreachable } from "./storage-errors.ts";
import type { FileState, NetworkIdentity } from "./trace-storage.ts";

/** A storage node as the indexer tells of it. */
export type StorageNode = z.infer<typeof StorageNode>;
const StorageNode = z.object({
  url: z.string(),
  config: z.object({ shardId: z.int().nonnegative(), numShard: z.int().positive() }),
});

const ShardedNodes = z.object({ trusted: z.array(StorageNode).nullable() });

const Status = z.object({
  logSyncHeight: z.int(),
  networkIdentity: z.object({ chainId: z.int(), flowAddress: z.string() }),
});

type FileInfo = z.infer<typeof FileInfo>;
const FileInfo = z
  .object({
    tx: z.object({ seq: z.int(), size: z.int() }),
    finalized: z.boolean(),
    uploadedSegNum: z.int(),
    pruned: z.boolean().default(false),
  })
  .nullable();

/**
 * The nodes that the indexer trusts.
 *
 * @throws NectoError `storage/unreachable`, also when it trusts none
 */
export async function fetchNodes(indexerUrl: string, signal: AbortSignal): Promise<StorageNode[]> {
  const what = "The 0G indexer";
  const answer = ShardedNodes.safeParse(
    await callJsonRpc({ url: indexerUrl, what, method: "indexer_getShardedNodes", params: [] }, signal),
  );
  if (!answer.success) throw unreachable(what, answer.error);
  const nodes = answer.data.trusted ?? [];
  if (nodes.length === 0) throw unreachable("A 0G storage node that the indexer trusts", null);
  return nodes;
}

/** What a node says of itself. */
export interface NodeStatus extends NetworkIdentity {
  /** It has read the chain up to this block. */
  readonly height: number;
}

/**
 * What the nodes that answer say of themselves; they must hold every segment between them.
 *
 * @throws NectoError `storage/unreachable`
 */
export async function fetchStatuses(
  nodes: readonly StorageNode[],
  signal: AbortSignal,
): Promise<NodeStatus[]> {
  const answers = await askAll(nodes, signal, async (node) => {
    const status = await callNode(node, { method: "zgs_getStatus", params: [], shape: Status }, signal);
    const { chainId, flowAddress } = status.networkIdentity;
    return { chainId, flow: flowAddress, height: status.logSyncHeight };
  });
  return answers.map(({ answer }) => answer);
}

/**
 * What the nodes know of a root. It is final when those that have all of it hold every segment between them.
 *
 * @throws NectoError `storage/unreachable`
 */
export async function fetchFileState(
  nodes: readonly StorageNode[],
  root: string,
  signal: AbortSignal,
): Promise<FileState> {
  const answers = await askAll(nodes, signal, (node) =>
    callNode(node, { method: "zgs_getFileInfo", params: [root, true], shape: FileInfo }, signal),
  );
  const known = answers.filter(isKnown);
  const [first] = known;
  if (first === undefined) return { state: "unknown", txSeq: null, size: null, uploadedSegments: null };
  const final = coverOf(known.filter(({ answer }) => answer.finalized && !answer.pruned));
  return {
    state: final === null ? "pending" : "final",
    txSeq: first.answer.tx.seq,
    size: first.answer.tx.size,
    uploadedSegments: sum((final ?? coverOf(known) ?? known).map(({ answer }) => answer.uploadedSegNum)),
  };
}

type Answered<T> = StorageNode & { readonly answer: T };

const isKnown = (answered: Answered<FileInfo>): answered is Answered<NonNullable<FileInfo>> =>
  answered.answer !== null;

/** The answers of those that answer, unless some segment is then on none of them. */
async function askAll<T>(
  nodes: readonly StorageNode[],
  signal: AbortSignal,
  ask: (node: StorageNode) => Promise<T>,
): Promise<Answered<T>[]> {
  const settled = await Promise.allSettled(nodes.map(ask));
  signal.throwIfAborted();
  const answers = settled.flatMap((outcome, index) =>
    outcome.status === "fulfilled" ? [{ ...nodes[index]!, answer: outcome.value }] : [],
  );
  const failure = settled.find((outcome) => outcome.status === "rejected");
  if (coverOf(answers) === null)
    throw failure?.reason ?? unreachable("0G storage nodes for all parts of a file", null);
  return answers;
}

interface NodeCall<S extends z.ZodType> {
  readonly method: string;
  readonly params: readonly unknown[];
  readonly shape: S;
}

async function callNode<S extends z.ZodType>(
  { url }: StorageNode,
  { method, params, shape }: NodeCall<S>,
  signal: AbortSignal,
): Promise<z.infer<S>> {
  const what = `The 0G storage node at ${new URL(url).host}`;
  const answer = shape.safeParse(await callJsonRpc({ url, what, method, params }, signal));
  if (!answer.success) throw unreachable(what, answer.error);
  return answer.data;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
