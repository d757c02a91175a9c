import { NectoError } from "../errors.ts";

// One place for the wording of `storage/…`. Roots, addresses and transaction hashes are public; keys never get here.

/** Nothing answers, or what answers is no 0G. `what` is a part of the network: "the 0G chain", "the 0G gateway". */
export const unreachable = (what: string, cause: unknown): NectoError =>
  new NectoError({
    code: "storage/unreachable",
    message: `${what} cannot be reached. Check its address and try again; a payment made is not lost.`,
    meta: { what },
    cause,
    retryable: true,
  });

export const deadlinePassed = (what: string, root: string | null, deadlineMs: number): NectoError =>
  new NectoError({
    code: "storage/deadline",
    message: `${what} took longer than ${deadlineMs / 1000} s. Try again later; a payment made is found and used.`,
    meta: { root, deadlineMs },
    retryable: true,
  });

export const notFound = (root: string, why: string): NectoError =>
  new NectoError({
    code: "storage/not-found",
    message: `0G has no finished file with root ${root} (${why}). Check the root, or wait until its upload is final.`,
    meta: { root },
    retryable: true,
  });

export const mismatch = (root: string, received: string | null): NectoError =>
  new NectoError({
    code: "storage/mismatch",
    message: `What the network gave for ${root} has another root (${received ?? "none"}): it is thrown away. Try another gateway.`,
    meta: { root, received },
    retryable: true,
  });

export const rejected = (
  root: string,
  why: string,
  { cause, retryable = false }: RejectionFields = {},
): NectoError =>
  new NectoError({
    code: "storage/rejected",
    message: `0G did not take the file with root ${root}: ${why}.`,
    meta: { root },
    cause,
    retryable,
  });

/** The root does not commit to the length, so two files that differ in zeros at their end can meet. */
export const otherLength = (root: string, known: number, asked: number): NectoError =>
  rejected(root, `it is there with ${known} bytes, not ${asked} (they differ in zeros at the end)`);

interface RejectionFields {
  readonly cause?: unknown;
  readonly retryable?: boolean;
}

export const outOfFunds = (address: string, chainId: number, cause: unknown): NectoError =>
  new NectoError({
    code: "storage/funds",
    message: `The storage account ${address} has too little 0G on chain ${chainId} to pay for a file. Top it up, then try again.`,
    meta: { address, chainId },
    cause,
    retryable: true,
  });

export const wrongNetwork = (facts: NetworkFacts): NectoError =>
  new NectoError({
    code: "storage/wrong-network",
    message: `The parts of 0G are not one network: expected chain ${facts.expected}, the RPC is chain ${facts.rpc}, the storage node is of chain ${facts.node}. Correct ZG_EVM_RPC, ZG_INDEXER_URL or ZG_CHAIN_ID.`,
    meta: { ...facts },
  });

export interface NetworkFacts {
  readonly expected: number;
  readonly rpc: number;
  readonly node: number;
}
