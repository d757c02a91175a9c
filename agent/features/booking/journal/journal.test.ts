import { jobIdOf } from "@necto/contracts/abi/terms";
import { readBalance, readJob } from "@necto/tools/chain/escrow";
import { fetchNonce } from "@necto/tools/chain/transactions";
import type { Hex } from "viem";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bookingTerms, gateOf } from "../../../chaos/chaos-orders.ts";
import { tempFolder } from "../../../testing/temp-folder.ts";
import { databaseOf } from "../../../testing/test-database.ts";
import { gateJobCall, gateWithdrawal } from "../gate-order.ts";
import {
  type MoneyWorld,
  openMoneyWorld,
  signerOf,
  storyOf,
  untilSettled,
  untilState,
} from "../testing/money-world.ts";
import { LOCAL_PACE } from "./journal.ts";
import { listTransactions } from "./sender-queries.ts";

const BOOKING = "approval-of-22-characters";
/** Sends nothing again by itself. */
const PATIENT = {
  ...LOCAL_PACE,
  patience: { ...LOCAL_PACE.patience, rebroadcastMs: 600_000, bumpMs: 600_000 },
};
let world: MoneyWorld;
beforeEach(async () => {
  world = await openMoneyWorld();
});
afterEach(() => world.close());

test("an order is recorded, signed, sent, mined and done, and its job is on chain", async () => {
  const store = await world.store();
  const journal = world.journal(store);
  const intent = await journal.record(store.db, await world.order(BOOKING));
  journal.wake();
  const done = await untilState(journal, intent.id, "done");
  expect(await storyOf(store, intent.id)).toEqual([
    "recorded",
    "reserved",
    "signed",
    "sent",
    "mined",
    "done",
  ]);
  const [transaction] = await listTransactions(store.db, [intent.id]);
  expect(done).toMatchObject({ tx_hash: transaction!.hash, problem_code: null });
  const jobId = jobIdOf(world.at, bookingTerms(BOOKING));
  expect(done.job_id).toBe(jobId);
  expect(await readJob(world.door, jobId)).toMatchObject({ status: "funded" });
  expect(world.faults).toEqual([]);
});

test("the same order again is the same intent, and is paid once", async () => {
  const store = await world.store();
  const journal = world.journal(store);
  const ids = new Set<string>();
  for (let time = 0; time < 3; time++)
    ids.add((await journal.record(store.db, await world.order(BOOKING))).id);
  journal.wake();
  await untilSettled(store, world.at.chainId);
  ids.add((await journal.record(store.db, await world.order(BOOKING))).id);
  expect(ids.size).toBe(1);
  expect(await world.openedRoots()).toHaveLength(1);
});

test("an order that did not pass the gate is not recorded, even if it looks like one that did", async () => {
  const store = await world.store();
  const journal = world.journal(store);
  const copy = { ...(await world.order(BOOKING)) };
  expect(() => journal.record(store.db, copy)).toThrow(expect.objectContaining({ code: "policy/not-gated" }));
});

test("50 at once get a nonce each, and all end right", async () => {
  const store = await world.store();
  const journal = world.journal(store);
  const orders = await Promise.all(
    Array.from({ length: 50 }, (_, index) => world.order(`${BOOKING}-${index}`)),
  );
  await store.db.transaction().execute(async (db) => {
    for (const order of orders) await journal.record(db, order);
  });
  journal.wake();
  await untilSettled(store, world.at.chainId);
  expect(new Set(await world.openedRoots()).size).toBe(50);
  const nonces = await store.db.selectFrom("nonces").select("nonce").orderBy("nonce").execute();
  expect(nonces.map(({ nonce }) => nonce)).toEqual(Array.from({ length: 50 }, (_, index) => index));
});

test("a response that is lost after the node took the transaction is no failure", async () => {
  const store = await world.store();
  world.adi.chain.faults.inject({ kind: "drop-response" }, { methods: ["eth_sendRawTransaction"] });
  const journal = world.journal(store);
  const { id } = await journal.record(store.db, await world.order(BOOKING));
  journal.wake();
  await untilState(journal, id, "done");
  expect(await world.openedRoots()).toHaveLength(1);
  expect(await listTransactions(store.db, [id])).toHaveLength(1);
});

test("a transaction that never reached the node is sent again, with the same bytes", async () => {
  const store = await world.store();
  world.adi.chain.faults.inject({ kind: "refuse" }, { methods: ["eth_sendRawTransaction"], times: 1 });
  const journal = world.journal(store);
  const { id } = await journal.record(store.db, await world.order(BOOKING));
  journal.wake();
  await untilState(journal, id, "done");
  expect(await listTransactions(store.db, [id])).toHaveLength(1);
});

