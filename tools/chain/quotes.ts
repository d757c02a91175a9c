import { listingStatuses } from "@necto/contracts/abi/enum-names";
import { providerRegistry } from "@necto/contracts/abi/generated";
import { type Quote, quote as quoteData } from "@necto/contracts/abi/typed-data";
import { BaseError, ContractFunctionRevertedError, type Hex, zeroAddress } from "viem";
import type { RegisteredListing, RegistryAt } from "./registry.ts";
import { type Signer, signTypedData } from "./signer.ts";

const { abi } = providerRegistry;

/** What the registry says of a listing now. */
export type ListingNow = Pick<
  RegisteredListing,
  "listingId" | "provider" | "ceilingRate" | "version" | "status" | "specsHash"
>;

/** A listing as it is now; null when nobody registered one of that id. */
export async function readListing(
  { client, registry }: RegistryAt,
  listingId: Hex,
): Promise<ListingNow | null> {
  const listing = await client.readContract({
    ...{ address: registry, abi, functionName: "listings", args: [listingId] },
  });
  if (listing.provider === zeroAddress) return null;
  const { provider, ceilingRate, version, status, specsHash } = listing;
  return { listingId, provider, ceilingRate, version, specsHash, status: listingStatuses[status]! };
}

/** Who else may sign for a provider; the zero address for nobody. */
export const readQuoteOperator = ({ client, registry }: RegistryAt, provider: Hex): Promise<Hex> =>
  client.readContract({ address: registry, abi, functionName: "operatorOf", args: [provider] });

/** Signs a price as a provider, or as its operator. */
export const signQuote = (
  at: { readonly chainId: number; readonly registry: Hex },
  quote: Quote,
  signer: Signer,
): Promise<Hex> => signTypedData(signer, quoteData(at, quote));

/**
 * Whether the registry itself takes a quote now: known listing and version, available, below the ceiling, not expired, not
 * cancelled, signed by the provider or its operator.
 *
 * @returns null when it does, else the contract's error by name, such as `QuoteExpired`
 * @throws viem's error when the node does not answer
 */
export async function refuseQuote(
  { client, registry }: RegistryAt,
  quote: Quote,
  signature: Hex,
): Promise<string | null> {
  try {
    await client.readContract({
      ...{ address: registry, abi, functionName: "requireQuote", args: [quote, signature] },
    });
    return null;
  } catch (error) {
    const reverted =
      error instanceof BaseError && error.walk((cause) => cause instanceof ContractFunctionRevertedError);
    if (reverted instanceof ContractFunctionRevertedError) return reverted.data?.errorName ?? "reverted";
    throw error;
  }
}
