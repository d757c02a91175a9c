import type { SpendQuestion } from "@necto/tools/language/read-spend-question";

/** Whose spend, and for whom they act: an organisation, or themselves. Addresses in lower case. */
export interface Spender {
  readonly account: string;
  readonly org: string | null;
}

/** Sums by the escrow's books, micro-USD. */
export interface SpendFacts {
  /** Days, both counted, `YYYY-MM-DD`; `from` is null for all there ever was. */
  readonly from: string | null;
  readonly to: string;
  /** False for a User of an organisation, who is told of their own jobs. */
  readonly isOfAll: boolean;
  readonly jobs: number;
  readonly spentUsdMicros: number;
  readonly feeUsdMicros: number;
  readonly refundedUsdMicros: number;
  /** In escrow at the end of the time. */
  readonly heldUsdMicros: number;
  /** Most spent first; empty when no grouping was asked for. Keys, and names where others gave them. */
  readonly groups: readonly {
    readonly key: string;
    readonly title: string | null;
    readonly spentUsdMicros: number;
  }[];
}

/** A conversation's door to what was spent. */
export interface SpendDesk {
  /** Null for somebody who is nothing in that organisation (any more). */
  readonly spent: (
    spender: Spender,
    question: Omit<SpendQuestion, "isUnderstood">,
  ) => Promise<SpendFacts | null>;
}
