import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore, type Store } from "../../store/open-store.ts";
import { databaseOf, engineUnderTest, type TestDatabase } from "../../testing/test-database.ts";
import { deleteAccount } from "../accounts/delete-account-queries.ts";
import { recordAct } from "./act-queries.ts";

const [ADA, BOB] = [`0x${"a".repeat(40)}`, `0x${"b".repeat(40)}`] as const;
const AT = "2026-11-26T10:00:00.000Z";
const REFUSED = /acts are only ever added/;

let database: TestDatabase;
let store: Store;
beforeEach(async () => {
  database = await databaseOf(":memory:");
  store = await openStore(database.place, () => "e");
  for (const address of [ADA, BOB])
    await store.db.insertInto("accounts").values({ address, created_at: AT, signed_in_at: AT }).execute();
  await store.db.transaction().execute(async (transaction) => {
    const act = { action: "role.set", actor: ADA, subject: BOB, result: "done", at: AT } as const;
    await recordAct(transaction, { ...act, scope: "org:0x1" });
    await recordAct(transaction, { ...act, scope: `account:${ADA}` });
  });
});
afterEach(async () => {
  await store.close();
  await database.remove();
});

const acts = () => store.db.selectFrom("acts").selectAll().orderBy("scope").orderBy("seq").execute();

test("the database refuses every change of an act, a name among them, and keeps it", async () => {
  const before = await acts();
  const { key: _, seq: __, ...columns } = before[0]!;
  for (const column of Object.keys(columns))
    await expect(
      store.db
        .updateTable("acts")
        .set({ [column]: "changed" })
        .execute(),
    ).rejects.toThrow(REFUSED);
  await expect(store.db.updateTable("acts").set({ seq: 7 }).execute()).rejects.toThrow(REFUSED);
  await expect(store.db.updateTable("acts").set({ key: "k" }).execute()).rejects.toThrow(REFUSED);
  expect(await acts()).toEqual(before);
});

test("nobody is unlinked, and no log is emptied, while the account is there", async () => {
  const { db } = store;
  await expect(db.updateTable("acts").set({ actor: null, salt: null }).execute()).rejects.toThrow(REFUSED);
  await expect(db.deleteFrom("acts").where("scope", "=", "org:0x1").execute()).rejects.toThrow(REFUSED);
  await expect(db.deleteFrom("acts").where("scope", "=", `account:${ADA}`).execute()).rejects.toThrow(
    REFUSED,
  );
  if (engineUnderTest === "postgres") await expect(sql`truncate acts`.execute(db)).rejects.toThrow(REFUSED);
  expect(await acts()).toHaveLength(2);
});

test("with its account a person goes from every log, with its salts, and a team's log stays", async () => {
  const [, before] = await acts();
  await deleteAccount(store, { address: ADA, demo: null }, Date.parse(AT));
  const [first, gone, ...others] = await acts();
  expect(others).toEqual([]);
  expect(first).toEqual({ ...before, actor: null, salt: null });
  expect(gone).toMatchObject({
    action: "account.deleted",
    actor: null,
    salt: null,
    previous_hash: first!.hash,
  });
  // Whom it was done to is there still, and so is its log's.
  expect(first).toMatchObject({ subject: BOB });
  await expect(store.db.deleteFrom("acts").execute()).rejects.toThrow(REFUSED);
});
