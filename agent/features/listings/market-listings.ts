import type { RegisteredListing } from "@necto/tools/chain/registry";
import { listingWindows } from "@necto/tools/core/availability";
import type { ListingDraft } from "@necto/tools/core/listing-draft";
import type { ListingTerms } from "@necto/tools/core/listing-terms";
import type { Reputation } from "@necto/tools/core/reputation";
import type { NectoListing } from "@necto/tools/sources/necto-listing";
import type { RegistryReader } from "../../registry/follow-registry.ts";
import type { Store } from "../../store/open-store.ts";
import type { Capacity } from "./capacity.ts";
import { utilisationBps } from "./count-units.ts";
import { type ListingRow, listPublished, listTerms } from "./listing-queries.ts";

export interface MarketListingsOptions {
  readonly store: Store;
  readonly registry: RegistryReader;
  /** Which registry, on which chain. */
  readonly at: { readonly chainId: number; readonly address: string };
  readonly capacity: Capacity;
  /** By provider, address in lower case. */
  readonly reputations: () => Promise<ReadonlyMap<string, Reputation>>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Necto's listings as the market reads them: terms, ceiling, version and status by the chain, units and windows by what their
 * owners said here last. Every listing that can be booked on chain is among them, so that a decision leaves none out; of one
 * that nobody described here nothing is known but its ceiling.
 */
export function createMarketListings(options: MarketListingsOptions): () => Promise<readonly NectoListing[]> {
  const { store, registry, at, capacity, reputations, now } = options;

  return async () => {
    // The chain first: a listing is described here before it is registered there.
    const onChain = await registry.read();
    const rows = await listPublished(store.db);
    const [terms, units, earned] = await Promise.all([
      listTerms(store.db),
      capacity.count(store.db, rows),
      reputations(),
    ]);
    const known = new Map(rows.map((row) => [row.listing_id, row]));
    const time = now();

    function toListing(chain: RegisteredListing): NectoListing | null {
      const row = known.get(chain.listingId);
      const said = terms.get(`${chain.listingId}:${chain.specsHash}`);
      const isActive = chain.status === "available";
      if (row === undefined || said === undefined) return isActive ? undescribed(chain, at) : null;
      if (row.state === "withdrawn" && !isActive) return null;
      const draft = JSON.parse(row.published!) as ListingDraft;
      const count = units.get(row.listing_id)!;
      const reputation = earned.get(chain.provider.toLowerCase());
      return {
        ...fromChain(chain, at),
        ...{ provider: row.provider, terms: said },
        ceilingUsdMicros: Math.floor(chain.ceilingRate / said.gpuCount),
        spec: { status: statusOf(chain, row, draft), windows: listingWindows(draft.availability, time) },
        ...{ unitsAvailable: count.available, utilisationBps: utilisationBps(count) },
        // What a demo listing declares of itself counts until its jobs say more.
        uptimeBps: reputation?.uptimeBps ?? row.uptime_bps,
        ratingBps: reputation?.ratingBps ?? row.rating_bps,
      };
    }
    return [...onChain.values()].flatMap((chain) => toListing(chain) ?? []);
  };
}

/** What is taken off here counts at once; what is put back, when the chain says so too. */
function statusOf(
  { status }: RegisteredListing,
  { state }: ListingRow,
  draft: ListingDraft,
): NectoListing["spec"]["status"] {
  if (state === "withdrawn") return "offline";
  if (draft.status !== "available") return draft.status;
  return status === "none" ? "offline" : status;
}

const fromChain = (
  { listingId, version, provider, specsHash }: RegisteredListing,
  registry: MarketListingsOptions["at"],
) => ({ listingId, version, payee: provider, specsHash, registry: { ...registry } });

/** No country has this code, and no GPU this name: such a listing is in every decision, and in none's choice. */
const UNDESCRIBED: Omit<ListingTerms, "pricing"> = {
  ...{ gpu: "not described", formFactor: null, memoryGib: null, gpuCount: 1, country: "ZZ", city: "" },
  ...{ vcpus: null, hostMemoryGib: null, storageGib: null, networkMbps: null },
  ...{ minDurationSeconds: null, maxDurationSeconds: null },
};

function undescribed(chain: RegisteredListing, registry: MarketListingsOptions["at"]): NectoListing {
  const { provider, ceilingRate } = chain;
  const amount = `${Math.floor(ceilingRate / 1e6)}.${String(ceilingRate % 1_000_000).padStart(6, "0")}`;
  return {
    ...fromChain(chain, registry),
    ...{ provider: shortAddress(provider), ceilingUsdMicros: ceilingRate },
    terms: {
      ...UNDESCRIBED,
      pricing: { model: "fixed", amount, currency: "USDC", per: "hour", scope: "unit" },
    },
    spec: { status: "available", windows: [] },
    ...{ unitsAvailable: null, utilisationBps: null, uptimeBps: null, ratingBps: null },
  };
}

/** @example shortAddress("0x2C859ac64A634b2Fe7ea2710A8a1fC1C2A34e2E8") // "0x2C85…e2E8" */
export const shortAddress = (address: string): string => `${address.slice(0, 6)}…${address.slice(-4)}`;
