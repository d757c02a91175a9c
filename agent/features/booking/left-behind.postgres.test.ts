import { createInProcessNetwork, type InProcessNetwork } from "@necto/tools/storage/in-process-network";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type BookingWorld, openBookingWorld, PAY, startThread } from "../../testing/booking-world.ts";
import { databaseOf, type TestDatabase } from "../../testing/test-database.ts";

let database: TestDatabase;
let zeroG: InProcessNetwork;
let world: BookingWorld;
beforeEach(async () => {
  database = await databaseOf(":memory:");
  zeroG = createInProcessNetwork({ chainId: 16602, saved: [], save: () => {} });
  world = await openBookingWorld();
});
afterEach(async () => {
  await world.close();
  await database.remove();
});

test("a payment that one process has begun when it ends is gone on with by the others, by one of them and once", async () => {
  const common = { database: database.place, zeroG, beatMs: 50 };
  const left = await world.server(common);
  const others = [await world.server(common), await world.server(common)];
  const thread = await startThread(left, "tracked");
  const approval = await thread.ask();
  zeroG.setFaults({ paused: true });
  expect((await thread.answer(approval.id, PAY)).status).toBe(202);
  await left.close();
  zeroG.setFaults({ paused: false });

  const stateNow = async () => {
    const [row] = await others[0]!.store.db
      .selectFrom("approvals")
      .select("booking_state")
      .where("id", "=", approval.id)
      .execute();
    return row!.booking_state;
  };
  // Whoever answered has a while to begin.
  expect(await stateNow()).toBe("waiting-for-trace");
  await world.advance(20);
  await vi.waitFor(async () => expect(await stateNow()).toBe("funded"), { timeout: 120_000, interval: 50 });
  expect(await world.openedJobs()).toHaveLength(1);
  for (const { faults } of others) expect(faults).toEqual([]);
});
