import type { Signer } from "@necto/tools/chain/signer";
import type { BookingConfig } from "../../config/config.ts";
import type { AdiConfig } from "../../config/read-adi.ts";
import type { AdiNetwork } from "../../registry/open-adi-network.ts";
import { type BookingOptions, type OpenBooking, openBooking } from "./open-booking.ts";
import { openSigner } from "./open-signer.ts";

/** Keys of ours on a chain that is not the sandbox's. */
export interface NetworkKeys {
  /** Sends for buyers who only sign. */
  readonly sender: Signer;
  /** Signs the quotes of the providers who named its address as their quote operator. */
  readonly quotes: Signer | null;
}

/** @throws NectoError `config/…` when a key cannot be opened; none is in it */
export async function openNetworkKeys({ chainId, sender, quotes }: AdiConfig): Promise<NetworkKeys> {
  return {
    sender: await openSigner(chainId, sender),
    quotes: quotes && (await openSigner(chainId, quotes)),
  };
}

export interface NetworkBookingOptions
  extends Pick<
    BookingOptions,
    "store" | "traces" | "traceHub" | "now" | "newNonce" | "onUnits" | "onFault" | "teamAccess"
  > {
  readonly keys: NetworkKeys;
  readonly network: AdiNetwork;
  readonly rules: Pick<BookingConfig, "isEnabled" | "maxOrderUsdMicros" | "maxDayUsdMicros" | "sources">;
}

/** Booking on a chain that is not the sandbox's: buyers pay from their own wallets, and nobody but them signs for them. */
export function openNetworkBooking({ keys, network, rules, ...rest }: NetworkBookingOptions): OpenBooking {
  return openBooking({
    ...rest,
    ...{ chain: network.chain, deployment: network, relayer: keys.sender, accounts: [] },
    ...{ delegates: keys.quotes === null ? [] : [keys.quotes], isSandbox: false },
    ...{ brokerTitles: {}, rules, operator: null },
  });
}
