import { z } from "zod";
import { Bps, Count } from "../core/decimal.ts";
import { ListingTerms } from "../core/listing-terms.ts";
import { ListingSpec } from "../core/offer.ts";

const Bytes32 = z.string().regex(/^0x[0-9a-f]{64}$/);
const Address = z.string().regex(/^0x[0-9a-fA-F]{40}$/);

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
