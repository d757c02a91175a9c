import {
  CITIES,
  COUNTRY_BY_CODE,
  COUNTRY_NAMES,
  locate,
  REGION_GROUPS,
  type RegionScheme,
} from "../core/regions.ts";

/** English names of the groups; codes themselves (`EU`, `APAC`) are names too. */
const GROUP_NAMES: Readonly<Record<string, string>> = {
  EU: "eu|e.u.|european union|the eu|eu27|eu-27|gdpr",
  EEA: "eea|european economic area",
  EUROPE: "europe|european|emea europe|continental europe",
  NORDICS: "nordics|nordic|nordic countries|scandinavia|scandinavian|the nordics",
  NORTH_AMERICA: "north america|north american|northern america|north_america",
  SOUTH_AMERICA: "south america|south american|latin america|latam|south_america",
  ASIA: "asia|asian",
  APAC: "apac|asia pacific|asia-pacific|asia/pacific",
  MIDDLE_EAST: "middle east|middle eastern|the gulf|middle_east",
  AFRICA: "africa|african",
  OCEANIA: "oceania|oceanian|australasia",
};

const MORE_NAMES: Readonly<Record<string, string>> = {
  US: "stateside|the united states|the us|the usa|the u.s.|united states|north virginia|n. virginia|washington",
  GB: "the uk|the united kingdom",
  HK: "hong-kong",
  AE: "the uae",
  CZ: "czech rep",
  TR: "turkiye",
  KR: "s. korea|s korea",
  NL: "nederland",
  ES: "españa|espana",
};

/** Place names that are everyday words; they need a word such as `in` before them. */
export const HOMOGRAPHS: ReadonlySet<string> = new Set(
  "turkey jordan chad guinea jersey polish luster reunion mali niger phoenix man cook slough".split(" "),
);

/** Names of two places, with both readings. */
export const TWO_PLACES: Readonly<Record<string, readonly string[]>> = {
  georgia: ["Georgia (the country, GE)", "US"],
};

/** Codes that are English words: read as a country only after `in` and the like, lower case never for some. */
const CODE_IS_WORD = new Set(
  "AD AI AL AM AN AS AT BE BY CO DO GG GO HM ID IN IO IS IT LA MA ME MS MT MY NO OM OR PA PM RE SO ST TO TV US VA VS".split(
    " ",
  ),
);
/** Never a country in lower case, whatever stands before. */
const NEVER_LOWER = new Set(
  "am an as at be by do go id il im in is it me my no or pm so to i la pa ma re al".split(" "),
);

const REGION_SCHEMES: readonly RegionScheme[] = ["aws", "gcp", "azure", "lambda"];

/** All names of places as phrases, to a region token: an ISO code or a group. */
export const PLACE_PHRASES: readonly (readonly [phrase: string, token: string])[] = [
  // `us` is a pronoun until a capital or a preposition says otherwise.
  ...Object.entries(COUNTRY_NAMES).filter(([name]) => name !== "u.s."),
  ...Object.entries(CITIES),
  ...[...Object.entries(GROUP_NAMES), ...Object.entries(MORE_NAMES)].flatMap(([token, names]) =>
    names.split("|").map((name) => [name, token] as const),
  ),
  ...Object.keys(REGION_GROUPS).map((token) => [token.toLowerCase().replaceAll("_", " "), token] as const),
];

/** The country of a cloud's region name (`eu-west-1`, `westeurope`), or null. */
export function countryOfCloudRegion(name: string): string | null {
  const found = REGION_SCHEMES.map((scheme) => locate(name, scheme).country).filter(
    (country) => country !== null,
  );
  return new Set(found).size === 1 ? (found[0] ?? null) : null;
}

/**
 * The country of a two-letter code as written. Upper case counts by itself unless it is an English word (`IT`, `NO`);
 * after a word of place (`in`) those count too, and lower case when it is no English word.
 *
 * @example countryOfCode("US", "bare") // "US"; countryOfCode("us", "bare") is null
 */
export function countryOfCode(text: string, place: "bare" | "after-preposition"): string | null {
  const code = text.toUpperCase() === "UK" ? "GB" : text.toUpperCase();
  if (text.length !== 2 || !COUNTRY_BY_CODE.has(code)) return null;
  const isUpper = text === text.toUpperCase();
  if (place === "bare") return isUpper && (code === "US" || !CODE_IS_WORD.has(code)) ? code : null;
  return isUpper || !NEVER_LOWER.has(text.toLowerCase()) ? code : null;
}
