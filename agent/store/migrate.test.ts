import { expect, test } from "vitest";
import { emptyDatabase } from "../testing/test-database.ts";
import { migrate } from "./migrate.ts";
import { openStore } from "./open-store.ts";

test("a database that has a later migration already gets the one that landed after it", async () => {
  const database = await emptyDatabase();
  const store = await openStore(database.place, () => "e");
  const { db } = store;
  for (const table of ["listing_terms", "listing_edits", "heartbeats", "reservations", "listings"])
    await db.schema.dropTable(table).execute();
  await db
    .deleteFrom("kysely_migration" as "meta")
    .where("name" as "key", "=", "0030-listings")
    .execute();
  expect(await migrate(db, () => "another")).toBe("e");
  expect(await db.selectFrom("listings").selectAll().execute()).toEqual([]);
  await store.close();
  await database.remove();
});
