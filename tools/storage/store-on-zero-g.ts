import { setTimeout as sleep } from "node:timers/promises";
import type { Hex } from "viem";
import { layoutOf } from "../trace/merkle-layout.ts";
import { findPayment, type PaymentContext } from "./find-payment.ts";
import type { UploadJob } from "./sdk-message.ts";
import type { SdkUploader } from "./sdk-uploader.ts";
import { otherLength } from "./storage-errors.ts";
import type { Submission } from "./submission.ts";
import { toStorageError } from "./to-storage-error.ts";
import type { NetworkIdentity, StoredFile, StoreRequest } from "./trace-storage.ts";
import type { SubmittedFile } from "./zero-g-chain.ts";
import { fetchFileState, fetchNodes, type StorageNode } from "./zero-g-nodes.ts";

export interface StoreContext extends PaymentContext {
  readonly uploader: SdkUploader;
  readonly indexerUrl: string;
  /** Who pays. */
  readonly address: string;
  /** Nonces of stores that are under way. */
  readonly taken: Set<number>;
  /** The network of these nodes, or a refusal when it is not the expected one. */
  readonly check: (nodes: readonly StorageNode[], signal: AbortSignal) => Promise<NetworkIdentity>;
}

/** One store. */
export interface StoreJob extends Omit<StoreRequest, "signal"> {
  readonly root: string;
  /** What the Submit event of these bytes is indexed by. */
  readonly identity: Hex;
  /** Nothing is paid any more: the next store may pay while this one waits. */
  readonly onPaid: () => void;
}

/** Segments in one request to a node that holds them all: 2.8 MB of base64. */
const SEGMENTS_PER_REQUEST = 8;

/** Stores a file and pays for it only when nobody has. */
export async function storeOnZeroG(
  job: StoreJob,
  context: StoreContext,
  signal: AbortSignal,
): Promise<StoredFile> {
  const { root, identity, bytes, resume, onAttempt, onSubmitted, onPaid } = job;
  const { chain, indexerUrl, address, taken, check } = context;
  const nodes = await fetchNodes(indexerUrl, signal);
  const network = await check(nodes, signal);
  const found = await fetchFileState(nodes, root, signal);
  if (found.size !== null && found.size !== bytes.length) throw otherLength(root, found.size, bytes.length);

  const file = { root, identity, size: bytes.length, flow: network.flow };
  const upload = { taskSize: taskSizeFor(bytes.length, nodes), chainId: network.chainId };
  const payment = await findPayment({ file, found, nodes, resume, address, taken }, context, signal);
  if (payment.kind === "due") {
    const { attempt } = payment;
    taken.add(attempt.nonce);
    try {
      await onAttempt(attempt);
      signal.throwIfAborted();
      await run(job, { ...upload, nonce: attempt.nonce }, context, signal);
      return toStoredFile(await untilTold({ ...file, fromBlock: attempt.fromBlock }, context, signal), null);
    } finally {
      taken.delete(attempt.nonce);
    }
  }
  onPaid();
  const { submission } = payment;
  if (submission !== null && resume?.txHash === null) await onSubmitted(submission.txHash);
  if (found.state !== "final") {
    // Without this the SDK would pay again for what no node has noticed.
    await untilNoticed(nodes, root, context, signal);
    await run(job, { ...upload, nonce: null }, context, signal);
  }
  const first = submission ?? (await chain.findFirstSubmission({ ...file, fromBlock: 0 }, signal));
  return toStoredFile(first ?? { root, size: bytes.length }, found.txSeq);
}

async function run(
  { root, bytes, onSubmitted, onPaid }: StoreJob,
  { taskSize, chainId, nonce }: { readonly chainId: number } & Pick<UploadJob, "taskSize" | "nonce">,
  { uploader, address }: StoreContext,
  signal: AbortSignal,
): Promise<void> {
  const tell = (txHash: string) => {
    onPaid();
    return onSubmitted(txHash);
  };
  const failure = await uploader.upload({ bytes, nonce, taskSize }, tell, signal);
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

/** The submission of a file that is final: whoever answers for the chain can be behind the nodes. */
async function untilTold(
  file: SubmittedFile,
  { chain, pollMs }: StoreContext,
  signal: AbortSignal,
): Promise<Submission> {
  for (;;) {
    const submission = await chain.findSubmission(file, signal);
    if (submission !== null) return submission;
    await sleep(pollMs, null, { signal });
  }
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
  { root, size, txHash, txSeq, blockNumber }: Pick<Submission, "root" | "size"> & Partial<Submission>,
  knownTxSeq: number | null,
): StoredFile => ({
  root,
  size,
  txHash: txHash ?? null,
  txSeq: txSeq ?? knownTxSeq,
  blockNumber: blockNumber ?? null,
});
