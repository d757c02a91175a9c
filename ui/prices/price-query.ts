import type { PriceClass } from "@necto/tools/core/offer";
import type { PricingModel } from "@necto/tools/core/pricing";
import type { HistoryRange, HistoryRegion } from "@necto/tools/protocol/market";

export const SORT_KEYS = [
  "price",
  "bill",
  "gpu",
  "pricing",
  "provider",
  "region",
  "units",
  "uptime",
  "class",
  "updated",
] as const;
export type SortKey = (typeof SORT_KEYS)[number];

const PRICING: readonly PricingModel[] = ["fixed", "spot", "token", "dynamic"];
const CLASSES: readonly PriceClass[] = ["live", "list", "historical", "recorded", "sandbox"];
const RANGES: readonly HistoryRange[] = ["24h", "7d", "30d", "1y"];
const REGIONS: readonly HistoryRegion[] = [
  "WORLD",
  "EU",
  "EUROPE",
  "NORTH_AMERICA",
  "SOUTH_AMERICA",
  "ASIA",
  "MIDDLE_EAST",
  "AFRICA",
  "OCEANIA",
];

/** The filters with several values; a row passes one when any of its values fits, and all of them together. */
export const LISTS = ["gpu", "region", "pricing", "source", "class"] as const;
export type ListField = (typeof LISTS)[number];
export type FilterField = ListField | "bookable";

/** Everything that decides what the table shows. All of it is in the address, so that a link shows the same. */
export interface PriceQuery {
  /** Model, or model and form factor: `H100`, `H100 SXM`. */
  readonly gpu: readonly string[];
  /** Countries (`DE`) or groups (`EU`). */
  readonly region: readonly string[];
  readonly pricing: readonly PricingModel[];
  readonly source: readonly string[];
  readonly class: readonly PriceClass[];
  readonly bookable: "yes" | "no" | null;
  readonly sort: SortKey;
  readonly isDescending: boolean;
  readonly isGrouped: boolean;
  /** Shows what no search would rank, greyed, with its reasons. */
  readonly hasRejected: boolean;
  /** GPU whose price history is open. */
  readonly history: string | null;
  readonly range: HistoryRange;
  readonly historyRegion: HistoryRegion;
  /** Null = the pricing model with most offers. */
  readonly historyPricing: PricingModel | null;
  /** Ids of the offers laid side by side, at most `MOST_COMPARED`. */
  readonly compare: readonly string[];
  /** They are on screen, and not only collected. */
  readonly isComparing: boolean;
}

/** `MOST_COMPARED` of `tools/protocol/market.ts`, written out so that the page carries no schema library. */
export const MOST_COMPARED: typeof import("@necto/tools/protocol/market").MOST_COMPARED = 4;

export const ALL_PRICES: PriceQuery = {
  gpu: [],
  region: [],
  pricing: [],
  source: [],
  class: [],
  bookable: null,
  sort: "price",
  isDescending: false,
  isGrouped: false,
  hasRejected: false,
  history: null,
  range: "24h",
  historyRegion: "WORLD",
  historyPricing: null,
  compare: [],
  isComparing: false,
};

const oneOf = <T extends string>(values: readonly T[], text: string | null | undefined): T | null =>
  values.find((value) => value === text) ?? null;

/** Longest name that an address may filter by. */
const MOST_CHARACTERS = 60;
/** Ids of offers carry the name of a plan and of a place. */
const MOST_CHARACTERS_OF_ID = 300;

