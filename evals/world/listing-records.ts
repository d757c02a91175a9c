import { toStored } from "@necto/agent/features/listings/listing-queries";
import type { Store } from "@necto/agent/store/open-store";
import { readListing } from "@necto/tools/chain/quotes";
import type { RegistryAt } from "@necto/tools/chain/registry";
import type { Hex } from "viem";
import type { ListingRecord } from "../run/trial.ts";

/** Every listing as the database has it, beside what the registry says of it. */
export async function readListingRecords({ db }: Store, registry: RegistryAt): Promise<ListingRecord[]> {
  const rows = await db.selectFrom("listings").selectAll().orderBy("listing_id").execute();
  return Promise.all(
    rows.map(toStored).map(async ({ listingId, owner, published }) => {
      const found = await readListing(registry, listingId as Hex);
      if (found === null) return { listingId, owner, published, chain: null };
      const { listingId: _, ...chain } = found;
      return { listingId, owner, published, chain };
    }),
  );
}
