import { inspect } from "node:util";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { emptyDatabase, type TestDatabase } from "../testing/test-database.ts";
import type { Notice } from "./notices.ts";
import { openStore, type Store } from "./open-store.ts";
import { joinProcesses, takeLease } from "./processes.ts";
import { insertThread } from "./threads.ts";

const PATIENCE = { timeout: 30_000 };
const RUN: Notice = { kind: "run", id: "r", seq: 1 };

let database: TestDatabase;
const open: Store[] = [];
beforeEach(async () => {
  database = await emptyDatabase();
});
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
  await database.remove();
});
async function openOne(epoch = "epoch-1"): Promise<Store> {
  const store = await openStore(database.place, () => epoch);
  open.push(store);
  return store;
}

describe("a PostgreSQL database", () => {
  test("is migrated once by processes that start on it at once, and gives them all one epoch", async () => {
    const stores = await Promise.all(Array.from({ length: 8 }, (_, index) => openOne(`epoch-${index}`)));
    expect(new Set(stores.map(({ epoch }) => epoch)).size).toBe(1);
    expect(new Set(stores.map(({ processId }) => processId)).size).toBe(8);
    const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(stores[0]!.db);
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
  });

  test("keeps its epoch and its rows when it is opened again", async () => {
    const first = await openOne();
    await insertThread(first, { id: "t", mode: "tracked", createdAt: "2026-11-22T08:00:00.000Z" });
    expect((await openOne("epoch-2")).epoch).toBe("epoch-1");
  });

  test.each([
    ["nothing listens there", (url: URL) => url.searchParams.set("host", "/nowhere")],
    ["there is no such database", (url: URL) => void (url.pathname = "/necto_nothing")],
  ])("of which %s is told by host and name, never by password", async (_, spoil) => {
    const url = new URL(database.place);
    url.password = "hunter2-canary";
    spoil(url);
    const error = await openStore(url.href, () => "e").catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "config/database",
      message: expect.stringContaining("DATABASE_URL"),
    });
    const host = url.searchParams.get("host") ?? url.hostname;
    expect(String(error)).toContain(`“${url.pathname.slice(1)}” at ${host}`);
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain("hunter2-canary");
  });

  test("that no port of this machine has is told with the port", async () => {
    await expect(openStore("postgres://u:hunter2@127.0.0.1:9/necto", () => "e")).rejects.toMatchObject({
      code: "config/database",
      message: expect.stringContaining("“necto” at 127.0.0.1:9 cannot be used: nothing listens there"),
    });
  });

  test("is used again after all its connections were cut", async () => {
    const store = await openOne();
    await Promise.all(Array.from({ length: 5 }, () => sql`select pg_sleep(0.05)`.execute(store.db)));
    await cutConnections(await openOne());
    await vi.waitFor(() => sql`select 1`.execute(store.db), PATIENCE);
  });
});

/** Ends every connection to the database but the one that asks. */
const cutConnections = ({ db }: Store) =>
  sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(db);

describe("a notice", () => {
  async function hear(store: Store) {
    const heard: Notice[] = [];
    let gaps = 0;
    const end = await store.notices.listen({ onNotice: (notice) => heard.push(notice), onGap: () => gaps++ });
    return { heard, gaps: () => gaps, end };
  }

  test("is heard by the others when its transaction is committed, and not when it is rolled back", async () => {
    const [teller, listener] = [await openOne(), await openOne()];
    const [own, theirs] = [await hear(teller), await hear(listener)];
    await teller.db
      .transaction()
      .execute(async (transaction) => {
        await teller.notices.send(transaction, { ...RUN, seq: 99 });
        throw new Error("rolled back");
      })
      .catch(() => {});
    await teller.db.transaction().execute(async (transaction) => {
      await teller.notices.send(transaction, RUN);
      await sql`select pg_sleep(0.05)`.execute(transaction);
      expect(theirs.heard).toEqual([]);
    });
    await teller.notices.send(teller.db, { kind: "stop", id: "r" });
    await vi.waitFor(() => expect(theirs.heard).toEqual([RUN, { kind: "stop", id: "r" }]), PATIENCE);
    expect(own.heard).toEqual([]);
    await Promise.all([own.end(), theirs.end()]);
  });

  test("that nobody understands is left alone", async () => {
    const [teller, listener] = [await openOne(), await openOne()];
    const { heard, end } = await hear(listener);
    for (const payload of ["", "{", '{"from":"x"}', '{"from":"x","notice":{"kind":"pay","id":"r"}}'])
      await sql`select pg_notify('necto', ${payload})`.execute(teller.db);
    await teller.notices.send(teller.db, RUN);
    await vi.waitFor(() => expect(heard).toEqual([RUN]), PATIENCE);
    await end();
  });

  test("may be missed while the connection is away, which is told as a gap before the next is heard", async () => {
    const [teller, listener] = [await openOne(), await openOne()];
    const { heard, gaps, end } = await hear(listener);
    await cutConnections(teller);
    await vi.waitFor(() => expect(gaps()).toBe(1), PATIENCE);
    await teller.notices.send(teller.db, RUN);
    await vi.waitFor(() => expect(heard).toEqual([RUN]), PATIENCE);
    await end();
  });
});

describe("processes", () => {
  const join = (store: Store, leaseMs: number, beatMs: number) =>
    joinProcesses(store, { onBeat: async () => {}, onFault: () => {}, leaseMs, beatMs });

  test("lose what they hold once they have not been heard of for the lease, and not while they beat", async () => {
    const [silent, beating, heir] = [await openOne(), await openOne(), await openOne()];
    await join(silent, 500, 3_600_000);
    const alive = await join(beating, 500, 50);
    expect(await takeLease(silent, "a")).toBe(true);
    expect(await takeLease(beating, "b")).toBe(true);
    expect(await takeLease(heir, "a")).toBe(false);
    await vi.waitFor(async () => expect(await takeLease(heir, "a")).toBe(true), PATIENCE);
    expect(await takeLease(silent, "a")).toBe(true);
    expect(await takeLease(heir, "b")).toBe(false);
    await alive.leave();
  });
});
