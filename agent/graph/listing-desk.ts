import type { ListingDiff } from "@necto/tools/core/listing-diff";
import type { LossReport } from "@necto/tools/core/lost-routes";
import type { MissingPart } from "@necto/tools/core/new-listing";
import type { FirstPrice } from "@necto/tools/core/price-to-rank-first";
import type { ProviderChange } from "@necto/tools/core/provider-change";
import type { Requirements } from "@necto/tools/core/requirements";
import type { ChangeResult } from "@necto/tools/protocol/change";

/** What a change would make of a provider's listings. */
export interface ChangePreview {
  /** One for each listing it is about; none when it is about none. */
  readonly diffs: readonly ListingDiff[];
  /** What a new listing lacks. */
  readonly missing: readonly MissingPart[];
  /** What the provider lists: models and countries. */
  readonly listed: { readonly gpuModels: readonly string[]; readonly countries: readonly string[] };
}

/** What was earned in a time, by the ledger: the numbers that the page of earnings shows. */
export interface EarningsFacts {
  /** Closed in that time after they had been started. */
  readonly jobs: number;
  /** The provider's share of all that was paid in that time, micro-USD; also of jobs that go on. */
  readonly earnedUsdMicros: number;
  /** Rented seconds of `jobs`, one unit of a listing at a time. */
  readonly usedSeconds: number;
  /** Open now. */
  readonly running: number;
}

/** Which listings a question is about, and when. */
export type ListingScope = Pick<
  ProviderChange,
  "gpuModels" | "memoryGib" | "listingIds" | "regions" | "from" | "to"
>;

/** One own listing with something known of it. */
export interface OfListing<T> {
  readonly listingId: string;
  readonly title: string;
  readonly facts: T;
}

/** What the provider branch may do outside of itself. Nodes decide nothing about listings; they ask here. */
export interface ListingDesk {
  /** Changes nothing. @param intent `create-listing` describes a new one */
  readonly diff: (
    owner: string,
    asked: { readonly intent: string; readonly change: ProviderChange },
  ) => Promise<ChangePreview>;
  /**
   * Puts in force what was agreed to on a card: once, however often it is asked.
   *
   * @param onProgress hears what the chain has of it; the last is the result
   */
  readonly apply: (
    changeId: string,
    onProgress: (result: ChangeResult) => void,
    signal: AbortSignal,
  ) => Promise<ChangeResult>;
  readonly earnings: (owner: string, scope: ListingScope) => Promise<EarningsFacts>;
  /** With which price each of the listings meant would rank first for such a request. */
  readonly rankFirst: (
    owner: string,
    asked: { readonly scope: ListingScope; readonly requirements: Requirements },
  ) => Promise<readonly OfListing<FirstPrice>[]>;
  readonly whyLost: (owner: string, scope: ListingScope) => Promise<readonly OfListing<LossReport>[]>;
}

/** What a thread's change stands at. Everything in it may be checkpointed. */
export interface ChangeState {
  /** The card that waits for a word. */
  readonly changeId: string | null;
  readonly diffs: readonly ListingDiff[];
  readonly answer: "approve" | "decline" | null;
  /** Why nothing is changed, in words made of facts. */
  readonly refusal: string | null;
  readonly result: ChangeResult | null;
}

export const NEW_CHANGE: ChangeState = {
  ...{ changeId: null, diffs: [], answer: null, refusal: null, result: null },
};
