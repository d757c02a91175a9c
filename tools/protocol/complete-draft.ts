import { type ListingDraft, withGpuDefaults } from "../core/listing-draft.ts";

/**
 * A draft as it is kept: where its GPU is another than before, with what the GPU table knows of it. A GPU that stayed is left
 * alone, so that an edit of something else makes no new terms.
 *
 * @param before the draft that it takes the place of; null for a new one
 */
export function completeDraft(draft: ListingDraft, before: ListingDraft | null): ListingDraft {
  const stays =
    before !== null &&
    draft.gpu === before.gpu &&
    draft.formFactor === before.formFactor &&
    draft.memoryGib === before.memoryGib;
  return stays ? draft : withGpuDefaults(draft);
}
