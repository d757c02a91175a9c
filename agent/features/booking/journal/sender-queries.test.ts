import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore, type Store } from "../../../store/open-store.ts";
import { databaseOf, type TestDatabase } from "../../../testing/test-database.ts";
import { acquireLease, keepLease, releaseLease, reserveNonce } from "./sender-queries.ts";

const ACCOUNT = { chainId: 313_370_036, address: "0xaa" };
const at = (seconds: number) => new Date(Date.UTC(2026, 10, 26, 10, 0, seconds)).toISOString();
let store: Store;
let database: TestDatabase;
beforeEach(async () => {
  database = await databaseOf(":memory:");
  store = await openStore(database.place, () => "e");
});
afterEach(async () => {
  await store.close();
  await database.remove();
});

const acquire = (owner: string, now: number, chainNonce = 0) =>
  acquireLease(store.db, ACCOUNT, { owner, chainNonce, now: at(now), until: at(now + 3) });

test("a lease is one process's until it lapses or is given back", async () => {
  const first = await acquire("a", 0);
  expect(first).toMatchObject({ owner: "a", fence: 1 });
  expect(await acquire("b", 2)).toBeNull();
  expect(await acquire("b", 4)).toMatchObject({ owner: "b", fence: 2 });
  expect(await acquire("a", 5)).toBeNull();
  await releaseLease(store.db, { ...ACCOUNT, owner: "b", fence: 2 });
  expect(await acquire("a", 5)).toMatchObject({ owner: "a", fence: 3 });
});

test("a holder that slept while another took over can neither write nor give back what is not its own", async () => {
  const slept = (await acquire("a", 0))!;
  const current = (await acquire("b", 4))!;
  await expect(keepLease(store.db, slept, at(9))).rejects.toMatchObject({ code: "chain/not-the-writer" });
  await releaseLease(store.db, slept);
  expect(await keepLease(store.db, current, at(9))).toBe(0);
});

test("the same process does not get back what it let lapse by an old fence", async () => {
  const old = (await acquire("a", 0))!;
  const renewed = (await acquire("a", 4))!;
  await expect(keepLease(store.db, old, at(9))).rejects.toMatchObject({ code: "chain/not-the-writer" });
  expect(await keepLease(store.db, renewed, at(9))).toBe(0);
});

test("nonces begin where the chain is, never go back, and are given once", async () => {
  const lease = (await acquire("a", 0, 7))!;
  expect(await keepLease(store.db, lease, at(3))).toBe(7);
  for (const id of ["i", "j"]) await insertIntent(id);
  await reserveNonce(store.db, lease, { nonce: 7, intentId: "i" });
  expect(await keepLease(store.db, lease, at(3))).toBe(8);
  await expect(reserveNonce(store.db, lease, { nonce: 7, intentId: "j" })).rejects.toThrow(/unique/i);
  // A node that is behind says 3.
  const behind = (await acquire("a", 10, 3))!;
  expect(await keepLease(store.db, behind, at(13))).toBe(8);
  const ahead = (await acquire("a", 20, 12))!;
  expect(await keepLease(store.db, ahead, at(23))).toBe(12);
});

async function insertIntent(id: string): Promise<void> {
  const { chainId: chain_id, address: account } = ACCOUNT;
  await store.db
    .insertInto("intents")
    .values({
      ...{ id, chain_id, account, action: "start", subject: id, job_id: null, effect: null, target: "" },
      ...{ data: "", facts: "{}", state: "recorded", wants_cancel: 0, tx_hash: null, block_number: null },
      ...{ block_hash: null, problem_code: null, problem_message: null, created_at: "", updated_at: "" },
    })
    .execute();
}
