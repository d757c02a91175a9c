import { readListing, readQuoteOperator, refuseQuote, signQuote } from "@necto/tools/chain/quotes";
import type { RegistryAt } from "@necto/tools/chain/registry";
import type { Signer } from "@necto/tools/chain/signer";
import type { SignedQuote } from "@necto/tools/protocol/order";
import { type Address, type Hex, isAddressEqual, zeroAddress } from "viem";
import { quoteMessage } from "./quote-message.ts";

/** A listing's price for one job. Money in micro-USD, which are the token's base units. */
export interface QuoteRequest {
  readonly listingId: Hex;
  /** Of the terms that the buyer saw. */
  readonly specsHash: string;
  readonly units: number;
  readonly rateUsdMicrosPerHour: number;
  readonly durationSeconds: number;
}

/** What is bound: a signed price, and what the chain says of its listing. */
export interface BindingQuote {
  readonly payee: Address;
  readonly listingVersion: number;
  readonly quote: SignedQuote;
  /** The broker that rents it at its source, as it is called here; null when the provider fulfils itself. */
  readonly broker: string | null;
}

/** Why there is no binding price. */
export type QuoteRefusal =
  /** Nobody registered it. */
  | "unknown-listing"
  | "unavailable"
  /** Its terms are others than those the buyer saw. */
  | "terms-changed"
  /** The market's price is above what the provider registered as the most. */
  | "above-ceiling"
  /** Its provider signs its quotes itself, and not through Necto. */
  | "not-delegated"
  /** The registry does not take the signature. */
  | "refused"
  /** The registry names no such broker for its source. */
  | "no-broker";

export type QuoteAnswer =
  | { readonly kind: "quoted"; readonly binding: BindingQuote }
  | { readonly kind: "refused"; readonly reason: QuoteRefusal };

/** Why a quote that was good is none any more. */
export type QuoteLapse = "quote-expired" | "listing-changed" | "listing-unavailable" | "broker-changed";

export interface QuoteDeskOptions {
  readonly registry: RegistryAt;
  readonly chainId: number;
  /** Keys of providers, or of their operators, who let Necto sign their quotes. */
  readonly delegates: readonly Signer[];
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** 32 random bytes. */
  readonly newNonce: () => string;
  /** How long a quote is good. */
  readonly validMs: number;
}

/** Gets prices that providers are bound to. Only the registry says who is paid and what the most is. */
export interface QuoteDesk {
  readonly quote: (request: QuoteRequest) => Promise<QuoteAnswer>;
  /** Null while a quote still holds. */
  readonly lapse: (
    order: Pick<BindingQuote, "listingVersion" | "quote"> & {
      readonly payee: string;
      readonly listingId: string;
    },
  ) => Promise<QuoteLapse | null>;
}

export function createQuoteDesk(options: QuoteDeskOptions): QuoteDesk {
  const { registry, chainId, delegates, now, newNonce, validMs } = options;
  const at = { chainId, registry: registry.registry };

  return {
    async quote({ listingId, specsHash, units, rateUsdMicrosPerHour: rate, durationSeconds }) {
      const listing = await readListing(registry, listingId);
      if (listing === null) return refused("unknown-listing");
      if (listing.status !== "available") return refused("unavailable");
      if (listing.specsHash !== specsHash) return refused("terms-changed");
      if (rate > listing.ceilingRate * units) return refused("above-ceiling");
      const signer = await findDelegate(registry, delegates, listing.provider);
      if (signer === null) return refused("not-delegated");
      const terms = {
        ...{ units, rateUsdMicrosPerHour: rate, maxDurationSeconds: durationSeconds },
        ...{ expiry: Math.floor((now() + validMs) / 1_000), nonce: BigInt(newNonce()).toString() },
      };
      const bound = { payee: listing.provider, listingVersion: listing.version };
      const message = quoteMessage({ ...bound, listingId, quote: terms });
      const signature = await signQuote(at, message, signer);
      if ((await refuseQuote(registry, message, signature)) !== null) return refused("refused");
      return {
        kind: "quoted",
        binding: { ...bound, broker: null, quote: { ...terms, signer: signer.address, signature } },
      };
    },
    async lapse(quoted) {
      // By our clock first: the chain's may stand still between blocks.
      if (now() >= (quoted.quote.expiry + 1) * 1_000) return "quote-expired";
      const why = await refuseQuote(registry, quoteMessage(quoted), quoted.quote.signature as Hex);
      if (why === null) return null;
      if (why === "QuoteExpired") return "quote-expired";
      return why === "NotAvailable" ? "listing-unavailable" : "listing-changed";
    },
  };
}

/** The key here that signs for a provider or broker: its own, or its operator's; null for none. */
export async function findDelegate(
  registry: RegistryAt,
  delegates: readonly Signer[],
  provider: Address,
): Promise<Signer | null> {
  const operator = await readQuoteOperator(registry, provider);
  const mayBe = [provider, ...(operator === zeroAddress ? [] : [operator])];
  return delegates.find(({ address }) => mayBe.some((known) => isAddressEqual(known, address))) ?? null;
}

const refused = (reason: QuoteRefusal): QuoteAnswer => ({ kind: "refused", reason });
