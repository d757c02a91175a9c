import { depositOf, feeOf } from "@necto/contracts/abi/pricing";
import type { RankedOffer } from "@necto/tools/core/decision";
import type { Offer } from "@necto/tools/core/offer";
import { brokeredListingId } from "@necto/tools/protocol/brokered";
import type { Order } from "@necto/tools/protocol/order";
import type { BindingQuote } from "./quote-desk.ts";

/** What the deployment, the token and the escrow say: the same for every order of an installation. */
export interface DealFacts {
  readonly chain: Order["chain"];
  readonly escrow: string;
  readonly registry: string;
  readonly token: Order["token"];
  /** The fee in force now, read from the escrow. */
  readonly feeBps: number;
}

export interface OrderParts {
  /** For its words and its shape only. */
  readonly offer: Offer;
  readonly units: RankedOffer["units"];
  readonly decisionId: string;
  readonly traceRoot: string;
  readonly durationSeconds: number;
  readonly binding: BindingQuote;
  readonly facts: DealFacts;
  /** Commitment of a tracked thread; zero bytes otherwise. */
  readonly mode: string;
  readonly salt: string;
}

/** The buyer's signature outlives the quote: between the approval and the payment the trace must become final. */
const SIGNATURE_SECONDS = 3_600;
const MAX_WORDS = 80;

/**
 * The struct that the card shows and the buyer signs. Who is paid comes from the registry, how much from the signed quote, in
 * what and where from the deployment; of an offer only words to show, its shape and its id are taken (the id also stands for
 * the listing of an offer that a broker fulfils, as a hash).
 */
export function buildOrder(parts: OrderParts): Order {
  const { offer, binding, facts, durationSeconds } = parts;
  const { quote, payee, listingVersion, broker } = binding;
  const total = depositOf(BigInt(quote.rateUsdMicrosPerHour), BigInt(durationSeconds));
  const gpu = [offer.gpu.model ?? offer.gpu.raw, offer.gpu.formFactor].filter(Boolean).join(" ");
  const provider = offer.provider.slice(0, MAX_WORDS);
  return {
    ...{ decisionId: parts.decisionId, offerId: offer.id, source: offer.source },
    ...{ provider, fulfilledBy: broker ?? provider, payee, gpu: gpu.slice(0, MAX_WORDS) },
    ...{ gpuCount: offer.gpuCount, units: parts.units, country: offer.location.country },
    ...{ listingId: listingIdOf(offer), listingVersion },
    ...{ rateUsdMicrosPerHour: quote.rateUsdMicrosPerHour, durationSeconds, totalUsdMicros: Number(total) },
    ...{ feeBps: facts.feeBps, feeUsdMicros: Number(feeOf(total, BigInt(facts.feeBps))) },
    ...{ token: facts.token, chain: facts.chain, escrow: facts.escrow, registry: facts.registry },
    ...{ traceRoot: parts.traceRoot, mode: parts.mode, salt: parts.salt },
    ...{ validAfter: 0, validBefore: quote.expiry + SIGNATURE_SECONDS, quote },
  };
}

function listingIdOf({ id, fulfilment }: Offer): string {
  if (fulfilment.kind === "listing") return fulfilment.listingId;
  if (fulfilment.kind === "broker") return brokeredListingId(id);
  throw new Error(`${id} has nobody who fulfils it: it cannot be booked here.`);
}
