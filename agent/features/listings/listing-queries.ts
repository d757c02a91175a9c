import { type ListingDraft, specsHashOf, toListingTerms } from "@necto/tools/core/listing-draft";
import type { ListingTerms } from "@necto/tools/core/listing-terms";
import type { Kysely } from "kysely";
import type { ListingTables } from "../../store/listings-schema.ts";
import type { Database } from "../../store/schema.ts";

type Db = Kysely<Database>;
export type ListingRow = ListingTables["listings"];

/** A listing as it is kept here. */
export interface StoredListing {
  readonly listingId: string;
  readonly owner: string;
  readonly provider: string;
  readonly salt: string;
  readonly state: ListingRow["state"];
  readonly draft: ListingDraft;
  /** What is to be in force; null before it is published. */
  readonly published: ListingDraft | null;
  readonly intentId: string | null;
  readonly uptimeBps: number | null;
  readonly ratingBps: number | null;
  readonly seq: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** One change of a listing: who asked for what. */
export interface ListingEdit {
  readonly at: string;
  readonly by: string;
  readonly what: ListingTables["listing_edits"]["what"];
  readonly detail: unknown;
}

export const toStored = (row: ListingRow): StoredListing => ({
  ...{ listingId: row.listing_id, owner: row.owner, provider: row.provider, salt: row.salt },
  ...{ state: row.state, draft: JSON.parse(row.draft) as ListingDraft },
  published: row.published === null ? null : (JSON.parse(row.published) as ListingDraft),
  ...{ intentId: row.intent_id, uptimeBps: row.uptime_bps, ratingBps: row.rating_bps },
  ...{ seq: row.seq, createdAt: row.created_at, updatedAt: row.updated_at },
});

/** What the chain takes as the ceiling: USDC base units per hour for one unit, all its GPUs. */
export const ceilingRateOf = ({ ceilingUsdMicros, gpuCount }: ListingDraft): number =>
  ceilingUsdMicros * gpuCount;

export type NewListing = Pick<
  StoredListing,
  "listingId" | "owner" | "provider" | "salt" | "draft" | "createdAt"
> & { readonly published?: ListingDraft; readonly uptimeBps?: number; readonly ratingBps?: number };

/** Keeps a listing; one of that id stays as it is. True when it is new. */
export async function insertListing(db: Db, listing: NewListing): Promise<boolean> {
  const { listingId, owner, provider, salt, draft, published = null, createdAt } = listing;
  const inserted = await db
    .insertInto("listings")
    .values({
      ...{ listing_id: listingId, owner: owner.toLowerCase(), provider, salt, seq: 0 },
      ...{ state: published ? "published" : "draft", draft: JSON.stringify(draft) },
      ...{ published: null, specs_hash: null, ceiling_rate: null, intent_id: null },
      ...{ uptime_bps: listing.uptimeBps ?? null, rating_bps: listing.ratingBps ?? null },
      ...{ created_at: createdAt, updated_at: createdAt },
    })
    .onConflict((conflict) => conflict.column("listing_id").doNothing())
    .returning("listing_id")
    .executeTakeFirst();
  if (inserted === undefined) return false;
  await insertEdit(db, listingId, { at: createdAt, by: owner, what: "created", detail: draft });
  if (published) {
    await savePublished(db, listingId, published);
    await insertEdit(db, listingId, { at: createdAt, by: owner, what: "published", detail: published });
  }
  return true;
}

export async function findListing(db: Db, listingId: string): Promise<StoredListing | null> {
  const row = await db
    .selectFrom("listings")
    .selectAll()
    .where("listing_id", "=", listingId)
    .executeTakeFirst();
  return row ? toStored(row) : null;
}

/** Of one owner, newest first. */
export async function listOwned(db: Db, owner: string): Promise<readonly StoredListing[]> {
  const rows = await db
    .selectFrom("listings")
    .selectAll()
    .where("owner", "=", owner.toLowerCase())
    .orderBy("created_at", "desc")
    .orderBy("listing_id")
    .execute();
  return rows.map(toStored);
}

/** Everything that was ever published. */
export const listPublished = (db: Db): Promise<ListingRow[]> =>
  db.selectFrom("listings").selectAll().where("published", "is not", null).orderBy("listing_id").execute();

/** Changes what its owner wrote, and nothing that is in force. */
export async function saveDraft(db: Db, listingId: string, draft: ListingDraft): Promise<void> {
  await db
    .updateTable("listings")
    .set({ draft: JSON.stringify(draft) })
    .where("listing_id", "=", listingId)
    .execute();
}

/** Puts a draft in force, as far as it is not the chain's to say. Its terms are kept for as long as a block may name them. */
export async function savePublished(db: Db, listingId: string, draft: ListingDraft): Promise<void> {
  const terms = toListingTerms(draft);
  const specsHash = specsHashOf(terms);
  const text = JSON.stringify(draft);
  await db
    .updateTable("listings")
    .set({
      ...{ state: "published", draft: text, published: text, specs_hash: specsHash },
      ceiling_rate: ceilingRateOf(draft),
    })
    .where("listing_id", "=", listingId)
    .execute();
  await db
    .insertInto("listing_terms")
    .values({ listing_id: listingId, specs_hash: specsHash, terms: JSON.stringify(terms) })
    .onConflict((conflict) => conflict.columns(["listing_id", "specs_hash"]).doNothing())
    .execute();
}

export async function saveWithdrawn(db: Db, listingId: string): Promise<void> {
  await db.updateTable("listings").set({ state: "withdrawn" }).where("listing_id", "=", listingId).execute();
}

export async function saveIntent(db: Db, listingId: string, intentId: string | null): Promise<void> {
  await db.updateTable("listings").set({ intent_id: intentId }).where("listing_id", "=", listingId).execute();
}

/** Adds to the history. @returns its seq */
export async function insertEdit(db: Db, listingId: string, edit: ListingEdit): Promise<number> {
  const { at, by, what, detail } = edit;
  const { seq } = await db
    .updateTable("listings")
    .set((set) => ({ seq: set("seq", "+", 1), updated_at: at }))
    .where("listing_id", "=", listingId)
    .returning("seq")
    .executeTakeFirstOrThrow();
  await db
    .insertInto("listing_edits")
    .values({ listing_id: listingId, seq, at, by: by.toLowerCase(), what, detail: JSON.stringify(detail) })
    .execute();
  return seq;
}

/** Newest first. */
export async function listEdits(
  db: Db,
  listingId: string,
): Promise<readonly (ListingEdit & { seq: number })[]> {
  const rows = await db
    .selectFrom("listing_edits")
    .selectAll()
    .where("listing_id", "=", listingId)
    .orderBy("seq", "desc")
    .limit(200)
    .execute();
  return rows.map(({ seq, at, by, what, detail }) => ({ seq, at, by, what, detail: JSON.parse(detail) }));
}

/** The terms behind the specs hashes of listings: `<listing id>:<hash>` to terms. */
export async function listTerms(db: Db): Promise<ReadonlyMap<string, ListingTerms>> {
  const rows = await db.selectFrom("listing_terms").selectAll().execute();
  return new Map(
    rows.map(({ listing_id, specs_hash, terms }) => [
      `${listing_id}:${specs_hash}`,
      JSON.parse(terms) as ListingTerms,
    ]),
  );
}
