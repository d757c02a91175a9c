import type { LossCause, RouteFact } from "./route-facts.ts";

/** Routes of one listing, counted by why they were lost. Plain JSON, so that it can be kept between decisions. */
export interface RouteTally {
  readonly won: number;
  /** By cause, `price/200` for up to 2 % too dear; and how often a price, in whole cents, would have won. */
  readonly lost: { readonly [key: string]: { readonly routes: number; readonly centsToWin: Cents } };
}
type Cents = { readonly [cents: string]: number };

/** Tallies by offer id. */
export type LostRoutes = { readonly [offerId: string]: RouteTally };

export const NO_ROUTES: LostRoutes = {};

/** Basis points of the asked price that it was too dear by, as classes; beyond the last is `price/more`. */
const GAPS_BPS = [200, 500, 1_000, 2_500] as const;
const MICROS_PER_CENT = 10_000;

/** The tallies with one more decision (`routeFacts`). The order of decisions does not matter. */
export function addDecision(tallies: LostRoutes, facts: readonly RouteFact[]): LostRoutes {
  const added: { [offerId: string]: RouteTally } = { ...tallies };
  for (const fact of facts) added[fact.offerId] = addFact(added[fact.offerId] ?? { won: 0, lost: {} }, fact);
  return added;
}

function addFact({ won, lost }: RouteTally, { cause, price }: RouteFact): RouteTally {
  if (cause === null) return { won: won + 1, lost };
  const key = cause === "price" && price ? `price/${gapOf(price)}` : cause;
  const { routes, centsToWin } = lost[key] ?? { routes: 0, centsToWin: {} };
  const counted = price ? addCents(centsToWin, price.toWin) : centsToWin;
  return { won, lost: { ...lost, [key]: { routes: routes + 1, centsToWin: counted } } };
}

function addCents(counts: Cents, usdMicros: number): Cents {
  const cents = String(Math.floor(usdMicros / MICROS_PER_CENT));
  return { ...counts, [cents]: (counts[cents] ?? 0) + 1 };
}

function gapOf({ asked, toWin }: NonNullable<RouteFact["price"]>): string {
  const bound = GAPS_BPS.find((bps) => (asked - toWin) * 10_000 <= asked * bps);
  return bound === undefined ? "more" : String(bound);
}

/** Why a listing lost, for its provider. */
export interface LossReport {
  readonly won: number;
  /** All routes that were lost; null when they are too few to be told. */
  readonly lost: number | null;
  /** Largest first, then by cause; they add up to `lost`. */
  readonly groups: readonly LossGroup[];
}

export interface LossGroup {
  /** `other` holds the groups that are too small to be told. */
  readonly cause: LossCause | "other";
  /** Of a price: at most this share of it too dear; null = more than the last class, or no price. */
  readonly gapUpToBps: number | null;
  readonly routes: number;
  /** The price, in whole cents, that would have won at least half of them; null when no price alone would have. */
  readonly usdMicrosToWin: number | null;
}

/** Fewest routes that are told together, so that no single buyer shows. */
const FEWEST = 3;

/**
 * Why a listing lost its routes. Groups of fewer than three become `other`; when those are fewer than three together,
 * the next smallest group joins them, and when all are, nothing is told.
 */
export function reportLosses(tallies: LostRoutes, offerId: string): LossReport {
  const { won, lost } = tallies[offerId] ?? { won: 0, lost: {} };
  const groups = Object.entries(lost)
    .map(([key, { routes, centsToWin }]) => groupOf(key, routes, centsToWin))
    .sort(largestFirst);
  const small: LossGroup[] = [];
  while (groups.length > 0 && (groups.at(-1)!.routes < FEWEST || isTooSmall(small)))
    small.push(groups.pop()!);
  if (isTooSmall(small)) return { won, lost: null, groups: [] };
  const told = small.length === 0 ? groups : [...groups, otherOf(small)].sort(largestFirst);
  return { won, lost: routesOf(told), groups: told };
}

const routesOf = (groups: readonly LossGroup[]): number =>
  groups.reduce((sum, { routes }) => sum + routes, 0);
const isTooSmall = (groups: readonly LossGroup[]): boolean => groups.length > 0 && routesOf(groups) < FEWEST;

const otherOf = (groups: readonly LossGroup[]): LossGroup => ({
  cause: "other",
  gapUpToBps: null,
  routes: routesOf(groups),
  usdMicrosToWin: null,
});

function groupOf(key: string, routes: number, centsToWin: Cents): LossGroup {
  const [cause, gap] = key.split("/");
  return {
    cause: cause as LossCause,
    gapUpToBps: gap === undefined || gap === "more" ? null : Number(gap),
    routes,
    usdMicrosToWin: halfWonAt(centsToWin, routes),
  };
}

/** The highest price that wins at least half of the routes. */
function halfWonAt(centsToWin: Cents, routes: number): number | null {
  let won = 0;
  const highestFirst = Object.entries(centsToWin).sort(([a], [b]) => Number(b) - Number(a));
  for (const [cents, count] of highestFirst) {
    won += count;
    if (2 * won >= routes) return Number(cents) * MICROS_PER_CENT;
  }
  return null;
}

/** By size, then cause, then the smaller gap: an order of its own, whatever the order of decisions. */
function largestFirst(a: LossGroup, b: LossGroup): number {
  if (a.routes !== b.routes) return b.routes - a.routes;
  if (a.cause !== b.cause) return a.cause < b.cause ? -1 : 1;
  return (a.gapUpToBps ?? Number.POSITIVE_INFINITY) - (b.gapUpToBps ?? Number.POSITIVE_INFINITY);
}
