import type { ListingDraft } from "@necto/tools/core/listing-draft";
import type { Store } from "../../store/open-store.ts";
import { listOwned } from "../listings/listing-queries.ts";
import type { InForce } from "./offered-seconds.ts";

/** A listing as figures of the past name it. */
export interface NamedListing {
  readonly listingId: string;
  readonly title: string;
  readonly gpu: string;
  readonly history: readonly InForce[];
}

/** All listings of an owner, by id, withdrawn ones too. */
export async function listNamed(
  { db }: Pick<Store, "db">,
  owner: string,
): Promise<ReadonlyMap<string, NamedListing>> {
  const [listings, edits] = await Promise.all([
    listOwned(db, owner),
    db
      .selectFrom("listing_edits as edit")
      .innerJoin("listings as listing", "listing.listing_id", "edit.listing_id")
      .select(["edit.listing_id", "edit.at", "edit.what", "edit.detail"])
      .where("listing.owner", "=", owner)
      .where("edit.what", "in", ["published", "withdrawn"])
      .orderBy("edit.seq")
      .execute(),
  ]);
  const histories = Map.groupBy(edits, ({ listing_id }) => listing_id);
  return new Map(
    listings.map(({ listingId, draft, published }) => {
      const { title, gpu } = published ?? draft;
      const history = (histories.get(listingId) ?? []).map(({ at, what, detail }) => ({
        from: Date.parse(at),
        draft: what === "withdrawn" ? null : (JSON.parse(detail) as ListingDraft),
      }));
      return [listingId, { listingId, title, gpu, history }];
    }),
  );
}
