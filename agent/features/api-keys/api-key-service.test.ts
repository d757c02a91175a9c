import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore, type Store } from "../../store/open-store.ts";
import { databaseOf, type TestDatabase } from "../../testing/test-database.ts";
import { type ApiKeyOptions, type ApiKeys, createApiKeys, keySession, MAX_KEYS } from "./api-key-service.ts";

const START = Date.parse("2026-11-26T12:10:00.000Z");
const WALLET = { address: `0x${"a".repeat(40)}`, demo: null };
const OTHER = { address: `0x${"b".repeat(40)}`, demo: null };
const DEMO = { address: `0x${"d".repeat(40)}`, demo: "buyer" as const };

let database: TestDatabase;
let store: Store;
let keys: ApiKeys;
let now: number;
let ended: string[];
const open = (
  demo: ApiKeyOptions["demo"] = [{ account: "buyer", address: DEMO.address, title: "Demo buyer" }],
) =>
  createApiKeys({
    ...{ store, demo, now: () => now, onRevoked: (id) => void ended.push(id) },
    newId: (kind) => `${kind}-${randomBytes(8).toString("hex")}`,
    newSecret: () => `0x${randomBytes(32).toString("hex")}`,
  });
beforeEach(async () => {
  database = await databaseOf(":memory:");
  store = await openStore(database.place, () => "epoch");
  [now, ended] = [START, []];
  keys = open();
  const at = new Date(START).toISOString();
  const rows = [WALLET, OTHER, DEMO].map(({ address }) => ({ address, created_at: at, signed_in_at: at }));
  await store.db.insertInto("accounts").values(rows).execute();
});
afterEach(async () => {
  await store.close();
  await database.remove();
});

test("a key speaks for its account within its scopes, and nothing that is kept opens anything", async () => {
  const { key, secret } = await keys.create(WALLET, { name: "CI", scopes: ["read", "book"] });
  expect(secret).toMatch(/^necto_[0-9a-f]{64}$/);
  expect(key).toMatchObject({
    name: "CI",
    prefix: secret.slice(0, 14),
    scopes: ["read", "book"],
    lastUsedAt: null,
  });
  expect(await keys.find(secret)).toEqual({ id: key.id, principal: WALLET, scopes: ["read", "book"] });
  const rows = await store.db.selectFrom("api_keys").selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain(secret.slice(14));
  for (const guess of [rows[0]!.hash, `necto_${rows[0]!.hash}`, key.prefix, secret.slice(0, -1), ""])
    expect(await keys.find(guess)).toBeNull();
});

test("the hour of its last use is kept, and no finer time", async () => {
  const { secret } = await keys.create(WALLET, { name: "CI", scopes: ["read"] });
  const lastUse = async () => (await keys.list(WALLET.address))[0]!.lastUsedAt;
  await keys.find(secret);
  expect(await lastUse()).toBe("2026-11-26T12:00:00.000Z");
  now += 49 * 60_000;
  await keys.find(secret);
  expect(await lastUse()).toBe("2026-11-26T12:00:00.000Z");
  now += 60_000;
  await keys.find(secret);
  expect(await lastUse()).toBe("2026-11-26T13:00:00.000Z");
});

test("only its own account revokes it, and then it opens nothing in any process", async () => {
  const { key, secret } = await keys.create(WALLET, { name: "CI", scopes: ["read"] });
  const elsewhere = open();
  const session = keySession((await elsewhere.find(secret))!);
  expect(await keys.revoke(OTHER.address, key.id)).toBe(false);
  expect(await elsewhere.stillOpen([session.id, "a-session-of-a-page"])).toEqual([session.id]);
  expect(await keys.revoke(WALLET.address, key.id)).toBe(true);
  expect(ended).toEqual([session.id]);
  expect(await elsewhere.find(secret)).toBeNull();
  expect(await elsewhere.stillOpen([session.id])).toEqual([]);
  expect(await keys.list(WALLET.address)).toEqual([]);
});

test("a demo account's key opens nothing where there are no demo accounts", async () => {
  const { secret } = await keys.create(DEMO, { name: "CI", scopes: ["read"] });
  expect(await keys.find(secret)).toMatchObject({ principal: DEMO });
  expect(await open([]).find(secret)).toBeNull();
});

test(`an account has ${MAX_KEYS} keys at most`, async () => {
  const make = (owner = WALLET) => keys.create(owner, { name: "CI", scopes: ["read"] });
  for (let made = 0; made < MAX_KEYS; made++) await make();
  await expect(make()).rejects.toMatchObject({ code: "policy/too-many-keys" });
  await make(OTHER);
  const [newest] = await keys.list(WALLET.address);
  await keys.revoke(WALLET.address, newest!.id);
  await make();
});
