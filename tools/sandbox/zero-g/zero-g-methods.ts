import { z } from "zod";
import { withWrongByte } from "../../storage/storage-faults.ts";
import type { Submission } from "../../storage/submission.ts";
import { layoutOf, SEGMENT_CHUNKS } from "../../trace/merkle-layout.ts";
import type { Block } from "./follow-flow.ts";
import type { ZeroGFaults } from "./zero-g-faults.ts";
import { type Shard, type UploadFault, WHOLE, type ZeroGFiles } from "./zero-g-files.ts";

/** What a JSON-RPC method answers. */
export type RpcOutcome = { readonly result: unknown } | { readonly error: RpcError };

export interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly data?: string;
}

/** What the methods answer from. */
export interface NodeState {
  readonly files: ZeroGFiles;
  readonly faults: () => ZeroGFaults;
  readonly head: () => Block;
  readonly submissions: () => readonly Submission[];
  readonly chainId: number;
  readonly flow: string;
  /** Base address of the server. */
  readonly url: string;
  /** Epoch seconds. */
  readonly since: number;
}

type Method = (
  params: readonly unknown[],
  state: NodeState,
  shard: Shard,
) => RpcOutcome | Promise<RpcOutcome>;

const Root = z
  .string()
  .regex(/^0x[0-9a-f]{64}$/i)
  .transform((root) => root.toLowerCase());
const Count = z.int().nonnegative();
const Segment = z.object({
  root: Root,
  data: z.string().transform((text) => new Uint8Array(Buffer.from(text, "base64"))),
  index: Count,
  proof: z.object({ lemma: z.array(z.string()), path: z.array(z.boolean()) }),
  fileSize: Count,
});
type FileKey = z.infer<typeof FileKey>;
const FileKey = z.union([Root, Count]);

const result = (value: unknown): RpcOutcome => ({ result: value });

/** The methods of a storage node and its indexer that clients use (0g-storage-node `rpc/src/zgs`, read 2026-11-26). */
const METHODS: Readonly<Record<string, Method>> = {
  indexer_getShardedNodes: (_, state) => result({ trusted: nodesOf(state), discovered: null }),
  indexer_getNodeLocations: () => result({}),
  indexer_getFileLocations: ([root], state) => {
    const file = find(FileKey.parse(root), state, WHOLE);
    return file !== null && state.files.isFinal(file, WHOLE)
      ? result(nodesOf(state))
      : { error: { code: -32000, message: "file not found" } };
  },
  zgs_getStatus: (_, state) => result(statusOf(state)),
  zgs_getShardConfig: (_, __, shard) => result(shard),
  zgs_getFileInfo: ([root], state, shard) => fileInfo(Root.parse(root), state, shard),
  zgs_getFileInfoByTxSeq: ([txSeq], state, shard) => fileInfo(Count.parse(txSeq), state, shard),
  zgs_checkFileFinalized: ([key], state, shard) => {
    const file = find(FileKey.parse(key), state, shard);
    return result(file === null ? null : state.files.isFinal(file, shard));
  },
  zgs_uploadSegmentByTxSeq: ([segment, txSeq], state, shard) => upload([segment], txSeq, state, shard),
  zgs_uploadSegmentsByTxSeq: ([segments, txSeq], state, shard) => upload(segments, txSeq, state, shard),
  zgs_downloadSegment: ([root, from, to], state, shard) =>
    download(Root.parse(root), [from, to], state, shard),
  zgs_downloadSegmentByTxSeq: ([txSeq, from, to], state, shard) =>
    download(Count.parse(txSeq), [from, to], state, shard),
  zgs_downloadSegmentWithProof: ([root, index], state, shard) => prove(Root.parse(root), index, state, shard),
  zgs_downloadSegmentWithProofByTxSeq: ([txSeq, index], state, shard) =>
    prove(Count.parse(txSeq), index, state, shard),
};

