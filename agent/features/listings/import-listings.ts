import { digestOf, keccakText } from "@necto/tools/core/digest";
import { toDiff } from "@necto/tools/core/listing-diff";
import { explainDraft, ListingDraft } from "@necto/tools/core/listing-draft";
import { completeDraft } from "@necto/tools/protocol/complete-draft";
import type { ImportBody, ImportReport, ImportRow } from "@necto/tools/protocol/listings";
import { type ListingRow, readListings } from "@necto/tools/sources/listing-file";
import type { Store } from "../../store/open-store.ts";
import { recordOwn } from "../audit/own-acts-queries.ts";
import { answerOnce } from "../booking/idempotency-queries.ts";
import { insertEdit, insertListing, listOwned, type NewListing, saveDraft } from "./listing-queries.ts";

export interface ImportOptions {
  readonly store: Store;
  readonly owner: string;
  /** A listing that is not there yet, from its draft and its salt. */
  readonly newListing: (draft: ListingDraft, salt: string) => NewListing;
  /** The `Idempotency-Key` header: a repeat makes no listing twice. */
  readonly key: string;
  /** ISO time. */
  readonly at: string;
}

interface Planned {
  readonly report: ImportRow;
  /** Null for a row that changes nothing, or is invalid. */
  readonly draft: ListingDraft | null;
  readonly create: NewListing | null;
}

/**
 * Reads a file into drafts of one owner: all of it, or with a row that is invalid nothing. Rows with the id of a listing change
 * its draft; the others are new. Nothing is published. Once for each key: a repeat gets the first report.
 *
 * @throws NectoError `request/bad-file`, `request/idempotency-mismatch`
 */
export async function importListings(
  { store, owner, newListing, key, at }: ImportOptions,
  { format, text, dryRun }: ImportBody,
): Promise<ImportReport> {
  const mine = new Map(
    (await listOwned(store.db, owner)).map((listing) => [listing.listingId, listing.draft]),
  );
  const planned = readListings(text, format).map((row, index) => plan(row, index));
  const rows = planned.map(({ report }) => report);
  if (dryRun || rows.length === 0 || rows.some(({ outcome }) => outcome === "invalid"))
    return { isApplied: false, rows };
  const request = { principal: owner, route: "POST /api/provider/listings/import", key };
  const body = JSON.stringify({ format, text });
  const given = await answerOnce(store.db, { ...request, body, at }, async (db) => {
    for (const { report, draft, create } of planned) {
      if (draft === null) continue;
      if (create !== null) await insertListing(db, create);
      else {
        await saveDraft(db, report.listingId!, draft);
        await insertEdit(db, report.listingId!, { at, by: owner, what: "edited", detail: draft });
      }
    }
    const changed = planned.filter(({ draft }) => draft !== null).length;
    await recordOwn(db, owner, { action: "listing.imported", at, facts: { listings: changed } });
    return { status: 200, body: JSON.stringify({ isApplied: true, rows } satisfies ImportReport) };
  });
  return JSON.parse(given.body) as ImportReport;

  function plan({ listingId, draft: given }: ListingRow, index: number): Planned {
    const before = listingId === null ? null : (mine.get(listingId) ?? null);
    const base = { row: index + 1, listingId, title: titleOf(given), problems: [], changes: [] };
    if (listingId !== null && before === null)
      return invalid(base, [
        { field: "listingId", message: `You have no listing ${listingId.slice(0, 80)}.` },
      ]);
    const read = ListingDraft.safeParse(given);
    if (!read.success) return invalid(base, explainDraft(given));
    const draft = completeDraft(read.data, before);
    const { problems, changes } = toDiff(
      before && { listingId: listingId!, version: 0, draft: before },
      draft,
      [],
    );
    if (problems.length > 0) return invalid(base, problems);
    if (before !== null && digestOf(before) === digestOf(draft))
      return { report: { ...base, outcome: "same" }, draft: null, create: null };
    const create =
      before === null ? newListing(draft, keccakText(`necto/import/${owner}/${key}/${index}`)) : null;
    const told = changes.map(({ field, from, to }) => ({
      ...{ field, from: before === null ? null : JSON.stringify(from), to: JSON.stringify(to) },
    }));
    const outcome = before === null ? ("new" as const) : ("changed" as const);
    return { report: { ...base, outcome, changes: told }, draft, create };
  }
}

const invalid = (base: Omit<ImportRow, "outcome">, problems: ImportRow["problems"]): Planned => ({
  ...{ report: { ...base, outcome: "invalid", listingId: null, problems: [...problems] }, draft: null },
  create: null,
});

const titleOf = (draft: unknown): string => {
  const { title } = (draft ?? {}) as { readonly title?: unknown };
  return typeof title === "string" ? title.slice(0, 120) : "";
};
