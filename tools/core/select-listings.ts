import { canonicalizeGpu } from "./gpus.ts";
import type { ListingDraft, OwnListing } from "./listing-draft.ts";
import { matchesRegions } from "./match-location.ts";
import type { ProviderChange } from "./provider-change.ts";
import { locationOf } from "./regions.ts";

type Named = Pick<
  ProviderChange,
  "gpuModels" | "memoryGib" | "listingIds" | "regions" | "gpuCount" | "status"
>;

/**
 * The listings that a change is about, in the order of their ids: of the named models (or model and form) and memory, in the
 * named regions, with the named ids. What is not named narrows nothing. A count narrows a change of price to listings
 * that sell units of that many GPUs; in a change of capacity it is how many GPUs are meant, and narrows nothing.
 */
export function selectListings(change: Named, mine: readonly OwnListing[]): OwnListing[] {
  const ids = change.listingIds.map(bareId);
  return mine
    .filter(
      ({ listingId, draft }) =>
        (ids.length === 0 || ids.includes(bareId(listingId))) &&
        isNamedModel(change.gpuModels, draft) &&
        (change.memoryGib === null || change.memoryGib === memoryOf(draft)) &&
        (change.status !== null || change.gpuCount === null || change.gpuCount === draft.gpuCount) &&
        matchesRegions(locationOf(draft.country, draft.city), change.regions) === "yes",
    )
    .sort((a, b) => (a.listingId < b.listingId ? -1 : 1));
}

/** What there is, for a change that names none of it: models and countries, each once, sorted. */
export const listedKinds = (mine: readonly OwnListing[]): { gpuModels: string[]; countries: string[] } => ({
  gpuModels: sortedOnce(mine.map(({ draft }) => modelOf(draft).join(" "))),
  countries: sortedOnce(mine.map(({ draft }) => draft.country)),
});

/** Offers are called `necto:<listing id>`; both names mean the listing. */
const bareId = (id: string): string => id.replace(/^necto:/, "").toLowerCase();

const sortedOnce = (texts: readonly string[]): string[] => [...new Set(texts)].sort();

/** Model, and form when it is known. */
function modelOf({ gpu, formFactor, memoryGib }: ListingDraft): string[] {
  const known = canonicalizeGpu(gpu, { formFactor, memoryGib });
  return [known.model ?? gpu, ...(known.formFactor === null ? [] : [known.formFactor])];
}

/** GiB per GPU, where the listing or the table says it. */
const memoryOf = ({ gpu, formFactor, memoryGib, gpuCount }: ListingDraft): number | null =>
  memoryGib ?? canonicalizeGpu(gpu, { formFactor, memoryGib, gpuCount }).memoryGib;

function isNamedModel(gpuModels: readonly string[], draft: ListingDraft): boolean {
  const [model, form] = modelOf(draft);
  return gpuModels.length === 0 || gpuModels.some((named) => named === model || named === `${model} ${form}`);
}
