import type { Quote } from "@necto/contracts/abi/typed-data";
import type { SignedQuote } from "@necto/tools/protocol/order";
import { type Address, type Hex, zeroAddress } from "viem";

/** What a provider or broker signed, and for which listing. */
export interface Quoted {
  readonly payee: string;
  readonly listingId: string;
  readonly listingVersion: number;
  readonly quote: Omit<SignedQuote, "signer" | "signature">;
}

/** The EIP-712 message of a quote: good for any buyer. */
export const quoteMessage = ({ payee, listingId, listingVersion, quote }: Quoted): Quote => ({
  ...{ provider: payee as Address, listingId: listingId as Hex, listingVersion, units: quote.units },
  ...{ rate: quote.rateUsdMicrosPerHour, maxSecs: quote.maxDurationSeconds, buyer: zeroAddress },
  ...{ expiry: quote.expiry, nonce: BigInt(quote.nonce) },
});
