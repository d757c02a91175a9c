import { filterOffers } from "@necto/tools/core/filter";
import { findGpuModel } from "@necto/tools/core/gpus";
import { expandOffer } from "@necto/tools/core/normalize-offer";
import type { NormalizedOffer } from "@necto/tools/core/normalized-offer";
import type { Offer } from "@necto/tools/core/offer";
import { countriesOf } from "@necto/tools/core/regions";
import { NOTHING_SAID, type Requirements } from "@necto/tools/core/requirements";
import type { MarketSnapshot } from "@necto/tools/core/snapshot";
import { NectoError } from "@necto/tools/errors";

export interface OfferQuery {
  readonly gpu?: string | undefined;
  readonly region?: string | undefined;
  readonly source?: string | undefined;
  readonly limit: number;
}

export interface OfferList {
  /** Offers that match, of which `offers` are the first `limit`. */
  readonly total: number;
  readonly offers: { readonly offer: Offer; readonly normalized: NormalizedOffer }[];
}

/**
 * Priced offers of a market that match a few filters, in the order of a ranking by cost.
 *
 * @throws NectoError `request/invalid` for a GPU or region that no table knows, and for a source that was not asked
 */
export function listOffers(snapshot: MarketSnapshot, query: OfferQuery): OfferList {
  if (query.source !== undefined) requireSource(snapshot, query.source);
  const masks = filterOffers(snapshot, toRequirements(query), snapshot.takenAt);
  const matching = snapshot.costOrder.filter((index) => masks[index] === 0);
  const offers = Array.from(matching.subarray(0, query.limit), (index) => ({
    offer: snapshot.offers[index]!,
    normalized: expandOffer(snapshot, index, snapshot.takenAt, 1),
  }));
  return { total: matching.length, offers };
}

function toRequirements({ gpu, region, source }: OfferQuery): Requirements {
  return {
    ...NOTHING_SAID,
    gpuModels: gpu ? [gpuToken(gpu)] : [],
    regions: { include: region ? [regionToken(region)] : [], exclude: [] },
    sources: { include: source ? [source] : [], exclude: [] },
  };
}

function requireSource({ sources }: MarketSnapshot, name: string): void {
  const names = sources.map(({ source }) => source);
  if (!names.includes(name))
    throw new NectoError({
      code: "request/invalid",
      message: `No source “${name}” was asked. There are ${names.join(", ")}.`,
    });
}

/** @throws NectoError `request/invalid` for a name that no GPU has */
export function gpuToken(text: string): string {
  const model = findGpuModel(text);
  if (!model)
    throw new NectoError({
      code: "request/invalid",
      message: `No GPU is called “${text}”. Try H100, A100, L40S or RTX 4090.`,
    });
  return model.model;
}

/** @throws NectoError `request/invalid` for what is neither a country nor a region */
export function regionToken(text: string): string {
  const token = text.toUpperCase();
  if (!countriesOf(token))
    throw new NectoError({
      code: "request/invalid",
      message: `“${text}” is no region. Use a country code such as DE, or EU, EUROPE, ASIA, NORTH_AMERICA.`,
    });
  return token;
}
