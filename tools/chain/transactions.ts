import { nectoEscrow, providerRegistry, teamRoles, testUSDC } from "@necto/contracts/abi/generated";
import {
  type Address,
  BaseError,
  BlockNotFoundError,
  decodeErrorResult,
  ExecutionRevertedError,
  type Hex,
  RpcRequestError,
  type Transaction,
  TransactionReceiptNotFoundError,
} from "viem";
import type { ReadClient } from "./chain-clients.ts";

/** What a node said to a transaction. Only `accepted` and `known` say something; the others do not say that it failed. */
export type Broadcast =
  | { readonly kind: "accepted" | "known" | "nonce-used" }
  /** Its fee is too low for the node; a bump helps. */
  | { readonly kind: "underpriced"; readonly message: string }
  /** No answer, or one that does not tell. */
  | { readonly kind: "unknown"; readonly message: string };

/** How nodes word it: geth, reth (anvil), Nethermind and zksync-os, sources read 2026-11. */
const WORDS: readonly (readonly [Exclude<Broadcast["kind"], "accepted" | "unknown">, RegExp])[] = [
  ["known", /already known|already imported|already exists|AlreadyKnown|known transaction/i],
  ["nonce-used", /nonce too low|nonce is too low|OldNonce|NonceTooLow|nonce has already been used/i],
  ["underpriced", /underpriced|fee cap less than block base fee|fee too low|less than block base fee/i],
];

/** Hands stored bytes to a node; as often as one likes, since they can be carried out once. Never throws for its answer. */
export async function broadcast(client: ReadClient, raw: Hex): Promise<Broadcast> {
  try {
    await client.sendRawTransaction({ serializedTransaction: raw });
    return { kind: "accepted" };
  } catch (error) {
    if (!(error instanceof BaseError)) throw error;
    const message = nodeWords(error);
    const [kind] = WORDS.find(([, words]) => words.test(message)) ?? ["unknown" as const];
    return kind === "underpriced" || kind === "unknown" ? { kind, message } : { kind };
  }
}

/** Where a mined transaction is, and whether it did what it should. */
export interface Receipt {
  readonly hash: Hex;
  readonly isSuccess: boolean;
  readonly blockNumber: bigint;
  readonly blockHash: Hex;
}

/** Null while it is in no block that this node knows. */
export async function fetchReceipt(client: ReadClient, hash: Hex): Promise<Receipt | null> {
  try {
    const { status, blockNumber, blockHash } = await client.getTransactionReceipt({ hash });
    return { hash, isSuccess: status === "success", blockNumber, blockHash };
  } catch (error) {
    if (error instanceof TransactionReceiptNotFoundError) return null;
    throw error;
  }
}

/** How many transactions of an account are in blocks up to that one: its next nonce there. */
export const fetchNonce = (
  client: ReadClient,
  address: Address,
  at: { readonly blockNumber: bigint } | { readonly blockTag: "latest" },
): Promise<number> => client.getTransactionCount({ address, ...at });

/** The number of the last block that stays, by the node; null when it knows none yet. */
export async function fetchFinalBlock(client: ReadClient): Promise<bigint | null> {
  try {
    return (await client.getBlock({ blockTag: "finalized" })).number;
  } catch (error) {
    if (error instanceof BlockNotFoundError) return null;
    throw error;
  }
}

/** Of an EIP-1559 transaction, wei per gas. */
export interface Fees {
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

/** What gets a transaction into one of the next blocks: room for the base fee to double. */
export async function fetchFees(client: ReadClient): Promise<Fees> {
  const [{ baseFeePerGas }, maxPriorityFeePerGas] = await Promise.all([
    client.getBlock({ blockTag: "latest", includeTransactions: false }),
    client.estimateMaxPriorityFeePerGas(),
  ]);
  return { maxFeePerGas: (baseFeePerGas ?? 0n) * 2n + maxPriorityFeePerGas, maxPriorityFeePerGas };
}

/**
 * Fees for a transaction that replaces another of the same nonce: nodes want 10 % more in both fields, so that it is an
 * eighth more, and what the market asks now if that is more.
 *
 * @example bumpFees({ maxFeePerGas: 80n, maxPriorityFeePerGas: 0n }, now) // at least 91 and 1
 */
export function bumpFees(before: Fees, now: Fees): Fees {
  const bump = (old: bigint, asked: bigint) => larger(old + old / 8n + 1n, asked);
  const maxPriorityFeePerGas = bump(before.maxPriorityFeePerGas, now.maxPriorityFeePerGas);
  const maxFeePerGas = larger(bump(before.maxFeePerGas, now.maxFeePerGas), maxPriorityFeePerGas);
  return { maxFeePerGas, maxPriorityFeePerGas };
}

function larger(a: bigint, b: bigint): bigint {
  if (a > b) return a;
  return b;
}

/** What a call would do now: cost so much gas, or be refused by the contract. */
export type Simulation =
  | { readonly kind: "works"; readonly gas: bigint }
  /** The contract's error by name, such as `WrongStatus`; what the node said where there is none. */
  | { readonly kind: "reverts"; readonly reason: string };

/** @throws viem's error when the node does not answer */
export async function simulate(
  client: ReadClient,
  call: { readonly from: Address; readonly to: Address; readonly data: Hex },
): Promise<Simulation> {
  try {
    return {
      kind: "works",
      gas: await client.estimateGas({ account: call.from, to: call.to, data: call.data }),
    };
  } catch (error) {
    const reason = error instanceof BaseError ? revertReason(error) : null;
    if (reason === null) throw error;
    return { kind: "reverts", reason };
  }
}

/**
 * Why a transaction was carried back: the contract's error by name, else the node's words, from doing it once more on the state
 * before its block. Null where that does not fail again, or where the node keeps no state so old.
 */
export async function fetchRevertReason(
  client: ReadClient,
  {
    from,
    to,
    input,
    value,
    blockNumber,
  }: Pick<Transaction, "from" | "to" | "input" | "value" | "blockNumber">,
): Promise<string | null> {
  try {
    const before = (blockNumber ?? 1n) - 1n;
    await client.call({ account: from, to, data: input, value, blockNumber: before });
    return null;
  } catch (error) {
    return error instanceof BaseError ? revertReason(error) : null;
  }
}

/** Errors of the contracts that are called. */
const ERRORS = [...nectoEscrow.abi, ...providerRegistry.abi, ...teamRoles.abi, ...testUSDC.abi].filter(
  ({ type }) => type === "error",
);

/** Null when the error is none of the contract's. */
function revertReason(error: BaseError): string | null {
  const reverted = error.walk((cause) => cause instanceof ExecutionRevertedError);
  const said = error.walk((cause) => cause instanceof RpcRequestError) as RpcRequestError | null;
  const data = hexOf(said?.data);
  if (reverted === null && data === null) return null;
  if (data !== null && data.length >= 10) {
    try {
      return decodeErrorResult({ abi: ERRORS, data }).errorName;
    } catch {
      // Not one of ours: the words of another token are below.
    }
  }
  return said?.details ?? (reverted as BaseError | null)?.shortMessage ?? "reverted";
}

function hexOf(data: unknown): Hex | null {
  const value = data !== null && typeof data === "object" && "data" in data ? data.data : data;
  return typeof value === "string" && value.startsWith("0x") ? (value as Hex) : null;
}

/** The node's own sentence, without the request around it, which has the whole transaction in it. */
function nodeWords(error: BaseError): string {
  const said = error.walk((cause) => cause instanceof RpcRequestError);
  return (said instanceof BaseError ? said.details : error.shortMessage).slice(0, 300);
}
