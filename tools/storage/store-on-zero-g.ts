import { setTimeout as sleep } from "node:timers/promises";
import type { Hex } from "viem";
import { layoutOf } from "../trace/merkle-layout.ts";
import type { UploadJob } from "./sdk-message.ts";
import type { SdkUploader } from "./sdk-uploader.ts";
import { otherLength } from "./storage-errors.ts";
import type { Submission } from "./submission.ts";
import { toStorageError } from "./to-storage-error.ts";
import type { Attempt, FileState, NetworkIdentity, StoredFile, StoreRequest } from "./trace-storage.ts";
import type { SubmittedFile, ZeroGChain } from "./zero-g-chain.ts";
import { fetchFileState, fetchNodes, type StorageNode } from "./zero-g-nodes.ts";

export interface StoreContext {
  readonly chain: ZeroGChain;
  readonly uploader: SdkUploader;
  readonly indexerUrl: string;
  /** Who pays. */
  readonly address: string;
  readonly pollMs: number;
  /** The network of these nodes, or a refusal when it is not the expected one. */
  readonly check: (nodes: readonly StorageNode[], signal: AbortSignal) => Promise<NetworkIdentity>;
}

/** One store, from its root to its place on chain. */
export interface StoreJob extends Omit<StoreRequest, "signal"> {
  readonly root: string;
  /** What the Submit event of these bytes is indexed by. */
  readonly identity: Hex;
}

/** Segments in one request to a node that holds them all: 2.8 MB of base64. */
const SEGMENTS_PER_REQUEST = 8;

/**
 * Stores a file and pays for it only when nobody has. Who paid is asked of the nodes by root, of the chain by the
 * transaction of `resume`, and of the Flow's events since its block; only then a nonce is planned, told and used.
 */
export async function storeOnZeroG(
  job: StoreJob,
  context: StoreContext,
  signal: AbortSignal,
): Promise<StoredFile> {
  const { root, identity, bytes, resume, onSubmitted } = job;
  const { chain, indexerUrl, address, check } = context;
  const nodes = await fetchNodes(indexerUrl, signal);
  const network = await check(nodes, signal);
  const found = await fetchFileState(nodes, root, signal);
  if (found.size !== null && found.size !== bytes.length) throw otherLength(root, found.size, bytes.length);

  const file = { root, identity, size: bytes.length, flow: network.flow };
  // Asked before the logs: a transaction that is carried out in between is then seen in them.
  const nextNonce = await chain.fetchNonce(address, "latest", signal);
  const paid =
    resume && (await chain.awaitSubmission({ ...file, fromBlock: resume.fromBlock }, resume, signal));
  if (paid !== null && resume?.txHash === null) await onSubmitted(paid.txHash);

  const upload = { taskSize: taskSizeFor(bytes.length, nodes), chainId: network.chainId };
  if (paid === null && found.state === "unknown") {
    const attempt = await plan(resume, nextNonce, context, signal);
    await pay(job, { ...upload, attempt }, context, signal);
    const fresh = await chain.findSubmission({ ...file, fromBlock: attempt.fromBlock }, signal);
    return toStoredFile(file, fresh, null);
  }
  if (found.state !== "final") {
    // Without this the SDK would pay again for what no node has noticed.
    await untilNoticed(nodes, root, context, signal);
    await run(job, { ...upload, nonce: null }, context, signal);
  }
  const first = paid ?? (await chain.findFirstSubmission({ ...file, fromBlock: 0 }, signal));
  return toStoredFile(file, first, found.txSeq);
}

/**
 * The nonce to pay with. That of an earlier attempt is used again while it is free, so that only one of both can be
 * carried out; it was used by something else when it is not and the chain has no payment for this file.
 */
async function plan(
  resume: Attempt | null,
  nextNonce: number,
  { chain, address }: StoreContext,
  signal: AbortSignal,
): Promise<Attempt> {
  if (resume !== null && resume.nonce >= nextNonce) return { ...resume, txHash: null };
  const fromBlock = resume?.fromBlock ?? (await chain.fetchHead(signal));
  return { nonce: await chain.fetchNonce(address, "pending", signal), fromBlock, txHash: null };
}

interface Upload {
  readonly taskSize: number;
  readonly chainId: number;
}

async function pay(
  job: StoreJob,
  { attempt, ...upload }: Upload & { readonly attempt: Attempt },
  context: StoreContext,
  signal: AbortSignal,
): Promise<void> {
  await job.onAttempt(attempt);
  signal.throwIfAborted();
  await run(job, { ...upload, nonce: attempt.nonce }, context, signal);
}

async function run(
  { root, bytes, onSubmitted }: StoreJob,
  { taskSize, chainId, nonce }: Upload & Pick<UploadJob, "nonce">,
  { uploader, address }: StoreContext,
  signal: AbortSignal,
): Promise<void> {
  const failure = await uploader.upload({ bytes, nonce, taskSize }, onSubmitted, signal);
  if (failure !== null) throw toStorageError(failure, { root, address, chainId });
}

async function untilNoticed(
  nodes: readonly StorageNode[],
  root: string,
  { pollMs }: StoreContext,
  signal: AbortSignal,
): Promise<void> {
  while ((await fetchFileState(nodes, root, signal)).state === "unknown")
    await sleep(pollMs, null, { signal });
}

/**
 * Segments per request. With several shards each must get all of its segments at once: the SDK forgets requests of the
 * node that has more of them than another (1.2.8, `splitTasks`).
 */
function taskSizeFor(size: number, nodes: readonly StorageNode[]): number {
  const { segments } = layoutOf(size);
  const fewestShards = Math.min(...nodes.map(({ config }) => config.numShard));
  const isSharded = nodes.some(({ config }) => config.numShard > 1);
  return isSharded ? Math.ceil(segments / fewestShards) : Math.min(segments, SEGMENTS_PER_REQUEST);
}

const toStoredFile = (
  { root, size }: Pick<SubmittedFile, "root" | "size">,
  submission: Submission | null,
  txSeq: FileState["txSeq"],
): StoredFile => ({
  root,
  size,
  txHash: submission?.txHash ?? null,
  txSeq: submission?.txSeq ?? txSeq,
  blockNumber: submission?.blockNumber ?? null,
});
