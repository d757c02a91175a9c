import { digestOf, keccakText } from "../core/digest.ts";
import { ListingTerms } from "../core/listing-terms.ts";
import { NectoListing } from "../sources/necto-listing.ts";

/** The demo organisations that list on Necto, one per pricing model. */
export const DEMO_ORGS = ["Rheinwerk Compute", "Nordlys GPU", "Pacific Lattice"] as const;
export type DemoOrg = (typeof DEMO_ORGS)[number];

export interface DemoOptions {
  /** Where each organisation is paid; derived from its name unless given. */
  readonly payeeOf?: (org: DemoOrg) => string;
  readonly registry?: NectoListing["registry"];
  /** The registry's id; derived from organisation and slug unless given. */
  readonly listingIdOf?: (org: DemoOrg, slug: string) => string;
}

interface Row {
  readonly org: DemoOrg;
  /** Names the listing for good; its id is derived from organisation and slug. */
  readonly slug: string;
  readonly terms: Record<string, unknown>;
  readonly ceilingUsdMicros: number;
  readonly unitsAvailable: number;
  readonly version?: number;
  readonly utilisationBps?: number;
  readonly uptimeBps?: number;
  readonly ratingBps?: number;
  readonly spec?: Record<string, unknown>;
}

const usdc = (amount: string) => ({ model: "fixed", amount, currency: "USDC", per: "hour", scope: "gpu" });

const token = (amount: string, name: string, coinId: string, per: string, floorUsdMicros: number) => ({
  ...{ model: "token", amount, token: name, coinId, per, scope: "gpu", floorUsdMicros },
});

const rule = (floorUsdMicros: number, ceilingUsdMicros: number, rest: Record<string, unknown>) => ({
  model: "dynamic",
  rule: { floorUsdMicros, ceilingUsdMicros, ...rest },
});

/** Dearer when more than 70 % or 90 % is rented out. */
const DEMAND = [
  { fromUtilisationBps: 0, multiplierBps: 9500 },
  { fromUtilisationBps: 7000, multiplierBps: 10_500 },
  { fromUtilisationBps: 9000, multiplierBps: 11_500 },
];
/** Nights (UTC) at 90 %. */
const NIGHTS = [{ days: [0, 1, 2, 3, 4, 5, 6], fromMinute: 0, toMinute: 360, multiplierBps: 9000 }];

const HGX = {
  formFactor: "SXM",
  gpuCount: 8,
  vcpus: "208",
  hostMemoryGib: "1800",
  storageGib: "22528",
  networkMbps: 100_000,
};
const ONE_SXM = {
  formFactor: "SXM",
  gpuCount: 1,
  vcpus: "26",
  hostMemoryGib: "225",
  storageGib: "2816",
  networkMbps: 10_000,
};
const ONE_PCIE = {
  formFactor: "PCIe",
  gpuCount: 1,
  vcpus: "16",
  hostMemoryGib: "64",
  storageGib: "1000",
  networkMbps: 1000,
};

