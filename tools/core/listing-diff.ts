import { z } from "zod";
import { changeCapacity } from "./change-capacity.ts";
import { changePrice } from "./change-price.ts";
import { changeTotal } from "./change-total.ts";
import { explainDraft, ListingDraft, needsNewVersion, type OwnListing } from "./listing-draft.ts";
import { ListingPricing } from "./listing-terms.ts";
import type { ProviderChange } from "./provider-change.ts";
import { selectListings } from "./select-listings.ts";

/** What somebody should look at before a change is applied; what forbids it is a problem. */
export const LISTING_WARNINGS = [
  /** The price moves by more than half. */
  "over-50-percent",
  /** The price goes above the registered ceiling, which rises with it: a new version on chain. */
  "above-ceiling",
  /** The price would be zero or less. */
  "not-positive",
  /** A dynamic or token price becomes a fixed one, or the other way round. */
  "pricing-model-changes",
  /** A follower cannot ask more than the market. */
  "not-above-market",
  /** The GPUs asked for are no whole number of units: one more unit is taken. */
  "not-whole-units",
  /** There are fewer units than asked for. */
  "fewer-than-asked",
  /** The GPUs asked for come from several listings. */
  "several-listings",
  /** Not said how the GPUs are rented out: one by one is assumed. */
  "one-by-one",
  /** It is so already. */
  "no-change",
] as const;
export type ListingWarning = (typeof LISTING_WARNINGS)[number];

const Value = z.json();

/** One listing before and after a change, for a card that needs somebody's word. */
export const ListingDiff = z.object({
  /** Null = a new listing. */
  listingId: z.string().nullable(),
  /** The version that `before` was read at; null = a new listing. */
  version: z.number().int().nonnegative().nullable(),
  before: ListingDraft.nullable(),
  after: ListingDraft,
  warnings: z.array(z.enum(LISTING_WARNINGS)),
  /** What forbids the change, as `explainDraft` says it; empty = it can be applied. */
  problems: z.array(z.object({ field: z.string(), message: z.string() })),
  /** Old and new values by path; lists as a whole. */
  changes: z.array(z.object({ field: z.string(), from: Value, to: Value })),
  /** Whether it goes on chain. */
  needsNewVersion: z.boolean(),
});
export type ListingDiff = z.output<typeof ListingDiff>;

/**
 * What a change makes of a provider's listings, one diff for each listing it is about, in the order of their ids; none
 * when it is about none of them (`listedKinds` says what there is). Nothing is applied. New listings: `diffNewListing`.
 *
 * @param now epoch milliseconds
 * @example diffListings({ ...nothing, gpuModels: ["RTX 4090"], percentBps: -500 }, mine, now)
 *   // [{ changes: [{ field: "pricing.amount", from: "0.37", to: "0.3515" }], needsNewVersion: true, … }]
 */
export function diffListings(
  change: ProviderChange,
  mine: readonly OwnListing[],
  now: number,
): ListingDiff[] {
  const listings = selectListings(change, mine);
  const withTotal = changeTotal(listings, change);
  const totalled = listings.map((listing, i) => ({ ...listing, draft: withTotal[i]!.draft }));
  const withCapacity = changeCapacity(totalled, change, now);
  const isCounted = change.status !== null && change.gpuCount !== null;
  return listings.flatMap((listing, i) => {
    const priced = changePrice(withCapacity[i]!.draft, change);
    const warnings = [withTotal[i]!, withCapacity[i]!, priced].flatMap((changed) => changed.warnings);
    const diff = toDiff(listing, priced.draft, warnings);
    const isUntouched = isCounted && diff.changes.length === 0 && listings.length > 1;
    return isUntouched ? [] : [withPricingProblem(diff, change)];
  });
}

/** The diff of a listing, or of a new one, with everything that follows from the two drafts. */
export function toDiff(
  listing: OwnListing | null,
  after: ListingDraft,
  warnings: readonly ListingWarning[],
): ListingDiff {
  const before = listing?.draft ?? null;
  const changes = changesBetween(before, after);
  return {
    listingId: listing?.listingId ?? null,
    version: listing?.version ?? null,
    before,
    after,
    warnings: changes.length === 0 ? [...warnings, "no-change"] : [...warnings],
    problems: explainDraft(after),
    changes,
    needsNewVersion: before === null || needsNewVersion(before, after),
  };
}

/** A spot price is a source's to state, not a listing's. */
function withPricingProblem(diff: ListingDiff, { pricing }: ProviderChange): ListingDiff {
  if (pricing === null || ListingPricing.safeParse(pricing).success) return diff;
  const message = "A listing has a fixed, a token or a dynamic price.";
  return { ...diff, problems: [...diff.problems, { field: "pricing", message }] };
}

type Json = z.output<typeof Value>;
type Change = ListingDiff["changes"][number];

/** Fields that differ, by path; a price of another model, and a list, is one value. */
function changesBetween(before: ListingDraft | null, after: ListingDraft): Change[] {
  const isWhole = before?.pricing.model !== after.pricing.model;
  const from = new Map(leavesOf(before as Json, "", isWhole));
  return leavesOf(after as Json, "", isWhole)
    .map(([field, to]): Change => ({ field, from: from.get(field) ?? null, to }))
    .filter((change) => JSON.stringify(change.from) !== JSON.stringify(change.to));
}

function leavesOf(value: Json, path: string, isWhole: boolean): [path: string, value: Json][] {
  if (typeof value !== "object" || value === null || Array.isArray(value) || (isWhole && path === "pricing"))
    return path === "" ? [] : [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) =>
    leavesOf(inner, path ? `${path}.${key}` : key, isWhole),
  );
}
