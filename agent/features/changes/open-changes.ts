import { setTimeout as sleep } from "node:timers/promises";
import type { MarketSnapshot } from "@necto/tools/core/snapshot";
import type { ListingDesk } from "../../graph/listing-desk.ts";
import type { Store } from "../../store/open-store.ts";
import type { OpenBooking } from "../booking/open-booking.ts";
import type { OpenListings } from "../listings/open-listings.ts";
import { type ChangeCards, createChangeCards } from "./change-cards.ts";
import { createListingDesk } from "./create-listing-desk.ts";

export interface OpenChangesOptions {
  readonly store: Store;
  readonly listings: OpenListings;
  readonly booking: Pick<OpenBooking, "indexer">;
  /** The market now. */
  readonly snapshot: () => Promise<MarketSnapshot>;
  readonly now: () => number;
}

/** What the graph and its runs use of changes. */
export interface OpenChanges {
  readonly desk: ListingDesk;
  readonly cards: ChangeCards;
}

/** Between two looks at what the chain has. */
const LOOK_AGAIN_MS = 400;

export function openChanges({ store, listings, booking, snapshot, now }: OpenChangesOptions): OpenChanges {
  const pause = (signal: AbortSignal): Promise<void> => sleep(LOOK_AGAIN_MS, undefined, { signal });
  return {
    desk: createListingDesk({
      ...{ store, listings: listings.service, indexer: booking.indexer, snapshot, now, pause },
    }),
    cards: createChangeCards(store, now),
  };
}