/** Reads the address. What it does not understand is left out; unknown names stay and fit nothing. */
export function parseQuery(search: string): PriceQuery {
  const params = new URLSearchParams(search);
  const all = (name: string, most = MOST_CHARACTERS) => [
    ...new Set(params.getAll(name).filter((value) => value && value.length <= most)),
  ];
  const known = <T extends string>(name: string, values: readonly T[]): T[] =>
    all(name).flatMap((value) => oneOf(values, value) ?? []);
  const sort = params.get("sort") ?? "";
  return {
    gpu: all("gpu"),
    region: all("region").map((token) => token.toUpperCase()),
    pricing: known("pricing", PRICING),
    source: all("source"),
    class: known("class", CLASSES),
    bookable: oneOf(["yes", "no"] as const, params.get("bookable")),
    sort: oneOf(SORT_KEYS, sort.replace(/^-/, "")) ?? ALL_PRICES.sort,
    isDescending: sort.startsWith("-"),
    isGrouped: params.get("group") === "gpu",
    hasRejected: params.get("rejected") === "show",
    history: all("history")[0] ?? null,
    range: oneOf(RANGES, params.get("range")) ?? ALL_PRICES.range,
    historyRegion: oneOf(REGIONS, params.get("history-region")) ?? ALL_PRICES.historyRegion,
    historyPricing: oneOf(PRICING, params.get("history-pricing")),
    compare: all("compare", MOST_CHARACTERS_OF_ID).slice(0, MOST_COMPARED),
    isComparing: params.get("show") === "comparison",
  };
}

/** The address of a query, without what is as always: `?gpu=H100&region=EU&sort=-price`, or nothing. */
export function formatQuery(query: PriceQuery): string {
  const params = new URLSearchParams();
  for (const name of LISTS) for (const value of query[name]) params.append(name, value);
  if (query.bookable) params.set("bookable", query.bookable);
  if (query.sort !== ALL_PRICES.sort || query.isDescending)
    params.set("sort", `${query.isDescending ? "-" : ""}${query.sort}`);
  if (query.isGrouped) params.set("group", "gpu");
  if (query.hasRejected) params.set("rejected", "show");
  if (query.history) {
    params.set("history", query.history);
    if (query.range !== ALL_PRICES.range) params.set("range", query.range);
    if (query.historyRegion !== ALL_PRICES.historyRegion) params.set("history-region", query.historyRegion);
    if (query.historyPricing) params.set("history-pricing", query.historyPricing);
  }
  for (const id of query.compare) params.append("compare", id);
  if (query.isComparing && query.compare.length > 0) params.set("show", "comparison");
  const text = params.toString();
  return text ? `?${text}` : "";
}

/** One value of one filter. */
export interface Token {
  readonly field: FilterField;
  readonly value: string;
}

export const tokensOf = (query: PriceQuery): Token[] => [
  ...LISTS.flatMap((field) => query[field].map((value) => ({ field, value }))),
  ...(query.bookable ? [{ field: "bookable" as const, value: query.bookable }] : []),
];

export function addToken(query: PriceQuery, { field, value }: Token): PriceQuery {
  if (field === "bookable") return { ...query, bookable: value === "yes" ? "yes" : "no" };
  return { ...query, [field]: [...new Set([...query[field], value])] };
}

export function removeToken(query: PriceQuery, { field, value }: Token): PriceQuery {
  if (field === "bookable") return { ...query, bookable: null };
  return { ...query, [field]: query[field].filter((other) => other !== value) };
}

export const withoutTokens = (query: PriceQuery): PriceQuery => ({
  ...query,
  gpu: [],
  region: [],
  pricing: [],
  source: [],
  class: [],
  bookable: null,
});

/** The next order when a column is chosen: ascending first, then the other way round. */
export const sortBy = (query: PriceQuery, sort: SortKey): PriceQuery => ({
  ...query,
  sort,
  isDescending: query.sort === sort ? !query.isDescending : false,
});

/** Adds an offer to those compared or takes it away; a fifth is not added. */
export function toggleCompared(query: PriceQuery, id: string): PriceQuery {
  const compare = query.compare.includes(id)
    ? query.compare.filter((other) => other !== id)
    : [...query.compare, id].slice(0, MOST_COMPARED);
  return { ...query, compare, isComparing: query.isComparing && compare.length > 0 };
}
