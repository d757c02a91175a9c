import { CITY_TABLE } from "./cities.ts";
import { AWS_ZONE_CITIES, CLOUD_REGIONS } from "./cloud-regions.ts";

import { COUNTRIES, type Country } from "./countries.ts";
import type { Continent, Location } from "./location.ts";

export const COUNTRY_BY_CODE: ReadonlyMap<string, Country> = new Map(
  COUNTRIES.map((country) => [country.code, country]),
);

/** English names, other names and demonyms, lower case, to ISO code. For the reader of sentences; not for regions. */
export const COUNTRY_NAMES: Readonly<Record<string, string>> = Object.fromEntries(
  COUNTRIES.flatMap(({ code, name, aliases }) =>
    [name.toLowerCase(), ...aliases].map((word) => [word, code] as const),
  ),
);

/** City or well-known state, lower case, to ISO code: `frankfurt` → `DE`. */
export const CITIES: Readonly<Record<string, string>> = CITY_TABLE;

const onContinents = (...continents: readonly Continent[]): readonly string[] =>
  COUNTRIES.filter(({ continent }) => continent !== null && continents.includes(continent)).map(
    ({ code }) => code,
  );

/** The 27 member states of the European Union in 2026. Not GB, CH, NO, UA or TR. */
const EU27 = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(" ");

/** Named groups of countries, the region tokens of `Requirements` beside ISO codes. */
export const REGION_GROUPS: Readonly<Record<string, readonly string[]>> = {
  EU: EU27,
  EEA: [...EU27, "IS", "LI", "NO"],
  /** The continent: EU27 and GB, CH, NO, UA, RS, … */
  EUROPE: onContinents("EU"),
  NORDICS: ["DK", "FI", "IS", "NO", "SE"],
  /** With Central America and the Caribbean. */
  NORTH_AMERICA: onContinents("NA"),
  SOUTH_AMERICA: onContinents("SA"),
  /** Without the Middle East. */
  ASIA: onContinents("AS"),
  APAC: onContinents("AS", "OC"),
  MIDDLE_EAST: onContinents("ME"),
  AFRICA: onContinents("AF"),
  OCEANIA: onContinents("OC"),
};

const inEu27 = new Set(EU27);

/**
 * The countries a region token stands for; null when it is no ISO code and no group.
 *
 * @example countriesOf("NORDICS") // ["DK", "FI", "IS", "NO", "SE"]
 */
export function countriesOf(token: string): readonly string[] | null {
  const upper = token.toUpperCase();
  if (COUNTRY_BY_CODE.has(upper)) return [upper];
  return Object.hasOwn(REGION_GROUPS, upper) ? (REGION_GROUPS[upper] ?? null) : null;
}

/** Where a known or unknown country is. An unknown country leaves everything unknown, never "not in the EU". */
export function locationOf(country: string | null, raw: string): Location {
  const known = country === null ? undefined : COUNTRY_BY_CODE.get(country);
  if (!known) return { country: null, continent: null, inEu27: null, raw };
  return { country: known.code, continent: known.continent, inEu27: inEu27.has(known.code), raw };
}

/**
 * How a source writes places: a provider's region names, an ISO code, or a place with its code and perhaps the
 * continent (`Sweden, SE`, `Michigan, US, NA`).
 */
export type RegionScheme = "aws" | "gcp" | "azure" | "lambda" | "iso2" | "place-iso2";

const ZONE_LETTER = /(?<=\d)[a-z]$/;
const AWS_ZONE = /^([a-z]+(?:-[a-z]+)+-\d)-(?:wl\d-?)?([a-z]{3})?-?\d?[a-z]?$/;

/** Local and Wavelength Zones lie in their own city's country; one without a city follows its parent region. */
function awsCountry(region: string): string | null {
  const whole = CLOUD_REGIONS.aws.get(region.replace(ZONE_LETTER, ""));
  if (whole) return whole;
  const [, parent = "", city] = AWS_ZONE.exec(region) ?? [];
  return (city ? AWS_ZONE_CITIES.get(city) : CLOUD_REGIONS.aws.get(parent)) ?? null;
}

const isoCode = (code: string): string | null => (COUNTRY_BY_CODE.has(code) ? code : null);

const COUNTRY_OF: Readonly<Record<RegionScheme, (raw: string) => string | null>> = {
  aws: awsCountry,
  gcp: (raw) => CLOUD_REGIONS.gcp.get(raw.replace(/-[a-z]$/, "")) ?? null,
  azure: (raw) => CLOUD_REGIONS.azure.get(raw.replaceAll(" ", "")) ?? null,
  lambda: (raw) => CLOUD_REGIONS.lambda.get(raw) ?? null,
  iso2: (raw) => isoCode(raw.toUpperCase()),
  // Two codes at the end are country and continent, so that the NA of `Michigan, US, NA` is not Namibia.
  "place-iso2": (raw) =>
    isoCode((/(?:^|,\s*)([a-z]{2})(?:,\s*[a-z]{2})?$/.exec(raw)?.[1] ?? "").toUpperCase()),
};

/**
 * Reads a source's region name with that source's table. Names are compared whole: nothing is guessed from a part.
 *
 * @example locate("us-east-1-lim-1", "aws").country // "PE"
 * @example locate("mars-north-1", "gcp") // { country: null, continent: null, inEu27: null, raw: "mars-north-1" }
 */
export const locate = (raw: string, scheme: RegionScheme): Location =>
  locationOf(COUNTRY_OF[scheme](raw.trim().toLowerCase()), raw);

const INITIALS = new Set(["EU", "EEA", "APAC"]);

/** A region token in words: `NORTH_AMERICA` → `North America`; codes and initials stay as they are. */
export const regionText = (token: string): string =>
  Object.hasOwn(REGION_GROUPS, token) && !INITIALS.has(token)
    ? token
        .toLowerCase()
        .split("_")
        .map((word) => word[0]!.toUpperCase() + word.slice(1))
        .join(" ")
    : token;
