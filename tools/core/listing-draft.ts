import { z } from "zod";
import { Availability } from "./availability.ts";
import { Count, IsoTime } from "./decimal.ts";
import { digestOf } from "./digest.ts";
import { checkHardware } from "./draft-checks/check-hardware.ts";
import { checkPricing } from "./draft-checks/check-pricing.ts";
import { fromIssues } from "./draft-checks/check-shape.ts";
import { checkText } from "./draft-checks/check-text.ts";
import { checkTimes } from "./draft-checks/check-times.ts";
import type { DraftProblem } from "./draft-checks/problem.ts";
import { canonicalizeGpu } from "./gpus.ts";
import { ListingTerms } from "./listing-terms.ts";

/** Units taken out for a time, beside those that jobs hold. */
export const UnitsOut = z.strictObject({
  units: z.number().int().positive(),
  status: z.enum(["offline", "reserved"]).default("offline"),
  from: IsoTime,
  /** Null = until somebody brings them back. */
  to: IsoTime.nullable(),
});
export type UnitsOut = z.output<typeof UnitsOut>;

/**
 * All that a provider edits of a listing. Shapes only: whether the values make sense together is said in words by
 * `explainDraft`, so that a half-written draft can be kept and shown.
 */
export const ListingDraft = ListingTerms.extend({
  /** Plain text of one line. */
  title: z.string(),
  /** Plain text; lines end with `\n`. */
  description: z.string().default(""),
  /** Units of `gpuCount` GPUs that there are. */
  unitsTotal: Count,
  /** Highest rate that is registered on chain, micro-USD per GPU-hour. */
  ceilingUsdMicros: Count,
  availability: Availability.prefault({}),
  /** Of the whole listing. */
  status: z.enum(["available", "reserved", "offline"]).default("available"),
  offlineUnits: z.array(UnitsOut).default([]),
});
export type ListingDraft = z.output<typeof ListingDraft>;

/** A listing as its provider sees it. */
export const OwnListing = z.object({
  /** Of the registry, `0x…`. */
  listingId: z.string(),
  /** Edits on chain so far. */
  version: Count,
  draft: ListingDraft,
});
export type OwnListing = z.output<typeof OwnListing>;

/**
 * Everything that keeps a draft from being published, in plain words by field; empty when nothing does. Fields with a
 * wrong shape are told first and alone, because what they mean together cannot be said yet.
 *
 * @param draft anything: a `ListingDraft`, or what a form or a file holds
 * @example explainDraft({ ...draft, gpu: "H10" })
 *   // [{ field: "gpu", message: "No whole GPU is called “H10”. Did you mean H100, A10 or H20?" }]
 */
export function explainDraft(draft: unknown): DraftProblem[] {
  const parsed = ListingDraft.safeParse(draft);
  if (!parsed.success) return fromIssues(parsed.error.issues);
  return [checkText, checkHardware, checkPricing, checkTimes].flatMap((check) => check(parsed.data));
}

/** What a draft promises on chain: its terms alone, without title, schedule, capacity or ceiling. */
export const toListingTerms = (draft: ListingDraft): ListingTerms => ListingTerms.parse(draft);

/** The specs hash of the registry, `0x…`: the same for the same terms, whatever else is edited. */
export const specsHashOf = (terms: ListingTerms): string => digestOf(ListingTerms.parse(terms));

/** Whether an edit needs another version on chain: other terms, or another ceiling. */
export const needsNewVersion = (before: ListingDraft, after: ListingDraft): boolean =>
  before.ceilingUsdMicros !== after.ceilingUsdMicros ||
  specsHashOf(toListingTerms(before)) !== specsHashOf(toListingTerms(after));

/**
 * A draft with the GPU as the table writes it, and with form and memory filled in where the table knows only one.
 * What was said stays, and so does a GPU that no table knows.
 *
 * @example withGpuDefaults({ ...draft, gpu: "nvidia l40s" }) // gpu "L40S", formFactor "PCIe", memoryGib 48
 */
export function withGpuDefaults(draft: ListingDraft): ListingDraft {
  const { gpu, formFactor, memoryGib, gpuCount } = draft;
  const known = canonicalizeGpu(gpu, { formFactor, memoryGib, gpuCount });
  if (known.model === null) return draft;
  return {
    ...draft,
    gpu: known.model,
    formFactor: formFactor ?? known.formFactor,
    memoryGib: memoryGib ?? known.memoryGib,
  };
}

/** Most units that are out at one moment of a range, at most all there are; epoch milliseconds, half-open. */
export function mostUnitsOut(
  { offlineUnits, unitsTotal }: Pick<ListingDraft, "offlineUnits" | "unitsTotal">,
  from: number,
  to: number,
): number {
  const outAt = (ms: number) =>
    offlineUnits.reduce((sum, out) => (isOut(out, ms) ? sum + out.units : sum), 0);
  // The sum only rises where a range begins.
  const rises = offlineUnits.map((out) => Date.parse(out.from)).filter((ms) => from < ms && ms < to);
  return Math.min(unitsTotal, Math.max(...[from, ...rises].map(outAt)));
}

const isOut = ({ from, to }: UnitsOut, ms: number): boolean =>
  Date.parse(from) <= ms && (to === null || ms < Date.parse(to));
