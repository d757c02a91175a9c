import { keccakText } from "../core/digest.ts";
import { sourceTitle } from "../core/source-title.ts";

/** Version in the terms of an offer that is no listing of the registry, whose versions begin at 1. */
export const BROKERED_VERSION = 0;

/**
 * What stands for an offer of another market where terms and quotes name a listing: the hash of its id. The registry's own
 * ids are hashes of 128 bytes that begin with a chain id, so that none of them is ever equal.
 *
 * @param offerId such as `lambda:gpu_1x_a10:us-east-1`
 */
export const brokeredListingId = (offerId: string): string => keccakText(`necto.offer/1 ${offerId}`);

/** Whether terms are of an offer that a broker rents at its source. */
export const isBrokered = ({ listingVersion }: { readonly listingVersion: number }): boolean =>
  listingVersion === BROKERED_VERSION;

/** A broker with where it rents: `Necto's demo broker through Lambda`. */
export const throughWords = (broker: string, source: string): string =>
  `${broker} through ${sourceTitle(source)}`;
