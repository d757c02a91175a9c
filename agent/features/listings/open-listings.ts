import type { MarketSnapshot } from "@necto/tools/core/snapshot";
import type { HeartbeatAnswer, HeartbeatBody } from "@necto/tools/protocol/listings";
import type { NectoListing } from "@necto/tools/sources/necto-listing";
import { followRegistry } from "../../registry/follow-registry.ts";
import type { Store } from "../../store/open-store.ts";
import type { OpenBooking } from "../booking/open-booking.ts";
import { cachedReputations } from "../earnings/read-reputations.ts";
import { SILENCE_MS } from "./capacity.ts";
import { hearHeartbeat } from "./hear-heartbeat.ts";
import { createListingService, type ListingService, type ListingServiceOptions } from "./listing-service.ts";
import { createMarketListings } from "./market-listings.ts";

export interface OpenListingsOptions
  extends Pick<ListingServiceOptions, "nameOf" | "now" | "newSalt" | "onFault"> {
  readonly store: Store;
  readonly booking: OpenBooking;
  /** Where the registry was deployed, or any block before that. */
  readonly fromBlock: bigint;
  /** The market now; asked when somebody looks at a listing. */
  readonly snapshot: () => Promise<MarketSnapshot>;
  /** Hears that what the market shows of listings may be another now. */
  readonly onChange: () => void;
}

/** Everything about listings of one process. */
export interface OpenListings {
  readonly service: ListingService;
  /** What the source `necto` reads. */
  readonly forMarket: () => Promise<readonly NectoListing[]>;
  readonly hear: (body: HeartbeatBody) => Promise<HeartbeatAnswer>;
  readonly close: () => Promise<void>;
}

export function openListings(options: OpenListingsOptions): OpenListings {
  const { store, booking, onChange, now, fromBlock } = options;
  const { capacity } = booking;
  const silenceMs = SILENCE_MS;
  const escrow = { chainId: booking.chain.id, address: booking.door.escrow.toLowerCase() };
  const registry = followRegistry(booking.registry, fromBlock, onChange);
  const service = createListingService({ ...options, registry, capacity, silenceMs });
  return {
    service,
    forMarket: createMarketListings({
      ...{ store, registry, capacity, now },
      reputations: cachedReputations(store, { key: escrow, now, maxAgeMs: REPUTATION_MS }),
      at: { chainId: booking.chain.id, address: booking.registry.registry },
    }),
    hear: (body) => hearHeartbeat({ store, booking, capacity, silenceMs, onChange, now }, body),
    close: service.registrar.close,
  };
}

/** How old a reputation on the market may be. */
const REPUTATION_MS = 15_000;
