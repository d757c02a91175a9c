import { COUNTRIES } from "./countries.ts";

/**
 * Network zones of about one exchange point each; every country lies in one. Zones follow cables, not politics:
 * North Africa reaches the world through southern Europe, Central Asia through eastern Europe.
 */
const ZONES: readonly (readonly [zone: string, countries: string])[] = [
  ["us", "US CA BM PM GL"],
  ["central-america", "MX GT BZ SV HN NI CR PA CU"],
  ["caribbean", "AG AI AW BB BL BQ BS CW DM DO GD GP HT JM KN KY LC MF MQ MS PR SX TC TT VC VG VI"],
  ["south-america", "AR BO BR CL CO EC FK GF GS GY PE PY SR UY VE"],
  ["western-europe", "AD AT BE CH DE FR GB GG IE IM JE LI LU MC NL"],
  ["northern-europe", "AX DK EE FI FO IS LT LV NO SE SJ"],
  ["southern-europe", "AL BA CY ES GI GR HR IT ME MK MT PT RS SI SM VA"],
  ["eastern-europe", "AM AZ BG BY CZ GE HU KG KZ MD MN PL RO RU SK TJ TM TR UA UZ"],
  ["middle-east", "AE BH IL IQ IR JO KW LB OM PS QA SA SY YE"],
  ["north-africa", "DZ EG EH LY MA MR SD TN"],
  ["west-africa", "AO BF BJ CD CF CG CI CM CV GA GH GM GN GQ GW LR ML NE NG SH SL SN ST TD TG"],
  ["south-africa", "BI BV BW DJ ER ET KE KM LS MG MU MW MZ NA RE RW SC SO SS SZ TZ UG YT ZA ZM ZW"],
  ["south-asia", "AF BD BT IN IO LK MV NP PK"],
  ["south-east-asia", "BN CC CX ID KH LA MM MY PH SG TH TL VN"],
  ["east-asia", "CN HK JP KP KR MO TW"],
  ["oceania", "AS AU CK FJ FM GU HM KI MH MP NC NF NR NU NZ PF PG PN PW SB TF TK TO TV UM VU WF WS"],
];

/**
 * Typical round trips in ms between the zones above, in their order, lower triangle with the zone itself last.
 * Compiled 2026-11-22 from cable routes and public looking-glass habits, rounded to 5 ms: estimates, not measurements.
 */
const ROUND_TRIPS: readonly (readonly number[])[] = [
  [40],
  [65, 30],
  [60, 75, 30],
  [130, 130, 120, 45],
  [100, 145, 125, 200, 15],
  [115, 160, 140, 215, 30, 15],
  [115, 160, 140, 205, 30, 50, 25],
  [125, 170, 150, 225, 35, 35, 40, 30],
  [180, 225, 205, 285, 95, 115, 80, 95, 35],
  [130, 175, 155, 220, 50, 65, 35, 60, 80, 40],
  [160, 205, 180, 240, 95, 110, 85, 110, 150, 100, 50],
  [220, 265, 245, 300, 155, 170, 150, 170, 150, 160, 110, 40],
  [215, 255, 245, 320, 130, 150, 115, 135, 60, 120, 185, 190, 45],
  [210, 235, 255, 335, 170, 185, 160, 180, 110, 165, 230, 210, 65, 35],
  [160, 180, 205, 285, 230, 235, 225, 220, 155, 225, 290, 270, 115, 65, 45],
  [195, 210, 235, 305, 265, 280, 255, 275, 190, 260, 325, 290, 150, 100, 120, 35],
];

const zoneOf: ReadonlyMap<string, number> = new Map(
  ZONES.flatMap(([, countries], index) => countries.split(" ").map((code) => [code, index] as const)),
);

/** Countries without a zone (Antarctica): nobody rents there. Exported for the test of completeness. */
export const COUNTRIES_WITHOUT_ZONE: readonly string[] = COUNTRIES.filter(
  ({ code }) => !zoneOf.has(code),
).map(({ code }) => code);

/**
 * An **estimate** of the round trip in ms between two countries, from a dated table of zone pairs (2026-11-22).
 * Null when either country is unknown. Symmetric; says nothing about a particular host.
 *
 * @example latencyMsEstimate("DE", "FI") // 30
 */
export function latencyMsEstimate(buyerCountry: string | null, country: string | null): number | null {
  const from = buyerCountry === null ? undefined : zoneOf.get(buyerCountry);
  const to = country === null ? undefined : zoneOf.get(country);
  if (from === undefined || to === undefined) return null;
  return ROUND_TRIPS[Math.max(from, to)]?.[Math.min(from, to)] ?? null;
}
