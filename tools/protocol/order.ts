import { z } from "zod";
import { Bps, Count } from "../core/decimal.ts";
import { Address, Bytes32, HexBytes } from "./chain-values.ts";

/** Shortest and longest time that can be booked, seconds: the escrow's own limits. */
export const DURATION_LIMITS = { min: 60, max: 16_761_600 } as const;
const Duration = z.number().int().min(DURATION_LIMITS.min).max(DURATION_LIMITS.max);

/** Asks for an offer of a decision to be booked. It books nothing: it leads to an approval. */
export const BookRequest = z.strictObject({
  decisionId: z.string().min(1).max(80),
  offerId: z.string().min(1).max(300),
  /** Null takes the duration of the decision's requirements; without one there, the agent asks. */
  durationSeconds: Duration.nullable(),
});
export type BookRequest = z.output<typeof BookRequest>;

/** A price that the provider signed (EIP-712 `Quote` of the registry). Good until `expiresAt` and no longer. */
export const SignedQuote = z.object({
  /** Who signed: the provider, or its operator. */
  signer: Address,
  units: Count,
  /** Micro-USD per hour for all units together. */
  rateUsdMicrosPerHour: Count,
  maxDurationSeconds: Count,
  /** Unix seconds. */
  expiry: Count,
  /** uint256 as decimal text. */
  nonce: z.string().regex(/^\d{1,78}$/),
  signature: HexBytes,
});
export type SignedQuote = z.output<typeof SignedQuote>;

/**
 * What a buyer is about to book. It is the one struct: the card shows it, and terms, typed data and job id are computed from
 * it and the buyer's address (`checkout.ts`), here and in the browser alike. Names of a provider and a GPU are data to show;
 * no value that decides about money was read from text.
 */
export const Order = z.object({
  decisionId: z.string(),
  offerId: z.string(),
  source: z.string(),
  /** As the provider calls itself. */
  provider: z.string(),
  /** Who fulfils, in words of the card: the provider itself on Necto, else the broker that rents it at its source. */
  fulfilledBy: z.string(),
  /** Account that the escrow pays: the listing's on chain, or the broker's in the registry. */
  payee: Address,
  /** `H100 SXM` */
  gpu: z.string(),
  /** GPUs per unit. */
  gpuCount: Count,
  units: Count,
  /** ISO country; null when the listing does not say. */
  country: z.string().nullable(),
  /** Of an offer that a broker fulfils: the hash of its id, at version 0 (`brokered.ts`). */
  listingId: Bytes32,
  listingVersion: Count,
  /** Micro-USD per hour for the whole job, all units. */
  rateUsdMicrosPerHour: Count,
  durationSeconds: Duration,
  /** `ceil(rate · seconds / 3600)`: what the buyer pays into escrow, and never more. */
  totalUsdMicros: Count,
  feeBps: Bps,
  /** Necto's share if the job runs to its end; it is part of the total and taken from what the provider earns. */
  feeUsdMicros: Count,
  token: z.object({
    address: Address,
    symbol: z.string(),
    /** Name and version of its EIP-712 domain, probed on chain; null when nothing can be signed for it. */
    domainName: z.string().nullable(),
    domainVersion: z.string().nullable(),
  }),
  chain: z.object({ id: Count, name: z.string(), explorerUrl: z.string().nullable() }),
  escrow: Address,
  registry: Address,
  /** 0G root of the trace of the decision: `/verify/<root>`. */
  traceRoot: Bytes32,
  /** Commitment to the tracked identity; zero bytes for an untracked job. */
  mode: Bytes32,
  /** Makes the job id of its own kind. */
  salt: Bytes32,
  /** Unix seconds between which the buyer's signature can be used. */
  validAfter: Count,
  validBefore: Count,
  quote: SignedQuote,
});
export type Order = z.output<typeof Order>;
