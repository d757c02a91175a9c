import { describe, expect, it } from "vitest";
import { COUNTRIES } from "./countries.ts";
import { CONTINENTS, Location } from "./location.ts";
import { CITIES, COUNTRY_NAMES, countriesOf, locate, locationOf, REGION_GROUPS } from "./regions.ts";

describe("countries", () => {
  it("lists the 249 codes of ISO 3166-1 once each", () => {
    expect(COUNTRIES).toHaveLength(249);
    expect(new Set(COUNTRIES.map(({ code }) => code)).size).toBe(249);
    for (const { code, name, continent } of COUNTRIES) {
      expect(code).toMatch(/^[A-Z]{2}$/);
      expect(name.length).toBeGreaterThan(2);
      expect([...CONTINENTS, null]).toContain(continent);
    }
  });

  it("finds countries by name, other name and demonym", () => {
    const expected = {
      germany: "DE",
      german: "DE",
      uk: "GB",
      "united states": "US",
      holland: "NL",
      korea: "KR",
    };
    for (const [name, code] of Object.entries(expected)) expect(COUNTRY_NAMES[name]).toBe(code);
  });

  it("knows only real countries behind every city, and no city named like another country", () => {
    for (const [city, code] of Object.entries(CITIES)) {
      expect(countriesOf(code), city).toEqual([code]);
      expect(COUNTRY_NAMES[city] ?? code, city).toBe(code);
    }
  });
});

describe("countriesOf", () => {
  it("keeps the EU, the EEA and Europe apart", () => {
    expect(countriesOf("EU")).toHaveLength(27);
    for (const code of ["GB", "CH", "NO", "UA", "TR", "IS"]) expect(countriesOf("EU")).not.toContain(code);
    expect(countriesOf("EEA")).toContain("NO");
    expect(countriesOf("EEA")).not.toContain("CH");
    for (const code of ["GB", "CH", "NO", "RS"]) expect(countriesOf("EUROPE")).toContain(code);
  });

  it("contains the EU in the EEA and in Europe", () => {
    for (const code of countriesOf("EU") ?? []) {
      expect(countriesOf("EEA")).toContain(code);
      expect(countriesOf("EUROPE")).toContain(code);
    }
  });

  it("contains only real countries in every group", () => {
    for (const codes of Object.values(REGION_GROUPS))
      for (const code of codes) expect(countriesOf(code)).toEqual([code]);
  });

  it("reads ISO codes and groups in any case, nothing else", () => {
    expect(countriesOf("de")).toEqual(["DE"]);
    expect(countriesOf("nordics")).toEqual(["DK", "FI", "IS", "NO", "SE"]);
    expect(countriesOf("constructor")).toBeNull();
    expect(countriesOf("ATLANTIS")).toBeNull();
  });
});

describe("locate", () => {
  it.each([
    ["us-east-1", "aws", "US"],
    ["us-east-1a", "aws", "US"],
    ["us-east-1-lim-1", "aws", "PE"],
    ["us-east-1-lim-1a", "aws", "PE"],
    ["us-west-2-lax-1", "aws", "US"],
    ["us-west-2-lax-1b", "aws", "US"],
    ["us-east-1-qro-1", "aws", "MX"],
    ["us-east-1-scl-1", "aws", "CL"],
    ["us-east-1-bue-1", "aws", "AR"],
    ["us-east-1-wl1", "aws", "US"],
    ["us-east-1-wl1-was1", "aws", "US"],
    ["us-east-1-wl1-was-wlz-1", "aws", null],
    ["eu-central-1-ham-1", "aws", "DE"],
    ["eu-central-1-waw-1", "aws", "PL"],
    ["eu-north-1-cph-1", "aws", "DK"],
    ["eu-north-1-hel-1", "aws", "FI"],
    ["eu-west-3-wl1-cmn1", "aws", "MA"],
    ["eu-west-3-wl1-dss1", "aws", "SN"],
    ["eu-west-2-wl2-man1", "aws", "GB"],
    ["af-south-1-los-1", "aws", "NG"],
    ["me-south-1-mct-1", "aws", "OM"],
    ["ap-northeast-1-tpe-1", "aws", "TW"],
    ["ap-south-1-ccu-1", "aws", "IN"],
    ["ap-southeast-1-bkk-1", "aws", "TH"],
    ["ap-southeast-1-mnl-1", "aws", "PH"],
    ["ap-southeast-2-akl-1", "aws", "NZ"],
    ["ap-southeast-2-per-1", "aws", "AU"],
    ["us-gov-west-1", "aws", "US"],
    ["apac-tokyo", "aws", "JP"],
    ["us-east-1-xyz-1", "aws", null],
    ["australia-southeast1", "gcp", "AU"],
    ["us-central1-a", "gcp", "US"],
    ["europe-west2", "gcp", "GB"],
    ["europe-west6", "gcp", "CH"],
    ["me-central2", "gcp", "SA"],
    ["northeurope", "azure", "IE"],
    ["eastus2", "azure", "US"],
    ["australiaeast", "azure", "AU"],
    ["europe-central-1", "lambda", "DE"],
    ["australia-southeast-1", "lambda", "AU"],
    ["us-midwest-1", "lambda", "US"],
    ["fi", "iso2", "FI"],
    ["xx", "iso2", null],
    ["Sweden, SE", "place-iso2", "SE"],
    [", US", "place-iso2", "US"],
    ["Michigan, US, NA", "place-iso2", "US"],
    ["France, FR, EU", "place-iso2", "FR"],
    ["Windhoek, NA", "place-iso2", "NA"],
    ["CA", "place-iso2", "CA"],
    ["California", "place-iso2", null],
    ["us", "gcp", null],
  ] as const)("finds %s of %s in %s", (raw, scheme, country) => {
    const location = locate(raw, scheme);
    expect(location.country).toBe(country);
    expect(Location.parse(location).raw).toBe(raw);
  });

  it("gives the continent and the EU flag of the country", () => {
    expect(locate("eu-west-2", "aws")).toMatchObject({ continent: "EU", inEu27: false });
    expect(locate("eu-central-1", "aws")).toMatchObject({ continent: "EU", inEu27: true });
    expect(locate("me-west1", "gcp")).toMatchObject({ continent: "ME", inEu27: false });
  });

  it("leaves everything unknown for an unknown country", () => {
    expect(locationOf(null, "GLOBAL")).toEqual({
      country: null,
      continent: null,
      inEu27: null,
      raw: "GLOBAL",
    });
    expect(locationOf("XX", "GLOBAL")).toEqual({
      country: null,
      continent: null,
      inEu27: null,
      raw: "GLOBAL",
    });
  });
});
