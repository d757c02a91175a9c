import { explainDraft, type ListingDraft } from "@necto/tools/core/listing-draft";

/** A draft while it is written: every field is there, and may hold anything. */
export type DraftValues = { readonly [Field in keyof ListingDraft]: unknown };

export const BLANK: DraftValues = {
  ...{ title: "", description: "", gpu: "", formFactor: null, memoryGib: null, gpuCount: 1 },
  ...{ country: "", city: "", vcpus: null, hostMemoryGib: null, storageGib: null, networkMbps: null },
  ...{ minDurationSeconds: null, maxDurationSeconds: null, unitsTotal: 1, ceilingUsdMicros: null },
  pricing: { model: "fixed", amount: "", currency: "USDC", per: "hour", scope: "gpu" },
  availability: { timeZone: "UTC", weekly: [], exceptions: [] },
  ...{ status: "available", offlineUnits: [] },
};

/** A draft that is being written, and what is wrong with it; every change gives a new one. */
export interface DraftForm {
  readonly values: DraftValues;
  /** What was typed where, as it was typed. */
  readonly texts: ReadonlyMap<string, string>;
  readonly problems: readonly { readonly field: string; readonly message: string }[];
}

export const openForm = (values: DraftValues): DraftForm => ({
  ...{ values, texts: new Map(), problems: problemsOf(values) },
});

/**
 * The value at a path.
 *
 * @example valueAt(form, "pricing.rule.floorUsdMicros")
 */
export const valueAt = ({ values }: DraftForm, path: string): unknown => valueIn(values, path);

const valueIn = (values: DraftValues, path: string): unknown =>
  path.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown> | null)?.[key], values);

/** The form with another value at a path; `text` is what was typed for it. */
export function withValue(form: DraftForm, path: string, value: unknown, text?: string): DraftForm {
  const values = put(form.values, path.split("."), value) as DraftValues;
  const texts = new Map(form.texts);
  if (text === undefined) for (const known of texts.keys()) known.startsWith(path) && texts.delete(known);
  else texts.set(path, text);
  return { values, texts, problems: problemsOf(values) };
}

function put(target: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(target))
    return target.map((item, index) => (String(index) === key ? put(item, rest, value) : item));
  const record = (target ?? {}) as Record<string, unknown>;
  return { ...record, [key]: put(record[key], rest, value) };
}

/** What a field is for, where nothing is in it yet. */
const MISSING: Readonly<Record<string, string>> = {
  gpu: "Say which GPU it is, such as H100.",
  country: "Choose the country it is in.",
  "pricing.amount": "Write a price, such as 2.45.",
  "pricing.rule.floorUsdMicros": "Write the lowest price, such as 1.90.",
  "pricing.rule.ceilingUsdMicros": "Write the highest price of the rule, such as 2.90.",
  ceilingUsdMicros: "Write the most that a job may ever cost, such as 3.00.",
};

function problemsOf(values: DraftValues): DraftForm["problems"] {
  return explainDraft(values).map(({ field, message }) => {
    const value = valueIn(values, field);
    const isEmpty = value === null || value === undefined || value === "";
    return { field, message: (isEmpty && MISSING[field]) || message };
  });
}

/** The first complaint about a field or something in it. */
export const problemAt = ({ problems }: DraftForm, path: string): string | null =>
  problems.find(({ field }) => field === path || field.startsWith(`${path}.`))?.message ?? null;
