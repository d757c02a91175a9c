import { permit2Address } from "@necto/contracts/abi/networks";
import { jobIdOf } from "@necto/contracts/abi/terms";
import { readJob } from "@necto/tools/chain/escrow";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bookingTerms, type ChaosEscrow, doorOf, gatedBooking } from "../../../chaos/chaos-orders.ts";
import { type BareChain, openBareChain } from "../../../chaos/open-bare-chain.ts";
import { openStore, type Store } from "../../../store/open-store.ts";
import { databaseOf, type TestDatabase } from "../../../testing/test-database.ts";
import { signerOf, storyOf, untilState } from "../testing/money-world.ts";
import { createJournal, type Journal, LOCAL_PACE } from "./journal.ts";

const BOOKING = "approval-of-22-characters";
let chain: BareChain;
let store: Store;
let database: TestDatabase;
let journal: Journal;
let at: ChaosEscrow;

beforeEach(async () => {
  chain = await openBareChain(Date.now);
  database = await databaseOf(":memory:");
  store = await openStore(database.place, () => "e");
  at = {
    ...{ rpcUrl: chain.at.url, chainId: chain.at.chainId, token: chain.deployment.token },
    escrow: chain.deployment.contracts.escrow.address,
    ...{ tokenDomain: chain.deployment.tokenCapabilities.domain!, permit2: permit2Address },
  };
  journal = createJournal({
    ...{ store, door: doorOf(at), chainId: at.chainId, signers: [signerOf("relayer")], owner: "test" },
    ...{ now: Date.now, pace: LOCAL_PACE, onStep: () => {} },
    onFault: (error) => {
      throw error;
    },
  });
});
afterEach(async () => {
  await journal.close();
  await store.close();
  await database.remove();
  await chain.close();
});

test("what a replaced block took back is sent again with the same bytes, and is done when its block stays", async () => {
  const order = await gatedBooking(at, BOOKING, signerOf("relayer").address);
  const { id } = await journal.record(store.db, order);
  journal.wake();
  const first = await untilState(journal, id, "mined");
  const jobId = jobIdOf(at, bookingTerms(BOOKING));
  await chain.mine(2);
  await chain.reorg(3);
  await expect.poll(() => storyOf(store, id)).toContain("reorged");
  const again = await untilState(journal, id, "mined");
  expect(again.tx_hash).toBe(first.tx_hash);
  expect(again.block_hash).not.toBe(first.block_hash);
  expect(await readJob(doorOf(at), jobId)).toMatchObject({ status: "funded" });
  await chain.mine(80);
  await untilState(journal, id, "done");
  expect((await storyOf(store, id)).slice(-4)).toEqual(["mined", "reorged", "mined", "done"]);
});

test("what waits for its block to stay keeps nobody else waiting", async () => {
  const relayer = signerOf("relayer").address;
  const orders = await Promise.all(
    Array.from({ length: LOCAL_PACE.patience.atOnce + 12 }, (_, index) =>
      gatedBooking(at, `${BOOKING}-${index}`, relayer),
    ),
  );
  const ids: string[] = [];
  for (const order of orders) ids.push((await journal.record(store.db, order)).id);
  journal.wake();
  for (const id of ids) await untilState(journal, id, "mined");
});