const ROWS: readonly Row[] = [
  {
    ...{
      org: "Rheinwerk Compute",
      slug: "h100-frankfurt",
      ceilingUsdMicros: 3_200_000,
      unitsAvailable: 6,
      version: 3,
    },
    ...{ uptimeBps: 9985, ratingBps: 9400 },
    terms: { gpu: "H100", ...ONE_SXM, country: "DE", city: "Frankfurt", pricing: usdc("2.45") },
  },
  {
    ...{
      org: "Rheinwerk Compute",
      slug: "h100-hgx-paris",
      ceilingUsdMicros: 3_200_000,
      unitsAvailable: 2,
      version: 1,
    },
    ...{ uptimeBps: 9985, ratingBps: 9400 },
    terms: {
      gpu: "H100",
      ...HGX,
      country: "FR",
      city: "Paris",
      minDurationSeconds: 3600,
      pricing: usdc("2.69"),
    },
  },
  {
    ...{
      org: "Rheinwerk Compute",
      slug: "a100-amsterdam",
      ceilingUsdMicros: 1_800_000,
      unitsAvailable: 12,
      version: 2,
    },
    ...{ uptimeBps: 9960, ratingBps: 9300 },
    terms: {
      gpu: "A100",
      ...ONE_SXM,
      memoryGib: 80,
      country: "NL",
      city: "Amsterdam",
      pricing: usdc("1.39"),
    },
  },
  {
    ...{
      org: "Rheinwerk Compute",
      slug: "rtx4090-warsaw",
      ceilingUsdMicros: 600_000,
      unitsAvailable: 20,
      version: 5,
    },
    ...{ uptimeBps: 9890, ratingBps: 9100 },
    terms: { gpu: "RTX 4090", ...ONE_PCIE, country: "PL", city: "Warsaw", pricing: usdc("0.37") },
  },
  {
    ...{
      org: "Rheinwerk Compute",
      slug: "l40s-frankfurt",
      ceilingUsdMicros: 1_400_000,
      unitsAvailable: 4,
      version: 1,
    },
    ...{ uptimeBps: 9985, ratingBps: 9400, spec: { status: "offline" } },
    terms: { gpu: "L40S", ...ONE_PCIE, country: "DE", city: "Frankfurt", pricing: usdc("0.82") },
  },
  {
    ...{
      org: "Nordlys GPU",
      slug: "h100-helsinki",
      ceilingUsdMicros: 2_900_000,
      unitsAvailable: 16,
      version: 7,
    },
    ...{ utilisationBps: 7400, uptimeBps: 9993, ratingBps: 9700 },
    terms: {
      ...{ gpu: "H100", ...ONE_SXM, country: "FI", city: "Helsinki" },
      pricing: rule(1_900_000, 2_900_000, { follow: { undercutBps: 300 }, baseUsdMicros: 2_500_000 }),
    },
  },
  {
    ...{
      org: "Nordlys GPU",
      slug: "h200-stockholm",
      ceilingUsdMicros: 4_200_000,
      unitsAvailable: 3,
      version: 2,
    },
    ...{ utilisationBps: 6200, uptimeBps: 9993, ratingBps: 9700 },
    terms: {
      ...{ gpu: "H200", ...HGX, country: "SE", city: "Stockholm" },
      pricing: rule(2_700_000, 4_200_000, { baseUsdMicros: 3_300_000, demandCurve: DEMAND }),
    },
  },
  {
    ...{
      org: "Nordlys GPU",
      slug: "mi300x-oslo",
      ceilingUsdMicros: 3_000_000,
      unitsAvailable: 2,
      version: 1,
    },
    ...{ utilisationBps: 4000, uptimeBps: 9950 },
    terms: {
      ...{ gpu: "MI300X", ...HGX, formFactor: "OAM", country: "NO", city: "Oslo" },
      pricing: rule(1_600_000, 3_000_000, { baseUsdMicros: 2_100_000, timeTiers: NIGHTS }),
    },
  },
  {
    ...{
      org: "Nordlys GPU",
      slug: "b200-reykjavik",
      ceilingUsdMicros: 6_500_000,
      unitsAvailable: 1,
      version: 1,
    },
    ...{ utilisationBps: 10_000, uptimeBps: 9993, ratingBps: 9700, spec: { status: "reserved" } },
    terms: {
      ...{ gpu: "B200", ...HGX, country: "IS", city: "Reykjavik" },
      pricing: rule(4_000_000, 6_500_000, { baseUsdMicros: 4_900_000, demandCurve: DEMAND }),
    },
  },
  {
    ...{
      org: "Pacific Lattice",
      slug: "h100-oregon",
      ceilingUsdMicros: 3_400_000,
      unitsAvailable: 8,
      version: 4,
    },
    ...{ uptimeBps: 9970, ratingBps: 9200 },
    terms: {
      ...{ gpu: "H100", ...ONE_SXM, country: "US", city: "Oregon" },
      pricing: token("4.3", "AKT", "akash-network", "hour", 2_200_000),
    },
  },
  {
    ...{
      org: "Pacific Lattice",
      slug: "rtx4090-tokyo",
      ceilingUsdMicros: 700_000,
      unitsAvailable: 30,
      version: 2,
    },
    ...{ uptimeBps: 9850, ratingBps: 8800 },
    terms: {
      ...{ gpu: "RTX 4090", ...ONE_PCIE, country: "JP", city: "Tokyo" },
      pricing: token("0.17", "RENDER", "render-token", "hour", 300_000),
    },
  },
  {
    ...{
      org: "Pacific Lattice",
      slug: "a100-singapore",
      ceilingUsdMicros: 2_000_000,
      unitsAvailable: 5,
      version: 1,
    },
    terms: {
      ...{ gpu: "A100", ...ONE_SXM, memoryGib: 80, country: "SG", city: "Singapore" },
      pricing: token("0.0021", "IO", "io", "second", 1_200_000),
    },
  },
  {
    ...{
      org: "Pacific Lattice",
      slug: "l40s-virginia",
      ceilingUsdMicros: 1_300_000,
      unitsAvailable: 10,
      version: 3,
    },
    ...{ uptimeBps: 9970 },
    spec: { windows: [{ from: "2026-11-20T00:00:00.000Z", to: "2027-01-31T00:00:00.000Z" }] },
    terms: {
      ...{ gpu: "L40S", ...ONE_PCIE, country: "US", city: "Virginia" },
      pricing: token("1.5", "AKT", "akash-network", "hour", 700_000),
    },
  },
];

/** Stable for one organisation and slug: the same demo listing on every machine. */
export const demoListingId = (org: DemoOrg, slug: string): string => keccakText(`necto/demo/${org}/${slug}`);

const derivedPayee = (org: DemoOrg): string => `0x${keccakText(`necto/demo/${org}`).slice(-40)}`;

/**
 * Thirteen listings of three organisations with fixed, dynamic and token prices; one is offline, one reserved, one
 * has a window. Deterministic; ids derive from names, specs hashes from the terms.
 *
 * @example const source = necto({ listings: async () => demoListings(), priceClass: "sandbox" });
 */
export function demoListings({
  payeeOf = derivedPayee,
  registry = null,
  listingIdOf = demoListingId,
}: DemoOptions = {}): readonly NectoListing[] {
  return ROWS.map(({ org, slug, terms, ...row }) => {
    const parsed = ListingTerms.parse(terms);
    return NectoListing.parse({
      version: 1,
      ...row,
      provider: org,
      listingId: listingIdOf(org, slug),
      payee: payeeOf(org),
      registry,
      terms: parsed,
      specsHash: digestOf(parsed),
    });
  });
}
