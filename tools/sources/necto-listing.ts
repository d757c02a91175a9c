import { z } from "zod";
import { Bps, Count, DecimalText } from "../core/decimal.ts";
import { FORM_FACTORS } from "../core/gpu.ts";
import { ListingSpec } from "../core/offer.ts";
import { FixedPricing, PricingRule, TokenPricing } from "../core/pricing.ts";

const Bytes32 = z.string().regex(/^0x[0-9a-f]{64}$/);
const Address = z.string().regex(/^0x[0-9a-fA-F]{40}$/);

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

/** A listing as the market reads it: terms, what the registry says of it, and what Necto observed. */
export const NectoListing = z.object({
  listingId: Bytes32,
  /** Edits so far; a job is bound to one. */
  version: Count,
  registry: z.object({ chainId: Count, address: Address }).nullable().default(null),
  provider: z.string().min(1),
  /** Where the escrow pays. */
  payee: Address,
  /** Micro-USD per GPU-hour; no job may cost more. */
  ceilingUsdMicros: Count,
  specsHash: Bytes32,
  terms: ListingTerms,
  /** Status and availability windows, changed without a new version. */
  spec: ListingSpec.prefault({}),
  unitsAvailable: Count.nullable().default(null),
  /** Share of units rented out, for demand curves. */
  utilisationBps: Bps.nullable().default(null),
  uptimeBps: Bps.nullable().default(null),
  ratingBps: Bps.nullable().default(null),
});
export type NectoListing = z.output<typeof NectoListing>;
