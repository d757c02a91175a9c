import type { Gpu } from "@necto/tools/core/gpu";
import { canonicalizeGpu, GPU_MODELS } from "@necto/tools/core/gpus";
import type { Location } from "@necto/tools/core/location";
import { type Offer, UNKNOWN_EXTRAS } from "@necto/tools/core/offer";
import type { Pricing } from "@necto/tools/core/pricing";
import { locationOf } from "@necto/tools/core/regions";

const COUNTRIES = ["DE", "FR", "FI", "NL", "GB", "US", "CA", "BR", "IN", "JP", "SG", "AU", "ZA", "AE"];
const UNIT_SIZES = [1, 1, 1, 2, 4, 8];
const PROVIDERS = 60;
/** Every so many offers are bookable listings. */
const LISTING_EVERY = 20;

/** xorshift32: the same offers for the same seed on every machine. */
function createRandom(seed: number): (below: number) => number {
  let state = seed | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** A market of any size with the variety of the real one: models, shapes, places, pricing models, unknowns. */
export function syntheticOffers(count: number, seed: number): Offer[] {
  const random = createRandom(seed);
  const gpus: Gpu[] = GPU_MODELS.map(({ model }) => canonicalizeGpu(model));
  const locations: Location[] = COUNTRIES.map((country) => locationOf(country, country));
  return Array.from({ length: count }, (_, i): Offer => {
    const gpuCount = UNIT_SIZES[random(UNIT_SIZES.length)]!;
    return {
      id: `synthetic:${String(i).padStart(8, "0")}`,
      source: "synthetic",
      provider: `provider-${random(PROVIDERS)}`,
      gpu: gpus[random(gpus.length)]!,
      gpuCount,
      unitsAvailable: random(3) === 0 ? null : random(6),
      location: locations[random(locations.length)]!,
      pricing: pricingOf(random, gpuCount),
      fees: [],
      fulfilment: i % LISTING_EVERY === 0 ? { kind: "broker", account: "synthetic" } : { kind: "quote-only" },
      uptimeBps: random(2) === 0 ? null : 9_000 + random(1_001),
      ratingBps: random(2) === 0 ? null : 5_000 + random(5_001),
      minDurationSeconds: null,
      maxDurationSeconds: null,
      extras: UNKNOWN_EXTRAS,
      priceClass: "list",
      observedAt: "2026-11-22T00:00:00Z",
      url: null,
    };
  });
}

/** Around 0.50–8.50 USD per GPU-hour, stated per unit with four decimals. */
function pricingOf(random: (below: number) => number, gpuCount: number): Pricing {
  const amount = ((5_000 + random(80_000)) * gpuCount)
    .toString()
    .padStart(6, "0")
    .replace(/(\d{4})$/, ".$1");
  const stated = { amount, currency: "USD", scope: "unit" } as const;
  return random(3) === 0
    ? {
        model: "spot",
        kind: "spot",
        per: "hour",
        blockSeconds: null,
        interruptionBps: random(3_000),
        ...stated,
      }
    : { model: "fixed", per: "hour", ...stated };
}
