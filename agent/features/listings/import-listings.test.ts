import { ListingDraft } from "@necto/tools/core/listing-draft";
import { writeListings } from "@necto/tools/sources/listing-file";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore, type Store } from "../../store/open-store.ts";
import { databaseOf } from "../../testing/test-database.ts";
import { importListings } from "./import-listings.ts";
import { findListing, insertListing, listOwned } from "./listing-queries.ts";

const AT = "2026-11-27T00:00:00.000Z";
const OWNER = "0xab";
const MINE = `0x${"1".repeat(64)}`;
const THEIRS = `0x${"2".repeat(64)}`;
const draft = (title: string, amount = "2.10") =>
  ListingDraft.parse({
    ...{ title, gpu: "H100", formFactor: "SXM", memoryGib: 80, gpuCount: 1, country: "FR" },
    ...{ unitsTotal: 8, ceilingUsdMicros: 3_000_000 },
    pricing: { model: "fixed", amount, currency: "USDC", per: "hour", scope: "gpu" },
  });
const listing = (listingId: string, owner: string) => ({
  ...{ listingId, owner, provider: "A", salt: listingId, draft: draft("Old"), createdAt: AT },
});

let store: Store;
let remove: () => Promise<void>;
beforeEach(async () => {
  const database = await databaseOf(":memory:");
  store = await openStore(database.place, () => "e");
  remove = database.remove;
  await insertListing(store.db, listing(MINE, OWNER));
  await insertListing(store.db, listing(THEIRS, "0xcd"));
});
afterEach(async () => {
  await store.close();
  await remove();
});

const read = (text: string, dryRun: boolean, key = "a-key-of-an-import-1") =>
  importListings(
    {
      ...{ store, owner: OWNER, key, at: AT },
      newListing: (fresh, salt) => ({ ...listing(salt, OWNER), draft: fresh }),
    },
    { format: "csv", text, dryRun },
  );
const NEW = "title,gpu,formFactor,memoryGib,gpuCount,country,unitsTotal,usdPerGpuHour,ceilingUsdMicros";

test("a dry run says what would be new, changed, the same and wrong, and does nothing", async () => {
  const file = writeListings(
    [
      { listingId: MINE, draft: draft("Old", "1.95") },
      { listingId: MINE, draft: draft("Old") },
      { listingId: THEIRS, draft: draft("Old") },
      { listingId: "", draft: draft("New") },
      { listingId: "", draft: { ...draft("Odd"), gpu: "H10" } },
    ],
    "csv",
  );
  const { isApplied, rows } = await read(file, true);
  expect(isApplied).toBe(false);
  expect(rows.map(({ outcome }) => outcome)).toEqual(["changed", "same", "invalid", "new", "invalid"]);
  expect(rows[0]!.changes).toEqual([{ field: "pricing.amount", from: '"2.10"', to: '"1.95"' }]);
  expect(rows[2]!.problems[0]!.message).toMatch(/You have no listing/);
  expect(rows[4]!.problems).toMatchObject([{ field: "gpu" }]);
  expect((await findListing(store.db, MINE))!.draft).toEqual(draft("Old"));
  expect(await listOwned(store.db, OWNER)).toHaveLength(1);
});

test("a file with a row that is wrong does nothing at all", async () => {
  const { isApplied } = await read(
    `${NEW}\nA,H100,SXM,80,1,FR,8,2.10,3000000\nB,H100,SXM,80,1,FR,8,,3000000`,
    false,
  );
  expect(isApplied).toBe(false);
  expect(await listOwned(store.db, OWNER)).toHaveLength(1);
});

test("a file is read in once for each key: drafts, and nothing published", async () => {
  const file = `${NEW}\nA,H100,SXM,80,1,FR,8,2.10,3000000\nB,L40S,PCIe,48,1,DE,4,0.80,1200000`;
  const first = await read(file, false);
  expect([first.isApplied, await read(file, false)]).toEqual([true, first]);
  const mine = await listOwned(store.db, OWNER);
  expect(mine.map(({ draft: { title }, state }) => [title, state]).sort()).toEqual([
    ["A", "draft"],
    ["B", "draft"],
    ["Old", "draft"],
  ]);
  await read(file, false, "a-key-of-an-import-2");
  expect(await listOwned(store.db, OWNER)).toHaveLength(5);
});

test("a key of another file takes no file for it, and says so", async () => {
  await read(`${NEW}\nA,H100,SXM,80,1,FR,8,2.10,3000000`, false);
  await expect(read(`${NEW}\nB,L40S,PCIe,48,1,DE,4,0.80,1200000`, false)).rejects.toMatchObject({
    code: "request/idempotency-mismatch",
  });
  const acts = await store.db.selectFrom("acts").select("action").execute();
  expect(acts).toEqual([{ action: "listing.imported" }]);
  expect(await listOwned(store.db, OWNER)).toHaveLength(2);
});
