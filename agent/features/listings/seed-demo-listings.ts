import type { Availability } from "@necto/tools/core/availability";
import { ListingDraft } from "@necto/tools/core/listing-draft";
import { demoListingsAt, demoProvider } from "@necto/tools/sandbox/adi/demo-registry";
import { type DemoOrg, demoListings } from "@necto/tools/sandbox/demo-listings";
import type { NectoListing } from "@necto/tools/sources/necto-listing";
import type { Address } from "viem";
import type { Store } from "../../store/open-store.ts";
import { insertListing } from "./listing-queries.ts";

/**
 * The sandbox's listings as rows that belong to the demo providers, under the ids that the registry gives them. What a
 * provider has changed since the first time stays as it is.
 */
export async function seedDemoListings(
  { db }: Store,
  at: { readonly chainId: number; readonly registry: Address },
  now: () => number,
): Promise<void> {
  const time = now();
  const salts = demoListings().map(({ listingId }) => listingId);
  for (const [index, listing] of demoListingsAt(at).entries()) {
    const draft = toDraft(listing);
    await db.transaction().execute((transaction) =>
      insertListing(transaction, {
        ...{ listingId: listing.listingId, owner: demoProvider(listing.provider as DemoOrg).address },
        ...{ provider: listing.provider, salt: salts[index]!, draft, published: draft },
        // One after the other, as they are in their file.
        createdAt: new Date(time - index).toISOString(),
        ...(listing.uptimeBps !== null && { uptimeBps: listing.uptimeBps }),
        ...(listing.ratingBps !== null && { ratingBps: listing.ratingBps }),
      }),
    );
  }
}

/** Units beside those that are free, so that a demand curve has something to go by: they are rented out elsewhere. */
function unitsOf({ unitsAvailable, utilisationBps, spec }: NectoListing) {
  const free = unitsAvailable ?? 1;
  if (spec.status === "reserved") return { total: free, elsewhere: free };
  const total = Math.ceil((free * 10_000) / (10_000 - (utilisationBps ?? 0)));
  return { total, elsewhere: total - free };
}

function toDraft(listing: NectoListing): ListingDraft {
  const { terms, ceilingUsdMicros, spec, provider } = listing;
  const { total, elsewhere } = unitsOf(listing);
  return ListingDraft.parse({
    ...{ ...terms, ceilingUsdMicros, unitsTotal: total, status: spec.status },
    title: `${terms.gpuCount > 1 ? `${terms.gpuCount}× ` : ""}${terms.gpu}, ${terms.city}`,
    description: `A demo listing of ${provider}. There is no machine behind it.`,
    availability: toAvailability(spec.windows),
    offlineUnits: elsewhere === 0 ? [] : [{ units: elsewhere, status: "reserved", from: SINCE, to: null }],
  });
}

const SINCE = "2026-01-01T00:00:00.000Z";
const EVER = "2100-01-01T00:00:00.000Z";

/** Closed, but for the windows. */
const toAvailability = (windows: NectoListing["spec"]["windows"]): Partial<Availability> =>
  windows.length === 0
    ? {}
    : {
        exceptions: [
          { from: SINCE, to: EVER, open: false },
          ...windows.map(({ from, to }) => ({ from, to, open: true })),
        ],
      };
