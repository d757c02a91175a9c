import { type DemoRegistry, demoListingsAt } from "@necto/tools/sandbox/adi/demo-registry";
import { fetchQuotes } from "@necto/tools/sources/fetch-quotes";
import { necto } from "@necto/tools/sources/necto";
import type { NectoListing } from "@necto/tools/sources/necto-listing";
import type { Scan } from "../market/market.ts";

/** Where watches fire and are armed again, mills per GPU-hour: one percent above its line. */
export const LINES = [
  { mills: 300, rearmMills: 303 },
  { mills: 400, rearmMills: 404 },
  { mills: 500, rearmMills: 505 },
] as const;

/** On a line, beside it, and far from it; all of them below the most that its provider registered. */
const PRICES = [280, 299, 300, 302, 303, 350, 399, 400, 403, 404, 450, 499, 500, 504, 505, 560] as const;

/** What is watched, and booked: the only one with its GPU. */
export const CHAOS_GPU = "RTX 4090";

/** What the market says at one moment: a price per GPU-hour, or no answer. */
export type ChaosWord = { readonly mills: number } | "failed";

export const nextWord = (random: () => number): ChaosWord =>
  random() < 0.05 ? "failed" : { mills: PRICES[Math.floor(random() * PRICES.length)]! };

/** A market of one listing of the sandbox, whose provider sets its price as it is told. */
export function chaosScan(
  { chainId, registry }: DemoRegistry,
  { says, now }: { readonly says: () => ChaosWord; readonly now: () => number },
): Scan {
  const listing = demoListingsAt({ chainId, registry }).find(
    ({ provider, terms }) => terms.gpu === CHAOS_GPU && provider === "Rheinwerk Compute",
  )!;
  const source = necto({ listings: async () => [priced(listing, says())], priceClass: "sandbox" });
  return async (onReport) => {
    const takenAt = now();
    const quotes = await fetchQuotes([source], { fetch, now, onReport, deadlineMs: 60_000 });
    return { ...quotes, tokenPrices: [], takenAt };
  };
}

function priced(listing: NectoListing, word: ChaosWord): NectoListing {
  if (word === "failed") throw new Error("The listing does not answer.");
  const amount = `0.${word.mills}`;
  const pricing = { model: "fixed", amount, currency: "USDC", per: "hour", scope: "gpu" } as const;
  return { ...listing, unitsAvailable: null, terms: { ...listing.terms, pricing } };
}
