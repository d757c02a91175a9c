import type { RegisteredListing } from "@necto/tools/chain/registry";
import { explainDraft } from "@necto/tools/core/listing-draft";
import { codesOf } from "@necto/tools/core/reason-codes";
import type { MarketSnapshot } from "@necto/tools/core/snapshot";
import type { ListingView, PendingChange } from "@necto/tools/protocol/listings";
import type { Database } from "../../store/schema.ts";
import type { Intent } from "../booking/journal/intent-queries.ts";
import type { UnitCount } from "./count-units.ts";
import type { StoredListing } from "./listing-queries.ts";
import { nextCall } from "./next-call.ts";
import { isRefused } from "./registrar.ts";

/** What is known of a listing beside its row. */
export interface ViewFacts {
  /** Null while it is not registered. */
  readonly chain: RegisteredListing | null;
  /** The last call about it that was recorded here. */
  readonly intent: Intent | null;
  readonly sends: "server" | "wallet";
  readonly units: UnitCount | null;
  readonly agents: readonly Database["heartbeats"][];
  readonly snapshot: MarketSnapshot;
  /** What a search that asks for nothing would leave each offer out for: bits, in the snapshot's order. */
  readonly masks: ArrayLike<number>;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly silenceMs: number;
}

/** A listing as its owner sees it. */
export function toListingView(listing: StoredListing, facts: ViewFacts): ListingView {
  const { listingId, provider, draft, published, createdAt, updatedAt } = listing;
  const { chain, units, agents, now, silenceMs } = facts;
  return {
    ...{ listingId, provider, state: stateOf(listing, chain), draft, published, createdAt, updatedAt },
    isEdited: published !== null && JSON.stringify(draft) !== JSON.stringify(published),
    problems: explainDraft(draft),
    chain: chain && {
      ...{ status: chain.status, version: chain.version },
      ...{ ceilingRate: chain.ceilingRate, specsHash: chain.specsHash },
    },
    pending: pendingOf(listing, facts),
    units: published && units,
    agents: agents.map(({ agent, units: count, seen_at }) => ({
      ...{ agent, units: count, seenAt: new Date(Number(seen_at)).toISOString() },
      isSilent: now - Number(seen_at) > silenceMs,
    })),
    market: marketOf(listingId, facts),
  };
}

function stateOf({ state, published }: StoredListing, chain: RegisteredListing | null): ListingView["state"] {
  if (state === "withdrawn") return "withdrawn";
  if (published === null) return "draft";
  if (chain === null) return "publishing";
  return published.status === "available" ? "published" : "paused";
}

function pendingOf(
  listing: StoredListing,
  { chain, intent, sends }: Pick<ViewFacts, "chain" | "intent" | "sends">,
): PendingChange | null {
  const next = nextCall(listing, chain);
  if (next === null) return null;
  const common = { call: next.call, txHash: intent?.tx_hash ?? null };
  if (isRefused(intent)) return { ...common, state: "failed", problem: intent!.problem_message };
  const isWallets = intent === null && (sends === "wallet" || next.call === "registerListing");
  return {
    ...common,
    ...{ state: isWallets ? "wallet" : "sending", problem: intent?.problem_message ?? null },
  };
}

function marketOf(
  listingId: string,
  { snapshot: { offers, prices }, masks }: Pick<ViewFacts, "snapshot" | "masks">,
): ListingView["market"] {
  const index = offers.findIndex(({ id }) => id === `necto:${listingId}`);
  if (index < 0) return null;
  const price = prices[index]!;
  return {
    usdMicrosPerGpuHour: price > 0 ? price : null,
    reasons: codesOf(masks[index]!).map(({ constraint, reason }) => `${constraint}/${reason}`),
  };
}
