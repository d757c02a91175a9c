import type { Quote } from "@necto/contracts/abi/typed-data";
import { readListing, readQuoteOperator, refuseQuote, signQuote } from "@necto/tools/chain/quotes";
import type { RegistryAt } from "@necto/tools/chain/registry";
import type { Signer } from "@necto/tools/chain/signer";
import type { SignedQuote } from "@necto/tools/protocol/booking";
import { type Address, type Hex, isAddressEqual, zeroAddress } from "viem";

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
  | "refused";

export type QuoteAnswer =
  | { readonly kind: "quoted"; readonly binding: BindingQuote }
  | { readonly kind: "refused"; readonly reason: QuoteRefusal };

/** Why a quote that was good is none any more. */
export type QuoteLapse = "quote-expired" | "listing-changed" | "listing-unavailable";

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

  async function signerFor(provider: Address): Promise<Signer | null> {
    const operator = await readQuoteOperator(registry, provider);
    const mayBe = [provider, ...(operator === zeroAddress ? [] : [operator])];
    return delegates.find(({ address }) => mayBe.some((known) => isAddressEqual(known, address))) ?? null;
  }

  return {
    async quote({ listingId, specsHash, units, rateUsdMicrosPerHour: rate, durationSeconds }) {
      const listing = await readListing(registry, listingId);
      if (listing === null) return refused("unknown-listing");
      if (listing.status !== "available") return refused("unavailable");
      if (listing.specsHash !== specsHash) return refused("terms-changed");
      if (rate > listing.ceilingRate * units) return refused("above-ceiling");
      const signer = await signerFor(listing.provider);
      if (signer === null) return refused("not-delegated");
      const message: Quote = {
        ...{ provider: listing.provider, listingId, listingVersion: listing.version, units, rate },
        ...{ maxSecs: durationSeconds, buyer: zeroAddress },
        ...{ expiry: Math.floor((now() + validMs) / 1_000), nonce: BigInt(newNonce()) },
      };
      const signature = await signQuote(at, message, signer);
      if ((await refuseQuote(registry, message, signature)) !== null) return refused("refused");
      const quote: SignedQuote = {
        ...{ signer: signer.address, units, rateUsdMicrosPerHour: rate },
        ...{ maxDurationSeconds: durationSeconds, expiry: message.expiry },
        ...{ nonce: message.nonce.toString(), signature },
      };
      return {
        kind: "quoted",
        binding: { payee: listing.provider, listingVersion: listing.version, quote },
      };
    },
    async lapse({ payee, listingVersion, listingId, quote }) {
      // By our clock first: the chain's may stand still between blocks.
      if (now() >= (quote.expiry + 1) * 1_000) return "quote-expired";
      const message: Quote = {
        ...{ provider: payee as Address, listingId: listingId as Hex, listingVersion, units: quote.units },
        ...{ rate: quote.rateUsdMicrosPerHour, maxSecs: quote.maxDurationSeconds, buyer: zeroAddress },
        ...{ expiry: quote.expiry, nonce: BigInt(quote.nonce) },
      };
      const why = await refuseQuote(registry, message, quote.signature as Hex);
      if (why === null) return null;
      if (why === "QuoteExpired") return "quote-expired";
      return why === "NotAvailable" ? "listing-unavailable" : "listing-changed";
    },
  };
}

const refused = (reason: QuoteRefusal): QuoteAnswer => ({ kind: "refused", reason });
