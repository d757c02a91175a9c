import { ListingDraft } from "@necto/tools/core/listing-draft";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openStore, type Store } from "../../store/open-store.ts";
import { databaseOf } from "../../testing/test-database.ts";
import { type Capacity, createCapacity } from "./capacity.ts";
import { insertListing, saveWithdrawn } from "./listing-queries.ts";

const NOW = Date.parse("2026-11-27T12:00:00.000Z");
const ESCROW = { chainId: 36_900, address: `0x${"e".repeat(40)}` };
const LISTING = `0x${"1".repeat(64)}`;
const OTHER = `0x${"2".repeat(64)}`;
const UNTIL = "2026-11-27T13:00:00.000Z";
const job = (n: number): string => `0x${n.toString(16).padStart(64, "0")}`;

const draft = (unitsTotal: number) =>
  ListingDraft.parse({
    ...{ title: "H100", gpu: "H100", gpuCount: 1, country: "FR", unitsTotal, ceilingUsdMicros: 3_000_000 },
    pricing: { model: "fixed", amount: "2.45", currency: "USDC", per: "hour", scope: "gpu" },
  });

let store: Store;
let remove: () => Promise<void>;
let capacity: Capacity;
let now = NOW;
beforeEach(async () => {
  const database = await databaseOf(":memory:");
  store = await openStore(database.place, () => "e");
  remove = database.remove;
  now = NOW;
  capacity = createCapacity({ escrow: ESCROW, now: () => now });
  for (const [listingId, units] of [
    [LISTING, 8],
    [OTHER, 1_000],
  ] as const)
    await insertListing(store.db, {
      ...{ listingId, owner: "0xab", provider: "A", salt: listingId, draft: draft(units) },
      ...{ published: draft(units), createdAt: "2026-11-27T00:00:00.000Z" },
    });
});
afterEach(async () => {
  await store.close();
  await remove();
});

const book = (n: number, units = 1, listingId = LISTING) =>
  store.db
    .transaction()
    .execute((db) => capacity.reserve(db, { jobId: job(n), listingId, units, until: UNTIL }));

async function free(listingId = LISTING): Promise<number> {
  const rows = await store.db
    .selectFrom("listings")
    .selectAll()
    .where("listing_id", "=", listingId)
    .execute();
  return (await capacity.count(store.db, rows)).get(listingId)!.available;
}

/** What the index says of a job. */
const index = (n: number, status: string, { rate = 2_450_000, provider = "0xab" } = {}) =>
  store.db
    .insertInto("escrow_jobs")
    .values({
      ...{
        chain_id: ESCROW.chainId,
        address: ESCROW.address,
        job_id: job(n),
        buyer: "0x1",
        provider,
      },
      ...{ status, block_number: 1, state: JSON.stringify({ listingId: LISTING, rate: `${rate}n` }) },
    })
    .onConflict((conflict) => conflict.columns(["chain_id", "address", "job_id"]).doUpdateSet({ status }))
    .execute();

describe("capacity", () => {
  test("of 200 orders at once for 8 units, exactly 8 get one and the others are told", async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 200 }, (_, n) => book(n)));
    const refused = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    expect(outcomes.length - refused.length).toBe(8);
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(["request/sold-out"]));
    expect(refused[0].message).toContain("Nothing was paid");
    expect(await store.db.selectFrom("reservations").selectAll().execute()).toHaveLength(8);
    expect(await free()).toBe(0);
  });

  test("orders of several units, at once with others, never take more than there is", async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 60 }, (_, n) => book(n, 1 + (n % 3))));
    const taken = outcomes.reduce((sum, one, n) => sum + (one.status === "fulfilled" ? 1 + (n % 3) : 0), 0);
    expect(taken).toBeLessThanOrEqual(8);
    expect(await free()).toBe(8 - taken);
    // Nothing that would have fitted at the end was left out: whoever wanted one unit got it while there was one.
    expect(taken).toBe(8);
  });

  test("an order that has its units keeps them, and takes none twice", async () => {
    await Promise.all([book(1, 5), book(1, 5), book(1, 5)]);
    expect(await free()).toBe(3);
  });

  test("what is not paid in time is free again, and so is what was given back", async () => {
    await book(1, 3);
    await book(2, 2);
    await capacity.release(store.db, job(2));
    expect(await free()).toBe(5);
    now = Date.parse(UNTIL);
    expect(await free()).toBe(8);
  });

  test("a job has its units as long as it is paid for or runs, whatever its order said", async () => {
    await book(1, 3);
    await capacity.release(store.db, job(1));
    for (const [status, available] of [
      ["funded", 5],
      ["active", 5],
      ["ended", 8],
      ["active", 5],
      ["closed", 8],
    ] as const) {
      await index(1, status);
      expect([status, await free()]).toEqual([status, available]);
    }
    await store.db.deleteFrom("escrow_jobs").execute();
    expect(await free()).toBe(8);
  });

  test("a block that is replaced takes its job back: the order holds its units until it runs out", async () => {
    await book(1, 3);
    await index(1, "active");
    now = Date.parse(UNTIL) + 1;
    expect(await free()).toBe(5);
    await store.db.deleteFrom("escrow_jobs").execute();
    expect(await free()).toBe(8);
    now = NOW;
    expect(await free()).toBe(5);
  });

  test("jobs that were opened without Necto count, as many units as their rate needs", async () => {
    await index(7, "funded", { rate: 5_000_000 });
    expect(await free()).toBe(8);
    expect(await capacity.adopt(store.db)).toBe(true);
    expect(await free()).toBe(6);
    expect(await capacity.adopt(store.db)).toBe(false);
  });

  test("a job that pays somebody else takes none: the escrow lets anybody name any listing", async () => {
    await index(7, "active", { rate: 900_000_000, provider: "0xbad" });
    expect(await capacity.adopt(store.db)).toBe(false);
    expect(await free()).toBe(8);
    expect(await store.db.selectFrom("reservations").selectAll().execute()).toEqual([]);
  });

  test("nothing is taken of a listing that is withdrawn, or that nobody knows", async () => {
    await saveWithdrawn(store.db, LISTING);
    await expect(book(1)).rejects.toMatchObject({ code: "request/sold-out" });
    await expect(book(2, 1, job(99))).rejects.toMatchObject({ code: "request/sold-out" });
  });

  test("orders of one listing do not wait for those of another", async () => {
    await Promise.all([
      ...Array.from({ length: 20 }, (_, n) => book(n, 1, OTHER)),
      ...Array.from({ length: 8 }, (_, n) => book(100 + n)),
    ]);
    expect([await free(), await free(OTHER)]).toEqual([0, 980]);
  });
});
