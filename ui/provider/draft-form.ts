import { explainDraft, type ListingDraft } from "@necto/tools/core/listing-draft";
import { type DraftForm, type FormProblem, openDraft, valueIn } from "../form/draft-form.ts";

/** A listing's draft while it is written. */
export type DraftValues = { readonly [Field in keyof ListingDraft]: unknown };

export const BLANK: DraftValues = {
  ...{ title: "", description: "", gpu: "", formFactor: null, memoryGib: null, gpuCount: 1 },
  ...{ country: "", city: "", vcpus: null, hostMemoryGib: null, storageGib: null, networkMbps: null },
  ...{ minDurationSeconds: null, maxDurationSeconds: null, unitsTotal: 1, ceilingUsdMicros: null },
  pricing: { model: "fixed", amount: "", currency: "USDC", per: "hour", scope: "gpu" },
  availability: { timeZone: "UTC", weekly: [], exceptions: [] },
  ...{ status: "available", offlineUnits: [] },
};

export const openForm = (values: DraftValues): DraftForm<DraftValues> => openDraft(values, problemsOf);

/** What a field is for, where nothing is in it yet. */
const MISSING: Readonly<Record<string, string>> = {
  gpu: "Say which GPU it is, such as H100.",
  country: "Choose the country it is in.",
  "pricing.amount": "Write a price, such as 2.45.",
  "pricing.rule.floorUsdMicros": "Write the lowest price, such as 1.90.",
  "pricing.rule.ceilingUsdMicros": "Write the highest price of the rule, such as 2.90.",
  ceilingUsdMicros: "Write the most that a job may ever cost, such as 3.00.",
};

function problemsOf(values: DraftValues): FormProblem[] {
  return explainDraft(values).map(({ field, message }) => {
    const value = valueIn(values, field);
    const isEmpty = value === null || value === undefined || value === "";
    return { field, message: (isEmpty && MISSING[field]) || message };
  });
}