test("a nonce that something else used: the same intent at a new one, and one job", async () => {
  const store = await world.store();
  const resume = world.adi.chain.faults.inject({ kind: "refuse" }, { methods: ["eth_sendRawTransaction"] });
  const journal = world.journal(store, { pace: PATIENT });
  const { id } = await journal.record(store.db, await world.order(BOOKING));
  journal.wake();
  await untilState(journal, id, "sent");
  resume();
  await world.intrude(world.relayer);
  await untilState(journal, id, "done");
  expect(await storyOf(store, id)).toEqual([
    ...["recorded", "reserved", "signed", "sent", "nonce-lost"],
    ...["reserved", "signed", "sent", "mined", "done"],
  ]);
  expect((await listTransactions(store.db, [id])).map(({ nonce }) => nonce)).toEqual([0, 1]);
  expect(await world.openedRoots()).toHaveLength(1);
});

test("a job that somebody else opened with the same signature is found, not paid for again", async () => {
  const first = await world.store();
  const second = await world.store();
  const other = world.journal(first);
  await other.record(first.db, await world.order(BOOKING));
  other.wake();
  await untilSettled(first, world.at.chainId);
  await other.close();
  const journal = world.journal(second);
  const { id } = await journal.record(second.db, await world.order(BOOKING));
  journal.wake();
  await untilState(journal, id, "done");
  expect(await storyOf(second, id)).toEqual(["recorded", "found-done", "done"]);
  expect(await world.openedRoots()).toHaveLength(1);
});

test("a transaction that blocks the others gets a higher fee: same nonce, both hashes kept, a tenth more in both fields", async () => {
  const store = await world.store();
  const pace = { ...LOCAL_PACE, patience: { ...LOCAL_PACE.patience, bumpMs: 150, rebroadcastMs: 60_000 } };
  const resume = world.adi.chain.faults.inject(
    { kind: "refuse" },
    { methods: ["eth_sendRawTransaction"], times: 1 },
  );
  const journal = world.journal(store, { pace });
  const { id } = await journal.record(store.db, await world.order(BOOKING));
  journal.wake();
  await untilState(journal, id, "done");
  resume();
  const transactions = await listTransactions(store.db, [id]);
  expect(transactions.map(({ kind, nonce }) => [kind, nonce])).toEqual([
    ["send", 0],
    ["bump", 0],
  ]);
  const [before, after] = transactions;
  expect(BigInt(after!.max_fee) * 10n).toBeGreaterThanOrEqual(BigInt(before!.max_fee) * 11n);
  expect(BigInt(after!.priority_fee) * 10n).toBeGreaterThanOrEqual(BigInt(before!.priority_fee) * 11n);
  expect(new Set(transactions.map(({ hash }) => hash)).size).toBe(2);
  expect(await world.openedRoots()).toHaveLength(1);
});

test("while no node takes it, the fee is raised to eight times what is asked, and no further", async () => {
  const store = await world.store();
  const pace = { ...LOCAL_PACE, pollMs: 2, patience: { ...LOCAL_PACE.patience, bumpMs: 1 } };
  const resume = world.adi.chain.faults.inject({ kind: "refuse" }, { methods: ["eth_sendRawTransaction"] });
  const journal = world.journal(store, { pace });
  const { id } = await journal.record(store.db, await world.order(BOOKING));
  journal.wake();
  // An eighth more each time: 1.125 to the power of 18 is the first above 8.
  await expect.poll(async () => (await listTransactions(store.db, [id])).length).toBe(19);
  await new Promise((resolve) => setTimeout(resolve, 300));
  resume();
  await untilState(journal, id, "done");
  expect(await listTransactions(store.db, [id])).toHaveLength(19);
  expect(await world.openedRoots()).toHaveLength(1);
});

test("what the escrow refuses fails with its reason, uses no nonce, and can be ordered again", async () => {
  const store = await world.store();
  const journal = world.journal(store);
  const provider = signerOf("provider-rheinwerk");
  const jobId = jobIdOf(world.at, bookingTerms(BOOKING));
  const providers = world.journal(store, { signers: [provider] });
  const order = () => gateJobCall({ call: "start", jobId }, gateOf(world.at, provider.address));
  const early = await providers.record(store.db, order());
  providers.wake();
  const failed = await untilState(providers, early.id, "failed");
  expect(failed).toMatchObject({
    problem_code: "escrow/refused",
    problem_message: "The escrow refuses start: WrongStatus.",
  });
  expect(await store.db.selectFrom("nonces").selectAll().execute()).toEqual([]);
  await journal.record(store.db, await world.order(BOOKING));
  journal.wake();
  await untilSettled(store, world.at.chainId);
  const again = await providers.record(store.db, order());
  expect(again.id).not.toBe(early.id);
  providers.wake();
  await untilState(providers, again.id, "done");
  expect(await readJob(world.door, jobId)).toMatchObject({ status: "active" });
});

