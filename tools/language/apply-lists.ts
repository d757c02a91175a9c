import { GPU_MODELS } from "../core/gpus.ts";
import { countriesOf } from "../core/regions.ts";
import type { Requirements } from "../core/requirements.ts";
import { type Draft, put, question, union, without } from "./draft.ts";
import { ALL_PRICING_MODELS, inPricingOrder } from "./pricing-models.ts";
import type { Statement } from "./statement.ts";
import type { Span } from "./understanding.ts";

const baseModel = (name: string): string => name.replace(/ (?:SXM|PCIe|NVL|OAM)$/, "");
const memoryOf = (name: string): number => {
  const gpu = GPU_MODELS.find(({ model }) => model === baseModel(name));
  return Math.max(0, ...(gpu?.memoryGib ?? []), ...Object.values(gpu?.memoryGibByForm ?? {}));
};

/** Models replace the ones before, or join them when they are said beside each other or added. */
export function applyGpu(
  draft: Draft,
  { models, minVramGib, negated, add }: Extract<Statement, { kind: "gpu" }>,
  span: Span,
): void {
  const current = draft.requirements.gpuModels;
  const isSaid = draft.set.has("gpuModels");
  if (negated) {
    excludeGpu(draft, models, span);
    return;
  }
  const value = add || isSaid ? union(current, models) : [...models];
  draft.set.delete("gpuModels");
  put(draft, "gpuModels", value, span);
  if (minVramGib !== null) put(draft, "minVramGib", minVramGib, span);
  else if (draft.isFollowUp && !draft.set.has("minVramGib")) forgetImpossibleVram(draft);
}

/** A new model that never has the memory asked for the old one: that size was the old model's. */
function forgetImpossibleVram(draft: Draft): void {
  const { minVramGib, gpuModels } = draft.requirements;
  if (minVramGib !== null && gpuModels.every((name) => memoryOf(name) < minVramGib))
    draft.requirements = { ...draft.requirements, minVramGib: null };
}

/** Requirements name the models that are allowed; only a model beside named ones can be taken away. */
function excludeGpu(draft: Draft, models: readonly string[], span: Span): void {
  const left = without(draft.requirements.gpuModels, models);
  if (left.length === 0) {
    question(draft, "not-understood", "gpuModels", span);
    return;
  }
  draft.set.delete("gpuModels");
  put(draft, "gpuModels", left, span);
}

/** Places wanted and places excluded; a place that is wanted lifts an earlier exclusion of it. */
export function applyRegion(
  draft: Draft,
  { tokens, negated, add, takesAway }: Extract<Statement, { kind: "region" }>,
  span: Span,
): void {
  const { include, exclude } = draft.requirements.regions;
  const isSaid = draft.set.has("regions");
  const keepsIncluded = add || (isSaid && draft.set.get("regions.include") !== undefined);
  const regions = negated
    ? {
        include: isSaid ? include : without(include, tokens),
        exclude: union(exclude, takesAway ? without(tokens, include) : tokens),
      }
    : {
        include: keepsIncluded ? union(include, tokens) : [...tokens],
        exclude: isSaid ? exclude : withoutCovered(exclude, tokens),
      };
  if (!negated) draft.set.set("regions.include", "said");
  draft.set.delete("regions");
  put(draft, "regions", regions, span);
  const clash = regions.include.some((token) => regions.exclude.includes(token)) || coversAll(regions);
  if (clash) question(draft, "contradiction", "regions", span);
}

/** A follow-up that asks for a place lifts an earlier exclusion of it. */
const withoutCovered = (exclude: readonly string[], include: readonly string[]): string[] =>
  exclude.filter((token) => {
    const excluded = countriesOf(token) ?? [];
    return !include.some((one) => (countriesOf(one) ?? []).every((country) => excluded.includes(country)));
  });

const coversAll = ({ include, exclude }: Requirements["regions"]): boolean => {
  const excluded = new Set(exclude.flatMap((token) => countriesOf(token) ?? []));
  const included = include.flatMap((token) => countriesOf(token) ?? []);
  return included.length > 0 && included.every((country) => excluded.has(country));
};

/** Pricing models: only these, these too, or all but these. */
export function applyPricing(
  draft: Draft,
  { models, op }: Extract<Statement, { kind: "pricing" }>,
  span: Span,
): void {
  const current = draft.requirements.pricingModels;
  const isSaid = draft.set.has("pricingModels");
  const allowed = current.length === 0 ? [...ALL_PRICING_MODELS] : current;
  const value =
    op === "exclude"
      ? without(allowed, models)
      : op === "allow"
        ? current.length === 0
          ? []
          : union(current, models)
        : isSaid
          ? union(current, models)
          : [...models];
  const isEverything = value.length === ALL_PRICING_MODELS.length;
  if (op === "exclude" && value.length === 0) question(draft, "contradiction", "pricingModels", span);
  if (
    isSaid &&
    op === "exclude" &&
    draft.set.get("pricing.only") &&
    models.some((model) => current.includes(model))
  )
    question(draft, "contradiction", "pricingModels", span);
  if (
    isSaid &&
    op === "only" &&
    draft.set
      .get("pricing.exclude")
      ?.split(",")
      .some((model) => models.some((one) => one === model))
  )
    question(draft, "contradiction", "pricingModels", span);
  if (op === "only") draft.set.set("pricing.only", "said");
  if (op === "exclude") draft.set.set("pricing.exclude", models.join(","));
  draft.set.delete("pricingModels");
  put(
    draft,
    "pricingModels",
    isEverything
      ? []
      : inPricingOrder(op === "only" && draft.set.get("pricing.exclude") ? [...models] : value),
    span,
  );
}

/** Sources: only these, these too, or all but these. */
export function applySource(
  draft: Draft,
  { sources, negated, add, takesAway }: Extract<Statement, { kind: "source" }>,
  span: Span,
): void {
  const { include, exclude } = draft.requirements.sources;
  const isSaid = draft.set.has("sources.include");
  const next = negated
    ? {
        include: draft.set.has("sources") ? include : without(include, sources),
        exclude: union(exclude, takesAway ? without(sources, include) : sources),
      }
    : {
        include:
          add && include.length === 0 && draft.isFollowUp
            ? []
            : add || isSaid
              ? union(include, sources)
              : [...sources],
        exclude: draft.set.has("sources") ? exclude : without(exclude, sources),
      };
  if (!negated) draft.set.set("sources.include", "said");
  draft.set.delete("sources");
  put(draft, "sources", next, span);
  if (next.include.some((source) => next.exclude.includes(source)))
    question(draft, "contradiction", "sources", span);
}
