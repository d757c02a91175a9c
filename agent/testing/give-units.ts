import type { ListingDraft } from "@necto/tools/core/listing-draft";
import { listPublished, savePublished } from "../features/listings/listing-queries.ts";
import type { Store } from "../store/open-store.ts";

/** Gives every published listing so many units: for those that book more often than there are machines in the sandbox. */
export async function giveUnits({ db }: Pick<Store, "db">, units: number): Promise<void> {
  for (const { listing_id, published } of await listPublished(db)) {
    const draft = { ...(JSON.parse(published!) as ListingDraft), unitsTotal: units };
    await savePublished(db, listing_id, draft);
  }
}
