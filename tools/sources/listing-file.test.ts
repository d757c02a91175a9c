import { describe, expect, test } from "vitest";
import { ListingDraft } from "../core/listing-draft.ts";
import { demoListings } from "../sandbox/demo-listings.ts";
import { readListings, writeListings } from "./listing-file.ts";

const listings = demoListings().map(({ listingId, terms, ceilingUsdMicros }, index) => ({
  listingId,
  draft: ListingDraft.parse({
    ...{ ...terms, ceilingUsdMicros, unitsTotal: index, title: index === 0 ? '=1+1, "quoted"' : terms.gpu },
    description: "Two\nlines",
    offlineUnits: [{ units: 1, from: "2026-11-27T18:00:00.000Z", to: null }],
    availability: { weekly: [{ days: [1, 2], from: "08:00", to: "18:00" }], timeZone: "Europe/Paris" },
  }),
}));

describe("files of listings", () => {
  test.each(["csv", "json"] as const)("%s: what was written is read back the same", (format) => {
    const read = readListings(writeListings(listings, format), format);
    expect(read.map(({ listingId, draft }) => ({ listingId, draft: ListingDraft.parse(draft) }))).toEqual(
      listings,
    );
  });

  test("a spreadsheet never gets a formula, and names the columns", () => {
    const [heading, first] = writeListings(listings, "csv").split("\r\n");
    expect(heading).toMatch(/^listingId,title,description,gpu,/);
    expect(first).toContain(`,"'=1+1, ""quoted""",`);
  });

  test.each(["=1", "+1", "-1", "@SUM(1)", " =1", "\n=1", "\t=1", "＝1", "'=1", "''=1", "'quoted'", "' =1"])(
    "text that begins like %j is no formula, and comes back as it was",
    (text) => {
      const [{ listingId, draft }] = listings as [(typeof listings)[number]];
      const file = writeListings([{ listingId, draft: { ...draft, description: text } }], "csv");
      const [, line] = file.split(/\r\n/);
      expect(line).not.toMatch(/(?:^|,)"?\s*[=+\-@＝]/);
      expect(readListings(file, "csv")[0]!.draft).toMatchObject({ description: text });
    },
  );

  test("a short file of one's own is enough", () => {
    const text =
      "title,gpu,gpuCount,country,unitsTotal,usdPerGpuHour,ceilingUsdMicros\nMy H100,H100,1,FR,8,2.10,3000000";
    const [row] = readListings(text, "csv");
    expect(row?.listingId).toBeNull();
    expect(ListingDraft.parse(row?.draft)).toMatchObject({
      gpu: "H100",
      unitsTotal: 8,
      pricing: { amount: "2.10" },
    });
  });

  test.each([
    ["csv", "title,color\nx,red", /columns that no listing has: color/],
    ["csv", 'title\n"x', /Quote/],
    ["json", "{", /JSON/],
    ["json", "[1]", /list of listings/],
    ["json", JSON.stringify(Array(501).fill({})), /501 rows/],
  ] as const)("%s that is none is refused in words: %s", (format, text, why) => {
    expect(() => readListings(text, format)).toThrow(why);
  });

  test("a cell that is no number stays text, for the draft's own words", () => {
    const [row] = readListings("gpuCount,pricing\neight,{", "csv");
    expect(row?.draft).toEqual({ gpuCount: "eight", pricing: "{" });
  });
});
