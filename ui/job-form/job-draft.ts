import { explainRequirements, GPU_TOKENS, REGION_TOKENS } from "@necto/tools/core/explain-requirements";
import { canonicalizeGpu } from "@necto/tools/core/gpus";
import { COUNTRY_BY_CODE, COUNTRY_NAMES, regionText } from "@necto/tools/core/regions";
import { NOTHING_SAID, Requirements } from "@necto/tools/core/requirements";
import { chipsOf } from "@necto/tools/language/format-requirements";
import type { Evidence } from "@necto/tools/language/understanding";
import { type DraftForm, type FormProblem, openDraft } from "../form/draft-form.ts";

/** Requirements while they are written: every field is there, and may hold anything. */
export type JobValues = { readonly [Field in keyof Requirements]: unknown };
export type JobDraft = DraftForm<JobValues>;

/** What a field of the form takes, where the fields themselves have units that nobody types. */
const EXPECTED: Readonly<Record<string, string>> = {
  gpuCount: "Write a whole number of GPUs, from 1 to 1,000,000.",
  minVramGib: "Write whole GiB per GPU, such as 80.",
  maxUsdMicrosPerGpuHour: "Write dollars with at most six decimals, such as 3.00.",
  maxTotalUsdMicros: "Write dollars with at most six decimals, such as 250.00.",
  durationSeconds: "Write how long as a number, such as 6 or 1.5.",
  startAt: "Write the whole date and time, or clear it.",
  minUptimeBps: "Write percent from 0 to 100 with at most two decimals, such as 99.9.",
  minRatingBps: "Write stars from 0 to 5, such as 4.5.",
  maxLatencyMs: "Write whole milliseconds, such as 80.",
};

/** @param now epoch milliseconds, asked at every change */
export const openJob = (values: JobValues, now: () => number, texts?: JobDraft["texts"]): JobDraft =>
  openDraft(values, (changed) => problemsOf(changed, now()), texts);

function problemsOf(values: JobValues, now: number): FormProblem[] {
  const found = explainRequirements(values, now);
  // What one field cannot be says nothing about the others.
  const others = found.some(({ kind }) => kind === "shape")
    ? explainRequirements(soundPart(values), now)
    : [];
  return [...found, ...others].map(({ field, kind, message }) => ({
    field,
    message: (kind === "shape" && EXPECTED[field]) || message,
  }));
}

/** What the form asks for; null while something in it is wrong. */
export const requirementsOf = ({ values, problems }: JobDraft): Requirements | null =>
  problems.length > 0 ? null : Requirements.parse(values);

/** As much of it as can be read: a field that is wrong counts as not said. */
export function soundPart(values: JobValues): Requirements {
  const sound = Object.entries(values).filter(
    ([field, value]) => Requirements.safeParse({ [field]: value }).success,
  );
  return Requirements.parse(Object.fromEntries(sound));
}

export const isBlank = (values: JobValues): boolean =>
  JSON.stringify(values) === JSON.stringify(NOTHING_SAID);

/** The values with what a sentence said; what it did not say stays as it is. */
export function withSaid(values: JobValues, said: Requirements, evidence: readonly Evidence[]): JobValues {
  const fields = new Set(evidence.map(({ field }) => field.split(".")[0]!));
  const changed = Object.entries(said).filter(([field]) => fields.has(field));
  return { ...values, ...Object.fromEntries(changed) };
}

/** What came in and what went out, in the words of the chips. */
export interface Change {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export function changeBetween(before: JobValues, after: JobValues): Change {
  const [old, now] = [before, after].map((values) => chipsOf(soundPart(values)).map(({ label }) => label));
  return {
    added: now!.filter((label) => !old!.includes(label)),
    removed: old!.filter((label) => !now!.includes(label)),
  };
}

const keyOf = (text: string): string => text.toLowerCase().replace(/[\s_-]+/g, " ");
const byKey = (names: readonly string[]) => new Map(names.map((name) => [keyOf(name), name]));

const GPUS = byKey(GPU_TOKENS);

/**
 * The name of a GPU as a search knows it; what nobody knows stays as it was typed, for the form to complain about.
 *
 * @example toGpu("nvidia h100-sxm5") // "H100 SXM"
 */
export function toGpu(typed: string): string {
  const text = typed.trim();
  const known = GPUS.get(keyOf(text));
  if (known) return known;
  const { model, formFactor } = canonicalizeGpu(text);
  if (model === null) return text;
  return GPUS.get(keyOf(`${model} ${formFactor}`)) ?? model;
}

/** A region's name as it is shown: a country's, or that of a group. */
export const regionName = (token: string): string => COUNTRY_BY_CODE.get(token)?.name ?? regionText(token);

const REGIONS = new Map(
  REGION_TOKENS.flatMap((token) => [token, regionName(token)].map((name) => [keyOf(name), token] as const)),
);

/** The token of a region or country by code, name or other name; what nobody knows stays as it was typed. */
export function toRegion(typed: string): string {
  const text = typed.trim();
  const key = keyOf(text);
  return REGIONS.get(key) ?? (Object.hasOwn(COUNTRY_NAMES, key) ? COUNTRY_NAMES[key]! : text);
}
