import canonicalize from "canonicalize";
import type { Offer } from "./offer.ts";
import { timeMultiplierBps } from "./price.ts";

/**
 * Offers as columns: per field its distinct values in the order of their first appearance, and one index per offer;
 * a field with one value for all has no index.
 */
export interface OfferTable {
  readonly ids: readonly string[];
  readonly columns: Readonly<
    Record<string, { readonly values: readonly unknown[]; readonly index: readonly number[] }>
  >;
}

type Field = readonly [name: string, read: (offer: Offer) => unknown];

/** Everything an offer says except its id (a column of its own) and when it was observed. */
const FIELDS: readonly Field[] = [
  ["source", (offer) => offer.source],
  ["provider", (offer) => offer.provider],
  ["gpu", (offer) => offer.gpu],
  ["gpuCount", (offer) => offer.gpuCount],
  ["unitsAvailable", (offer) => offer.unitsAvailable],
  ["location", (offer) => offer.location],
  ["amount", ({ pricing }) => (pricing.model === "dynamic" ? null : pricing.amount)],
  ["pricing", ({ pricing }) => statedTerms(pricing)],
  ["fees", (offer) => offer.fees],
  ["fulfilment", (offer) => offer.fulfilment],
  ["uptimeBps", (offer) => offer.uptimeBps],
  ["ratingBps", (offer) => offer.ratingBps],
  ["minDurationSeconds", (offer) => offer.minDurationSeconds],
  ["maxDurationSeconds", (offer) => offer.maxDurationSeconds],
  ["extras", (offer) => offer.extras],
  ["priceClass", (offer) => offer.priceClass],
  ["url", (offer) => offer.url],
];

/**
 * Puts offers into columns without their times. A market repeats itself: the table is several times smaller than
 * the offers, which is what makes hashing and storing it cheap.
 */
export function toOfferTable(offers: readonly Offer[]): OfferTable {
  const columns: Record<string, { values: unknown[]; index: number[] }> = {};
  for (const [name, read] of FIELDS) columns[name] = toColumn(offers, read);
  return { ids: offers.map(({ id }) => id), columns };
}

function toColumn(
  offers: readonly Offer[],
  read: (offer: Offer) => unknown,
): { values: unknown[]; index: number[] } {
  const values: unknown[] = [];
  const byText = new Map<string, number>();
  // Adapters share objects between rows: most look-ups end at the reference, without making text.
  const byReference = new Map<unknown, number>();
  // The same facts in another order of keys are one value, or a table read back from a file would be another one.
  const byCanonicalText = new Map<string, number>();
  const positionOf = (stated: unknown, json: string): number => {
    const value = LONE_SURROGATE.test(json) ? wellFormed(stated) : stated;
    const text = canonicalize(value) ?? "";
    const position = byCanonicalText.get(text) ?? values.push(value) - 1;
    byCanonicalText.set(text, position);
    return position;
  };
  const index = offers.map((offer) => {
    const value = read(offer);
    const seen = byReference.get(value);
    if (seen !== undefined) return seen;
    const text = JSON.stringify(value);
    const position = byText.get(text) ?? positionOf(value, text);
    byText.set(text, position);
    byReference.set(value, position);
    return position;
  });
  return { values, index: values.length === 1 ? [] : index };
}

/** How JSON writes half a character; whole ones are not escaped. */
const LONE_SURROGATE = /\\ud[89a-f]/;

/** RFC 8785 has no bytes for half a character. One broken name must not cost the whole market its digest. */
const wellFormed = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, part: unknown) => {
    if (typeof part === "string") return part.toWellFormed();
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key.toWellFormed(), inner]));
  });

/** Pricing without its amount (a column of its own) and with the tier of the minute a rule was evaluated at, not the minute. */
function statedTerms(pricing: Offer["pricing"]): unknown {
  if (pricing.model === "dynamic") {
    const { model, rule, ruleInputs } = pricing;
    const tierMultiplierBps = timeMultiplierBps(rule, Date.parse(ruleInputs.at));
    return { model, rule, utilisationBps: ruleInputs.utilisationBps, tierMultiplierBps };
  }
  const { amount: _, ...terms } = pricing;
  return terms;
}
