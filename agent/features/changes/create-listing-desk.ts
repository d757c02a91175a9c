import { diffListings } from "@necto/tools/core/listing-diff";
import type { OwnListing } from "@necto/tools/core/listing-draft";
import { diffNewListing } from "@necto/tools/core/new-listing";
import { priceToRankFirst } from "@necto/tools/core/price-to-rank-first";
import { listedKinds, selectListings } from "@necto/tools/core/select-listings";
import type { MarketSnapshot } from "@necto/tools/core/snapshot";
import { NectoError } from "@necto/tools/errors";
import type { ChangedListing, ChangeResult } from "@necto/tools/protocol/change";
import type { Applied, ListingView } from "@necto/tools/protocol/listings";
import type { ListingDesk, ListingScope } from "../../graph/listing-desk.ts";
import type { Store } from "../../store/open-store.ts";
import type { Indexer } from "../booking/index/create-indexer.ts";
import { readLosses } from "../earnings/route-queries.ts";
import { sumEarned } from "../earnings/sum-earned.ts";
import type { ListingService } from "../listings/listing-service.ts";
import { findChange, saveChangeResult } from "./change-queries.ts";

export interface ListingDeskOptions {
  readonly store: Store;
  readonly listings: Pick<ListingService, "mine" | "apply" | "view">;
  /** Of the escrow whose jobs are earnings. */
  readonly indexer: Indexer;
  /** The market now. */
  readonly snapshot: () => Promise<MarketSnapshot>;
  readonly now: () => number;
  /** Resolves after a while, or when the signal fires. */
  readonly pause: (signal: AbortSignal) => Promise<void>;
  /** How long the chain is waited for; what it has not by then is still on its way. */
  readonly patienceMs?: number;
}

/** Where no time is said, routes of the last week are meant. */
const LOSSES_MS = 7 * 86_400_000;

/** The provider branch's door to the listings: it shows, and it applies what a card was agreed to. */
export function createListingDesk(options: ListingDeskOptions): ListingDesk {
  const { store, listings, indexer, snapshot, now, pause, patienceMs = 60_000 } = options;

  /** Of a question: no count and no status narrows it. */
  const meant = async (owner: string, scope: ListingScope): Promise<OwnListing[]> =>
    selectListings({ ...scope, gpuCount: null, status: null }, await listings.mine(owner));

  return {
    async diff(owner, { intent, change }) {
      const mine = await listings.mine(owner);
      const listed = listedKinds(mine);
      if (intent !== "create-listing")
        return { diffs: diffListings(change, mine, now()), missing: [], listed };
      const { diff, missing } = diffNewListing(change);
      return { diffs: diff === null ? [] : [diff], missing, listed };
    },
    async apply(changeId, onProgress, signal) {
      const change = await findChange(store.db, changeId);
      if (change?.status !== "applied") throw new Error(`Nobody agreed to change ${changeId}.`);
      const { owner, diffs } = change;
      const told = async (result: ChangeResult): Promise<ChangeResult> => {
        await saveChangeResult(store.db, changeId, result);
        onProgress(result);
        return result;
      };
      const wanted = diffs.map(({ listingId, before, after }) => ({ listingId, before, after }));
      const given = await listings
        .apply(owner, wanted, `necto-change-${changeId}`)
        .catch((error: unknown) => {
          if (error instanceof NectoError) return error;
          throw error;
        });
      if (given instanceof NectoError) {
        const { code, message } = given;
        return told({ state: "failed", listings: [], problem: { code, message } });
      }
      const { listingIds } = JSON.parse(given.body) as Applied;
      const look = () => Promise.all(listingIds.map(async (id) => toChanged(await listings.view(owner, id))));
      const until = now() + patienceMs;
      let seen = await look();
      while (seen.some(isOnItsWay) && now() < until && !signal.aborted) {
        await told({ state: "applying", listings: seen, problem: null });
        await pause(signal);
        seen = await look();
      }
      return told({ state: "applied", listings: seen, problem: null });
    },
    async earnings(owner, scope) {
      const isWhole = scope.gpuModels.length === 0 && scope.listingIds.length === 0;
      const ids = isWhole ? null : (await meant(owner, scope)).map(({ listingId }) => listingId);
      await indexer.poll();
      const { from, to } = scope;
      return sumEarned(store, indexer.key, { provider: owner, listingIds: ids, from, to });
    },
    async rankFirst(owner, { scope, requirements }) {
      const market = await snapshot();
      const own = await meant(owner, { ...scope, regions: { include: [], exclude: [] } });
      return own.flatMap(({ listingId, draft: { title } }) => {
        const offer = market.offers.find(({ id }) => id === `necto:${listingId}`);
        if (!offer) return [];
        return [{ listingId, title, facts: priceToRankFirst(market, offer, requirements, now()) }];
      });
    },
    async whyLost(owner, scope) {
      const since = (scope.from ?? new Date(now() - LOSSES_MS).toISOString()).slice(0, 10);
      const days = { since, until: scope.to?.slice(0, 10) };
      const own = await meant(owner, scope);
      return Promise.all(
        own.map(async ({ listingId, draft: { title } }) => ({
          ...{ listingId, title },
          facts: await readLosses(store, listingId, days),
        })),
      );
    },
  };
}

const isOnItsWay = ({ state }: ChangedListing): boolean => state === "sending" || state === "recorded";

function toChanged({ listingId, draft, published, chain, pending }: ListingView): ChangedListing {
  return {
    listingId,
    title: (published ?? draft).title,
    state: pending === null ? "done" : pending.state,
    version: chain?.version ?? null,
    txHash: pending?.txHash ?? null,
    problem: pending?.problem ?? null,
  };
}
