import type { Offer } from "./offer.ts";
import type { Requirements } from "./requirements.ts";
import { buildSnapshot, type MarketSnapshot } from "./snapshot.ts";

/**
 * A market priced again with one offer put in, in the place of the one with its id. Others may follow it, so nothing
 * but pricing all again is right; offers of models that nobody asks for are left out, since no price depends on them.
 */
export function marketWithOffer(
  snapshot: MarketSnapshot,
  offer: Offer,
  { gpuModels }: Pick<Requirements, "gpuModels">,
): MarketSnapshot {
  const isAsked = ({ gpu: { model } }: Offer) =>
    gpuModels.length === 0 || gpuModels.some((asked) => asked === model || asked.startsWith(`${model} `));
  return buildSnapshot({
    offers: [...snapshot.offers.filter((other) => other.id !== offer.id && isAsked(other)), offer],
    tokenPrices: [...snapshot.tokenPrices.values()],
    sources: snapshot.sources,
    takenAt: snapshot.takenAt,
    registry: snapshot.registry,
    rulesVersion: snapshot.rulesVersion,
  });
}
