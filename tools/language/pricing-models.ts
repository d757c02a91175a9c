import type { PricingModel } from "../core/pricing.ts";

/** All pricing models in the order requirements list them; without the schemas, which the browser does not need here. */
export const ALL_PRICING_MODELS = [
  "fixed",
  "spot",
  "token",
  "dynamic",
] as const satisfies readonly PricingModel[];

/** A choice of models in that order. */
export const inPricingOrder = (models: readonly PricingModel[]): PricingModel[] =>
  ALL_PRICING_MODELS.filter((model) => models.includes(model));
