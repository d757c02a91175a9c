import { quote as quoteData } from "@necto/contracts/abi/typed-data";
import { isBroker, isQuoteCancelled } from "@necto/tools/chain/brokers";
import { readQuoteOperator, signQuote } from "@necto/tools/chain/quotes";
import { isSignedBy } from "@necto/tools/chain/verify-signature";
import { BROKERED_VERSION, brokeredListingId } from "@necto/tools/protocol/brokered";
import type { Order } from "@necto/tools/protocol/order";
import { type Address, type Hex, zeroAddress } from "viem";
import { findDelegate, type QuoteAnswer, type QuoteDeskOptions, type QuoteLapse } from "../quote-desk.ts";
import { type Quoted, quoteMessage } from "../quote-message.ts";

/** An offer of another market for one job. Money in micro-USD. */
export interface BrokerQuoteRequest {
  readonly source: string;
  readonly offerId: string;
  /** The broker of the market that the buyer saw; the registry is asked again. */
  readonly account: string;
  readonly units: number;
  readonly rateUsdMicrosPerHour: number;
  readonly durationSeconds: number;
}

export interface BrokerQuotesOptions extends QuoteDeskOptions {
  /** What brokers are called here, by address in lower case. */
  readonly brokerTitles: Readonly<Record<string, string>>;
}

/** Gets prices that brokers are bound to. */
export interface BrokerQuotes {
  readonly quote: (request: BrokerQuoteRequest) => Promise<QuoteAnswer>;
  /** Null while a quote still holds. */
  readonly lapse: (
    order: Pick<Order, "source" | "offerId" | "payee" | "listingId" | "listingVersion" | "quote">,
  ) => Promise<QuoteLapse | null>;
}

/**
 * A broker signs the same `Quote` as a provider does, for the hash of the offer's id at version 0. The registry itself knows
 * listings only, so what it says is asked here: who may broker for the source now, who signs for that account, and which
 * nonces it has voided.
 */
export function createBrokerQuotes(options: BrokerQuotesOptions): BrokerQuotes {
  const { registry, chainId, delegates, brokerTitles, now, newNonce, validMs } = options;
  const at = { chainId, registry: registry.registry };

  /** A broker, or its operator. */
  async function isSigned(quoted: Quoted, signature: Hex): Promise<boolean> {
    const broker = quoted.payee as Address;
    const data = quoteData(at, quoteMessage(quoted));
    if (await isSignedBy(registry.client, { by: broker, data, signature })) return true;
    const operator = await readQuoteOperator(registry, broker);
    return operator !== zeroAddress && isSignedBy(registry.client, { by: operator, data, signature });
  }

  return {
    async quote({ source, offerId, account, units, rateUsdMicrosPerHour, durationSeconds }) {
      const payee = account as Address;
      if (!(await isBroker(registry, source, payee))) return { kind: "refused", reason: "no-broker" };
      const signer = await findDelegate(registry, delegates, payee);
      if (signer === null) return { kind: "refused", reason: "not-delegated" };
      const terms = {
        ...{ units, rateUsdMicrosPerHour, maxDurationSeconds: durationSeconds },
        ...{ expiry: Math.floor((now() + validMs) / 1_000), nonce: BigInt(newNonce()).toString() },
      };
      const bound = { payee, listingVersion: BROKERED_VERSION };
      const message = quoteMessage({ ...bound, listingId: brokeredListingId(offerId), quote: terms });
      const signature = await signQuote(at, message, signer);
      const broker = brokerTitles[account.toLowerCase()] ?? `Broker ${account.slice(0, 10)}…`;
      const quote = { ...terms, signer: signer.address, signature };
      return { kind: "quoted", binding: { ...bound, broker, quote } };
    },
    async lapse({ source, offerId, ...quoted }) {
      const { payee, listingId, quote } = quoted;
      if (now() >= (quote.expiry + 1) * 1_000) return "quote-expired";
      if (listingId !== brokeredListingId(offerId)) return "listing-changed";
      if (!(await isBroker(registry, source, payee as Address))) return "broker-changed";
      const isVoid = await isQuoteCancelled(registry, payee as Address, BigInt(quote.nonce));
      return isVoid || !(await isSigned(quoted, quote.signature as Hex)) ? "listing-changed" : null;
    },
  };
}
