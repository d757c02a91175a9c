import { setTimeout as sleep } from "node:timers/promises";
import type { Submission } from "./submission.ts";
import type { Attempt, FileState } from "./trace-storage.ts";
import type { SubmittedFile, ZeroGChain } from "./zero-g-chain.ts";
import { fetchFileState, fetchStatuses, type StorageNode } from "./zero-g-nodes.ts";

export interface PaymentQuestion {
  readonly file: Omit<SubmittedFile, "fromBlock">;
  /** What the nodes know of the file. */
  readonly found: FileState;
  readonly nodes: readonly StorageNode[];
  readonly resume: Attempt | null;
  /** Who pays. */
  readonly address: string;
  /** Nonces that are about to be used, which the chain may not know of yet. */
  readonly taken: ReadonlySet<number>;
}

export type Payment =
  /** Somebody paid. The submission is null when only the nodes say so. */
  | { readonly kind: "paid"; readonly submission: Submission | null }
  /** Nobody has, and this attempt can be carried out once at most, together with any earlier one. */
  | { readonly kind: "due"; readonly attempt: Attempt };

export interface PaymentContext {
  readonly chain: ZeroGChain;
  readonly pollMs: number;
}

/**
 * Whether a file has to be paid for. Asked are the nodes by root, the chain by the transaction of an earlier attempt, and
 * the Flow's events since its block.
 *
 * An earlier attempt that left no trace keeps its nonce while that is free: should it still be on its way, only one of
 * both is carried out. When its nonce is used, something else used it, but a chain behind a load balancer can know that
 * and not know the events yet. The nodes are asked once more then, when they have read as far.
 */
export async function findPayment(
  { file, found, nodes, resume, address, taken }: PaymentQuestion,
  { chain, pollMs }: PaymentContext,
  signal: AbortSignal,
): Promise<Payment> {
  const newAttempt = async (fromBlock: number): Promise<Attempt> => {
    let nonce = await chain.fetchNonce(address, "pending", signal);
    while (taken.has(nonce)) nonce += 1;
    return { nonce, fromBlock, txHash: null };
  };
  const untilRead = async (block: number): Promise<void> => {
    while ((await fetchStatuses(nodes, signal)).some(({ height }) => height < block))
      await sleep(pollMs, null, { signal });
  };

  if (resume === null) {
    if (found.state !== "unknown") return { kind: "paid", submission: null };
    return { kind: "due", attempt: await newAttempt(await chain.fetchHead(signal)) };
  }
  // Asked before the events: what is carried out in between is then seen in them.
  const head = await chain.fetchHead(signal);
  const used = await chain.fetchNonce(address, head, signal);
  const submission = await chain.awaitSubmission({ ...file, fromBlock: resume.fromBlock }, resume, signal);
  if (submission !== null || found.state !== "unknown") return { kind: "paid", submission };
  if (resume.nonce >= used) return { kind: "due", attempt: { ...resume, txHash: null } };
  await untilRead(head);
  const { state } = await fetchFileState(nodes, file.root, signal);
  if (state !== "unknown") return { kind: "paid", submission: null };
  return { kind: "due", attempt: await newAttempt(resume.fromBlock) };
}
