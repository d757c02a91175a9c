import { COUNTRIES } from "./countries.ts";
import type { Location } from "./location.ts";
import { countriesOf } from "./regions.ts";
import type { Requirements } from "./requirements.ts";

/** Answer to "is it there?": yes, no, or the source does not say enough. */
export type Verdict = "yes" | "no" | "unknown";

/**
 * Whether a place lies in a region token. A country decides. With only a continent known, a token that covers the
 * whole continent is a yes, one that shares no country with it a no, and everything between stays unknown.
 * Region names are never matched by their letters. An unknown token is a no: `Requirements` refuses it before.
 */
export function isWithin({ country, continent, inEu27 }: Location, token: string): Verdict {
  const countries = countriesOf(token);
  if (!countries) return "no";
  if (country !== null) return countries.includes(country) ? "yes" : "no";
  if (token.toUpperCase() === "EU" && inEu27 !== null) return inEu27 ? "yes" : "no";
  if (continent === null) return "unknown";
  const there = COUNTRIES.filter((known) => known.continent === continent);
  const covered = there.filter(({ code }) => countries.includes(code)).length;
  return covered === 0 ? "no" : covered === there.length ? "yes" : "unknown";
}

/** Verdict of a whole region choice: in any of `include` (when given) and in none of `exclude`. */
export function matchesRegions(location: Location, { include, exclude }: Requirements["regions"]): Verdict {
  const included = include.length === 0 ? "yes" : anyOf(include.map((token) => isWithin(location, token)));
  const excluded = anyOf(exclude.map((token) => isWithin(location, token)));
  if (included === "no" || excluded === "yes") return "no";
  return included === "unknown" || excluded === "unknown" ? "unknown" : "yes";
}

const anyOf = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.includes("yes") ? "yes" : verdicts.includes("unknown") ? "unknown" : "no";