test("an order that was not sent yet is cancelled without a transaction", async () => {
  const store = await world.store();
  world.adi.chain.faults.inject({ kind: "refuse" }, { methods: ["eth_estimateGas"] });
  const journal = world.journal(store);
  const { id } = await journal.record(store.db, await world.order(BOOKING));
  await journal.cancel(id);
  await untilState(journal, id, "cancelled");
  expect(await listTransactions(store.db, [id])).toEqual([]);
  expect(await world.openedRoots()).toEqual([]);
});

test("an order that was sent and not taken is cancelled by an empty transaction in its place", async () => {
  const store = await world.store();
  const resume = world.adi.chain.faults.inject({ kind: "refuse" }, { methods: ["eth_sendRawTransaction"] });
  const journal = world.journal(store, { pace: PATIENT });
  const { id } = await journal.record(store.db, await world.order(BOOKING));
  journal.wake();
  await untilState(journal, id, "sent");
  resume();
  await journal.cancel(id);
  await untilState(journal, id, "cancelled");
  expect((await listTransactions(store.db, [id])).map(({ kind, nonce }) => [kind, nonce])).toEqual([
    ["send", 0],
    ["cancel", 0],
  ]);
  expect(await world.openedRoots()).toEqual([]);
  expect(await fetchNonce(world.door.client, world.relayer.address, { blockTag: "latest" })).toBe(1);
});

test("too late to cancel: what was mined first counts", async () => {
  const store = await world.store();
  const journal = world.journal(store);
  const { id } = await journal.record(store.db, await world.order(BOOKING));
  journal.wake();
  await untilState(journal, id, "done");
  await journal.cancel(id);
  expect(await journal.find(id)).toMatchObject({ state: "done" });
  await expect(journal.cancel("nothing")).rejects.toMatchObject({ code: "request/not-found" });
});

test("two processes with one key: the second stands by, and takes over when the first is gone", async () => {
  const folder = await tempFolder();
  const database = await databaseOf(folder.path);
  const [mine, theirs] = [await world.store(database.place), await world.store(database.place)];
  const pace = { ...LOCAL_PACE, patience: { ...LOCAL_PACE.patience, leaseMs: 1_000 } };
  const first = world.journal(mine, { pace });
  const address = world.relayer.address.toLowerCase();
  await expect.poll(() => first.status()[address]).toBe("writing");
  const second = world.journal(theirs, { pace });
  await expect.poll(() => second.status()[address]).toBe("standby");
  const { id } = await second.record(theirs.db, await world.order(BOOKING));
  await untilState(first, id, "done");
  await first.close();
  await expect.poll(() => second.status()[address]).toBe("writing");
  const { id: later } = await second.record(theirs.db, await world.order(`${BOOKING}-later`));
  await untilState(second, later, "done");
  expect(await world.openedRoots()).toHaveLength(2);
  await world.close();
  await database.remove();
  await folder.remove();
  world = await openMoneyWorld();
});

test("a withdrawal goes to the account itself", async () => {
  const order = gateWithdrawal(
    { to: { v: world.relayer.address, src: "policy" }, key: "w-1" },
    gateOf(world.at, world.relayer.address),
  );
  expect(order).toMatchObject({ action: "withdraw", subject: "w-1", jobId: null, effect: null });
  const store = await world.store();
  const journal = world.journal(store);
  const { id } = await journal.record(store.db, order);
  journal.wake();
  expect(await untilState(journal, id, "failed")).toMatchObject({
    problem_message: "The escrow refuses withdraw: NoCredit.",
  });
});

test("no key, and nothing but public facts, is in the database", async () => {
  const store = await world.store();
  const journal = world.journal(store);
  const before = await readBalance(world.door.client, world.at.token, world.at.escrow);
  const { id } = await journal.record(store.db, await world.order(BOOKING));
  journal.wake();
  await untilState(journal, id, "done");
  expect(await readBalance(world.door.client, world.at.token, world.at.escrow)).toBeGreaterThan(before);
  const { devKey } = await import("@necto/tools/sandbox/dev-accounts");
  const keys: readonly Hex[] = [devKey("relayer"), devKey("buyer")];
  for (const table of ["intents", "intent_events", "transactions", "nonces", "senders"] as const) {
    const text = JSON.stringify(await store.db.selectFrom(table).selectAll().execute());
    for (const key of keys) expect(text).not.toContain(key.slice(2));
  }
});
