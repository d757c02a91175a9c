import type { Receipt } from "@necto/tools/chain/transactions";
import type { Intent, Transaction } from "./intent-queries.ts";

/** What is known of an intent that was sent. Times in epoch milliseconds. */
export interface SentFacts {
  readonly intent: Pick<Intent, "wants_cancel">;
  /** Its transactions, in order of turns. */
  readonly transactions: readonly Pick<Transaction, "nonce" | "kind" | "hash">[];
  /** The account's next nonce by the newest block. */
  readonly chainNonce: number;
  /** The first receipt of any of its transactions; null when the chain has none. */
  readonly receipt: Receipt | null;
  /** The chain shows what it should have done; null when nothing but a receipt can. */
  readonly hasEffect: boolean | null;
  /** How often in a row its nonce was used and nothing of it was found. */
  readonly misses: number;
  /** When its newest transaction was made, and when it was last sent; null when not since this process began. */
  readonly madeAt: number;
  readonly lastSentAt: number | null;
  readonly now: number;
}

export interface Patience {
  /** Sends the same bytes again after so long. */
  readonly rebroadcastMs: number;
  /** Raises the fee of the transaction that blocks the others after so long. */
  readonly bumpMs: number;
  /** Times that a used nonce without a receipt must be seen: the node may be behind. */
  readonly misses: number;
}

export type Verdict =
  | { readonly kind: "mined" | "reverted"; readonly receipt: Receipt }
  /** Somebody else did it, or a transaction of ours that this node does not show. */
  | { readonly kind: "adopt" }
  /** Its nonce went to something else: the same intent again, at a new nonce. */
  | { readonly kind: "resign" }
  | { readonly kind: "miss" | "rebroadcast" | "bump" | "cancel" | "wait" };

/** What to do next about an intent that was sent. */
export function judgeSent(facts: SentFacts, patience: Patience): Verdict {
  const { intent, transactions, chainNonce, receipt, hasEffect, misses, madeAt, lastSentAt, now } = facts;
  const nonce = transactions.at(-1)!.nonce;
  if (receipt !== null) return { kind: receipt.isSuccess ? "mined" : "reverted", receipt };
  if (nonce < chainNonce) {
    if (hasEffect === true) return { kind: "adopt" };
    return { kind: misses + 1 >= patience.misses ? "resign" : "miss" };
  }
  const isCancelling = transactions.some((one) => one.kind === "cancel" && one.nonce === nonce);
  if (intent.wants_cancel === 1 && !isCancelling) return { kind: "cancel" };
  if (nonce === chainNonce && now - madeAt >= patience.bumpMs) return { kind: "bump" };
  if (lastSentAt === null || now - lastSentAt >= patience.rebroadcastMs) return { kind: "rebroadcast" };
  return { kind: "wait" };
}
