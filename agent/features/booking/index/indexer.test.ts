import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { jobIdOf } from "@necto/contracts/abi/terms";
import { PATIENT_SERVER } from "@necto/tools/sandbox/patient-server";
import type { Hex } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bookingTerms, doorOf, gateOf } from "../../../chaos/chaos-orders.ts";
import { dumpIndex } from "../../../chaos/index-dump.ts";
import type { Store } from "../../../store/open-store.ts";
import { gateJobCall } from "../gate-order.ts";
import { type MoneyWorld, openMoneyWorld, signerOf, untilSettled } from "../testing/money-world.ts";
import { createIndexer, type IndexerOptions } from "./create-indexer.ts";
import { findCursor, findJob, listJobs, listPostings } from "./index-queries.ts";
import { reconcile } from "./reconcile.ts";

const BOOKING = "approval-of-22-characters";
let world: MoneyWorld;
let live: Store;

/** Twelve jobs; some were started, some declined. */
beforeAll(async () => {
  world = await openMoneyWorld();
  live = await world.store();
  const provider = signerOf("provider-rheinwerk");
  const journal = world.journal(live, { signers: [world.relayer, provider] });
  const indexer = indexerOn(live);
  for (let index = 0; index < 12; index++) {
    await journal.record(live.db, await world.order(`${BOOKING}-${index}`));
    journal.wake();
    await untilSettled(live, world.at.chainId);
    await indexer.poll();
    const call = ({ 0: "start", 1: "cancel" } as const)[index % 3];
    if (call === undefined) continue;
    const jobId = jobOf(index);
    await journal.record(live.db, gateJobCall({ call, jobId }, gateOf(world.at, provider.address)));
  }
  journal.wake();
  await untilSettled(live, world.at.chainId);
  await indexer.poll();
});
afterAll(() => world.close());

const jobOf = (index: number): Hex => jobIdOf(world.at, bookingTerms(`${BOOKING}-${index}`));

const indexerOn = (store: Store, fields: Partial<IndexerOptions> = {}) =>
  createIndexer({
    ...{ store, door: world.door, chainId: world.at.chainId, fromBlock: 0n, now: Date.now, onJobs: () => {} },
    ...fields,
  });

test("jobs are there by party and status, as their events tell them", async () => {
  const { key } = indexerOn(live);
  expect(await findJob(live.db, key, jobOf(0))).toMatchObject({ status: "active", toProvider: 0n });
  expect(await findJob(live.db, key, jobOf(1))).toMatchObject({ status: "closed", reason: "declined" });
  expect(await findJob(live.db, key, `0x${"00".repeat(32)}`)).toBeNull();
  const { buyer, provider } = bookingTerms(BOOKING);
  expect(await listJobs(live.db, key, { buyer })).toHaveLength(12);
  expect(await listJobs(live.db, key, { provider, statuses: ["funded", "active"] })).toHaveLength(8);
  expect(await listJobs(live.db, key, { provider: buyer })).toEqual([]);
});

test("a reading from the first block, in pages of any size, gives what was read live, byte for byte", async () => {
  const { key } = indexerOn(live);
  for (const [pageBlocks, window] of [
    [1n, 64n],
    [7n, 4n],
    [2_000n, 1n],
  ] as const) {
    const fresh = await world.store();
    await indexerOn(fresh, { pageBlocks, window }).poll();
    expect(await dumpIndex(fresh, key)).toBe(await dumpIndex(live, key));
  }
});

test("the books are the chain's, to the base unit, and a wrong line in them is found", async () => {
  const store = await world.store();
  const indexer = indexerOn(store);
  const block = await indexer.poll();
  expect(await reconcile(store, indexer.key, world.door, block)).toMatchObject({ drifts: [], excess: 0n });
  await store.db
    .updateTable("ledger_entries")
    .set((row) => ({ amount: row("amount", "+", 1) }))
    .where("job_id", "=", jobOf(2))
    .execute();
  const { drifts } = await reconcile(store, indexer.key, world.door, block);
  expect(drifts.map(({ account }) => account)).toEqual([`job:${jobOf(2)}`, "escrow"]);
  expect(drifts[0]!.ledger - drifts[0]!.chain).toBe(1n);
});

test("looking again changes nothing, and books nothing twice", async () => {
  const store = await world.store();
  const told: Hex[] = [];
  const indexer = indexerOn(store, { onJobs: (jobs) => told.push(...jobs) });
  await indexer.poll();
  const before = [await dumpIndex(store, indexer.key), (await listPostings(store.db, indexer.key)).length];
  expect(new Set(told).size).toBe(12);
  told.length = 0;
  await indexer.poll();
  await indexerOn(store).poll();
  expect([await dumpIndex(store, indexer.key), (await listPostings(store.db, indexer.key)).length]).toEqual(
    before,
  );
  expect(told).toEqual([]);
});

test("a node that gives few blocks at once is asked for fewer, until it answers", async () => {
  const node = await stingyNode(5);
  const store = await world.store();
  const door = doorOf({ ...world.at, rpcUrl: node.url });
  const indexer = indexerOn(store, { door, window: 1n });
  await indexer.poll();
  expect(node.refused()).toBeGreaterThan(1);
  expect(await dumpIndex(store, indexer.key)).toBe(await dumpIndex(live, indexer.key));
  node.close();
});

test("a node that fails in the middle costs nothing that was read, and the next look goes on", async () => {
  const store = await world.store();
  const indexer = indexerOn(store, { pageBlocks: 4n, window: 1n });
  const { faults } = world.adi.chain;
  let asked = 0;
  const off = faults.inject(
    { kind: "delay", ms: 0 },
    {
      methods: ["eth_getLogs"],
      onStrike: () => {
        asked += 1;
        if (asked === 3)
          faults.inject({ kind: "too-many-requests" }, { methods: ["eth_getBlockByNumber"], times: 50 });
      },
    },
  );
  await expect(indexer.poll()).rejects.toThrow();
  const reached = await findCursor(store.db, indexer.key, 0n);
  expect(reached).toBeGreaterThan(0n);
  off();
  faults.clear();
  await indexer.poll();
  expect(await dumpIndex(store, indexer.key)).toBe(await dumpIndex(live, indexer.key));
});

test("a node that is behind takes nothing back", async () => {
  const store = await world.store();
  const indexer = indexerOn(store);
  await indexer.poll();
  const before = await dumpIndex(store, indexer.key);
  world.adi.chain.faults.inject({ kind: "stale-read", blocks: 5 }, { times: 20 });
  await indexer.poll();
  world.adi.chain.faults.clear();
  expect(await dumpIndex(store, indexer.key)).toBe(before);
});

/** A node that answers logs of so many blocks at most, as public ones do. Counts what it refused. */
async function stingyNode(blocks: number) {
  let refused = 0;
  const server = createServer(PATIENT_SERVER, async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const { id, method, params } = JSON.parse(body);
    const isTooMuch =
      method === "eth_getLogs" && Number(params[0].toBlock) - Number(params[0].fromBlock) >= blocks;
    if (isTooMuch) refused += 1;
    const answer = isTooMuch
      ? JSON.stringify({ jsonrpc: "2.0", id, error: { code: -32600, message: "block range is too wide" } })
      : await (await fetch(world.adi.chain.url, { method: "POST", body })).text();
    response.setHeader("content-type", "application/json").end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, refused: () => refused, close: () => server.close() };
}
