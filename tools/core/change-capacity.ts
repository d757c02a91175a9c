import type { Changed } from "./change-price.ts";
import type { ListingWarning } from "./listing-diff.ts";
import { type ListingDraft, mostUnitsOut, type OwnListing } from "./listing-draft.ts";
import type { ProviderChange } from "./provider-change.ts";
import { bringBack, notOver, type Stretch } from "./units-out.ts";

type CapacityChange = Pick<ProviderChange, "status" | "gpuCount" | "from" | "to">;

/**
 * The listings with another status: whole listings when neither a count nor a time was said, else units for a time.
 * A count is of GPUs and is filled from listing to listing in their order, in whole units.
 *
 * @param now epoch milliseconds; a change begins then when nothing else was said
 */
export function changeCapacity(
  listings: readonly OwnListing[],
  change: CapacityChange,
  now: number,
): Changed[] {
  const { status, gpuCount } = change;
  if (status === null) return listings.map(({ draft }) => ({ draft, warnings: [] }));
  const stretch = stretchOf(change, now);
  if (gpuCount === null)
    return listings.map(({ draft }) => ({ draft: changeAll(draft, change, now), warnings: [] }));
  const room = ({ draft }: OwnListing) =>
    status === "available"
      ? unitsToBring(draft, stretch, now)
      : draft.unitsTotal - mostUnitsOut(draft, stretch.from, stretch.to);
  const { units, warnings } = shareOut(listings, gpuCount, room);
  return listings.map(({ draft }, i) => ({ draft: changeUnits(draft, units[i]!, change, now), warnings }));
}

const stretchOf = ({ from, to }: CapacityChange, now: number): Stretch => ({
  from: from === null ? now : Date.parse(from),
  to: to === null ? Number.POSITIVE_INFINITY : Date.parse(to),
});

function changeAll(draft: ListingDraft, change: CapacityChange, now: number): ListingDraft {
  if (change.from !== null || change.to !== null) return changeUnits(draft, draft.unitsTotal, change, now);
  if (change.status !== "available") return { ...draft, status: change.status! };
  const offlineUnits = bringBack(draft.offlineUnits, draft.unitsTotal, stretchOf(change, now));
  return { ...draft, status: "available", offlineUnits: notOver(offlineUnits, now) };
}

function changeUnits(draft: ListingDraft, units: number, change: CapacityChange, now: number): ListingDraft {
  if (units === 0) return draft;
  const stretch = stretchOf(change, now);
  if (change.status === "available") {
    const offlineUnits = bringBack(asUnitsOut(draft, now), units, stretch);
    return { ...draft, status: "available", offlineUnits: notOver(offlineUnits, now) };
  }
  const status = change.status!;
  const out = { units, status, from: new Date(stretch.from).toISOString(), to: change.to };
  return { ...draft, offlineUnits: [...draft.offlineUnits, out] };
}

/** All units of a listing that is not available are out, until somebody brings them back. */
function asUnitsOut(
  { status, unitsTotal, offlineUnits }: ListingDraft,
  now: number,
): ListingDraft["offlineUnits"] {
  if (status === "available") return offlineUnits;
  return [{ units: unitsTotal, status, from: new Date(now).toISOString(), to: null }];
}

const unitsToBring = (draft: ListingDraft, { from, to }: Stretch, now: number): number =>
  mostUnitsOut({ ...draft, offlineUnits: asUnitsOut(draft, now) }, from, to);

/** Units of each listing that make up so many GPUs, whole units first to last; a rest takes one more unit. */
function shareOut(
  listings: readonly OwnListing[],
  gpus: number,
  room: (listing: OwnListing) => number,
): { units: number[]; warnings: ListingWarning[] } {
  let left = gpus;
  const units = listings.map((listing) => {
    const taken = Math.min(room(listing), Math.floor(left / listing.draft.gpuCount));
    left -= taken * listing.draft.gpuCount;
    return taken;
  });
  const warnings: ListingWarning[] = [];
  const spare = left > 0 ? listings.findIndex((listing, i) => room(listing) > units[i]!) : -1;
  if (spare >= 0) {
    units[spare]! += 1;
    left = 0;
    warnings.push("not-whole-units");
  }
  if (left > 0) warnings.push("fewer-than-asked");
  if (units.filter((taken) => taken > 0).length > 1) warnings.push("several-listings");
  return { units, warnings };
}
