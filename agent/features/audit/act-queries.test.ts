import { zeroHash } from "viem";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore, type Store } from "../../store/open-store.ts";
import { databaseOf, type TestDatabase } from "../../testing/test-database.ts";
import type { Act } from "./act.ts";
import { recordAct } from "./act-queries.ts";

const ACT: Act = {
  ...{ scope: "org:0x1", action: "role.set", actor: "0xa", subject: "0xb", result: "done" },
  ...{ facts: { role: "viewer" }, at: "2026-11-26T10:00:00.000Z" },
};

let database: TestDatabase;
let store: Store;
beforeEach(async () => {
  database = await databaseOf(":memory:");
  store = await openStore(database.place, () => "e");
});
afterEach(async () => {
  await store.close();
  await database.remove();
});

const record = (act: Partial<Act> = {}) =>
  store.db.transaction().execute((transaction) => recordAct(transaction, { ...ACT, ...act }));
const rows = () => store.db.selectFrom("acts").selectAll().orderBy("scope").orderBy("seq").execute();

test("acts of a scope are one chain, whoever writes at once", async () => {
  const seqs = await Promise.all(Array.from({ length: 8 }, () => record()));
  await record({ scope: "account:0xa" });
  expect(seqs.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  const [own, first, ...others] = await rows();
  expect([own?.seq, own?.previous_hash, first?.previous_hash]).toEqual([1, zeroHash, zeroHash]);
  const hashes = [first, ...others].map((row) => row?.hash);
  expect(others.map((row) => row.previous_hash)).toEqual(hashes.slice(0, -1));
  expect(new Set(hashes).size).toBe(8);
});

test("an act whose transaction fails is none, and leaves no gap", async () => {
  await record();
  const failing = store.db.transaction().execute(async (transaction) => {
    await recordAct(transaction, ACT);
    throw new Error("what was to be done");
  });
  await expect(failing).rejects.toThrow("to be done");
  expect(await record()).toBe(2);
});

test("the same key in the same log is one act, whoever tells it first", async () => {
  const seqs = await Promise.all([record({ key: "event 1" }), record({ key: "event 1" })]);
  expect(seqs).toEqual([1, 1]);
  expect(await record({ key: "event 2" })).toBe(2);
  expect(await record({ key: "event 1", scope: "account:0xa" })).toBe(1);
  expect(await rows()).toHaveLength(3);
});

test("equal acts have different commitments: nobody can be guessed from them", async () => {
  await record();
  await record();
  const [one, two] = (await rows()).map(({ commitments }) => JSON.parse(commitments));
  expect(one.actor).not.toBe(two.actor);
  expect(one.actor).not.toBe(one.subject);
});
