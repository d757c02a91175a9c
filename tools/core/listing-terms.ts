import { z } from "zod";
import { Count, DecimalText } from "./decimal.ts";
import { FORM_FACTORS } from "./gpu.ts";
import { FixedPricing, PricingRule, TokenPricing } from "./pricing.ts";

/** A listing's price: as offers state it, except that a dynamic one carries its rule and no evaluation. */
export const ListingPricing = z.discriminatedUnion("model", [
  FixedPricing,
  TokenPricing,
  z.object({ model: z.literal("dynamic"), rule: PricingRule }),
]);

/** What a provider promises. Its digest is the listing's specs hash on chain, so it changes only with a new version. */
export const ListingTerms = z.object({
  /** The GPU as the provider writes it. */
  gpu: z.string().min(1),
  formFactor: z.enum(FORM_FACTORS).nullable().default(null),
  /** GiB per GPU. */
  memoryGib: z.number().int().positive().nullable().default(null),
  /** GPUs per unit rented out together. */
  gpuCount: z.number().int().positive(),
  country: z.string().regex(/^[A-Z]{2}$/),
  city: z.string().default(""),
  vcpus: DecimalText.nullable().default(null),
  hostMemoryGib: DecimalText.nullable().default(null),
  storageGib: DecimalText.nullable().default(null),
  networkMbps: Count.nullable().default(null),
  minDurationSeconds: Count.nullable().default(null),
  maxDurationSeconds: Count.nullable().default(null),
  pricing: ListingPricing,
});
export type ListingTerms = z.output<typeof ListingTerms>;
