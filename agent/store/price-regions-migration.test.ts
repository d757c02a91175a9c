import { type Kysely, sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { databaseOf, type TestDatabase } from "../testing/test-database.ts";
import { openStore, type Store } from "./open-store.ts";
import { listPrices } from "./price-history.ts";
import { priceRegionsMigration } from "./price-regions-migration.ts";

let database: TestDatabase;
let store: Store;
beforeEach(async () => {
  database = await databaseOf(":memory:");
  store = await openStore(database.place, () => "epoch-1");
});
afterEach(async () => {
  await store.close();
  await database.remove();
});

test("what was recorded before regions were is the world's, by hour and by day", async () => {
  const db = store.db as unknown as Kysely<unknown>;
  for (const table of ["price_series", "price_hours", "price_days"])
    await db.schema.dropTable(table).execute();
  await sql`create table price_history (gpu text not null, origin text not null, pricing text not null, hour text not null,
    samples integer not null, p10_sum bigint not null, p50_sum bigint not null, min bigint not null, offers integer not null)`.execute(
    db,
  );
  await sql`insert into price_history values
    ('H100', 'market', 'fixed', '2026-11-22T10:00:00.000Z', 2, 4000000, 5000000, 1900000, 7),
    ('H100', 'market', 'fixed', '2026-11-22T11:00:00.000Z', 1, 2600000, 3100000, 1800000, 9),
    ('H100', 'market', 'fixed', '2026-11-21T23:00:00.000Z', 1, 1000000, 1000000, 1000000, 1)`.execute(db);
  await priceRegionsMigration.up(db);

  const now = Date.parse("2026-11-22T11:30:00Z");
  const of = async (range: "24h" | "1y") => {
    const { series } = await listPrices(store, { gpu: "H100", origin: "market", range }, now);
    const [{ p10, p50, min, offers }] = series as [(typeof series)[0]];
    return [p10.slice(-2), p50.slice(-2), min.slice(-2), offers.slice(-2)];
  };
  expect(await of("24h")).toEqual([
    [2_000_000, 2_600_000],
    [2_500_000, 3_100_000],
    [1_900_000, 1_800_000],
    [7, 9],
  ]);
  expect(await of("1y")).toEqual([
    [1_000_000, 2_200_000],
    [1_000_000, 2_700_000],
    [1_000_000, 1_800_000],
    [1, 9],
  ]);
});