/** Answers one call, as the node `shard`. */
export async function answerMethod(
  { method, params }: { readonly method: string; readonly params: readonly unknown[] },
  state: NodeState,
  shard: Shard,
): Promise<RpcOutcome> {
  const answer = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
  if (answer === undefined) return { error: { code: -32601, message: "Method not found" } };
  try {
    return await answer(params, state, shard);
  } catch (cause) {
    if (cause instanceof z.ZodError)
      return { error: { code: -32602, message: "Invalid params", data: z.prettifyError(cause) } };
    throw cause;
  }
}

/** As a real node tells of a file; numbers, not hex. */
export function fileInfoOf(file: Submission, { files }: NodeState, shard: Shard) {
  return {
    tx: {
      streamIds: [],
      data: [],
      dataMerkleRoot: file.root,
      merkleNodes: file.nodes.map(({ root, height }) => [height + 1, root]),
      startEntryIndex: file.startSector,
      size: file.size,
      seq: file.txSeq,
    },
    finalized: files.isFinal(file, shard),
    isCached: false,
    uploadedSegNum: files.countSegments(file, shard),
    pruned: false,
  };
}

export function statusOf({ faults, head, submissions, chainId, flow }: NodeState) {
  const { number, hash } = head();
  return {
    connectedPeers: 0,
    logSyncHeight: number,
    logSyncBlock: hash,
    nextTxSeq: submissions().length,
    networkIdentity: {
      chainId: faults().chainId ?? chainId,
      flowAddress: flow,
      p2pProtocolVersion: { major: 0, minor: 4, build: 0 },
    },
  };
}

/** The file of a root or number. */
export const find = (key: FileKey, { files }: NodeState, shard: Shard): Submission | null =>
  typeof key === "number" ? files.bySeq(key) : files.byRoot(key, shard);

function nodesOf({ url, faults, since }: NodeState) {
  const { shards } = faults();
  return Array.from({ length: shards }, (_, shardId) => ({
    url: shards === 1 ? url : `${url}/shards/${shards}/${shardId}`,
    config: { numShard: shards, shardId },
    latency: 1,
    since,
  }));
}

function fileInfo(key: FileKey, state: NodeState, shard: Shard): RpcOutcome {
  const file = find(key, state, shard);
  return result(file === null ? null : fileInfoOf(file, state, shard));
}

async function upload(
  segments: unknown,
  txSeq: unknown,
  { files }: NodeState,
  shard: Shard,
): Promise<RpcOutcome> {
  const fault = await files.upload(Count.parse(txSeq), z.array(Segment).parse(segments), shard);
  return fault === null ? result(null) : { error: uploadError(fault) };
}

const uploadError = ({ param, data }: UploadFault): RpcError =>
  param === null
    ? { code: -32603, message: "Internal error", data }
    : { code: -32602, message: `Invalid params: ${param}`, data };

async function download(key: FileKey, range: unknown, state: NodeState, shard: Shard): Promise<RpcOutcome> {
  const [from, to] = z.tuple([Count, Count]).parse(range);
  const file = find(key, state, shard);
  if (file === null) return result(null);
  const isInOneSegment = Math.floor(from / SEGMENT_CHUNKS) === Math.floor((to - 1) / SEGMENT_CHUNKS);
  if (from >= to || !isInOneSegment || to > layoutOf(file.size).chunks)
    return { error: { code: -32602, message: "Invalid params: end_index", data: "invalid chunk indices" } };
  const bytes = await state.files.readChunks(file, { from, to }, shard);
  return result(bytes === null ? null : toBase64(bytes, state));
}

async function prove(key: FileKey, index: unknown, state: NodeState, shard: Shard): Promise<RpcOutcome> {
  const file = find(key, state, shard);
  // A proof needs every segment's root, so the sandbox proves only what is complete.
  if (file === null || !state.files.isFinal(file, WHOLE)) return result(null);
  const at = z
    .int()
    .nonnegative()
    .max(layoutOf(file.size).segments - 1)
    .parse(index);
  const segment = await state.files.readSegment(file, at);
  return result({ ...segment, data: toBase64(segment.data, state) });
}

const toBase64 = (bytes: Uint8Array, { faults }: NodeState): string =>
  Buffer.from(faults().corrupt ? withWrongByte(bytes) : bytes).toString("base64");
