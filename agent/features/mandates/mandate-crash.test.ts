import { createInProcessNetwork } from "@necto/tools/storage/in-process-network";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type BookingWorld, openBookingWorld } from "../../testing/booking-world.ts";
import { tempFolder } from "../../testing/temp-folder.ts";
import { MANDATE_FAILPOINTS, type MandateFailpoint } from "./failpoints.ts";
import { openMandatedBuyer } from "./testing/mandated-buyer.ts";

/** A server that ends in the middle of a firing, and another one on its data: the whole sandbox, and one job. */

let world: BookingWorld;
let home: Awaited<ReturnType<typeof tempFolder>>;
beforeEach(async () => {
  world = await openBookingWorld();
  home = await tempFolder();
});
afterEach(async () => {
  await world.close();
  await home.remove();
});

test.each(MANDATE_FAILPOINTS)("cut off at %s, the firing is booked once", async (point) => {
  const zeroG = createInProcessNetwork({ chainId: 16602, saved: [], save: () => {} });
  const cut = Promise.withResolvers<void>();
  const mandateReached = (reached: MandateFailpoint) => {
    if (reached !== point) return;
    cut.resolve();
    throw new Error("cut off");
  };
  const first = await world.server({ home: home.path, zeroG, mandateReached });
  const buyer = await openMandatedBuyer(first, { now: world.now });
  await buyer.sign();
  await buyer.fire();
  const isCut = cut.promise.then(() => true);
  while (!(await Promise.race([isCut, first.mandates!.look().then(() => false)])))
    await new Promise((resolve) => setTimeout(resolve, 20));
  await first.close();
  expect(first.faults.map(String)).toEqual(["Error: cut off"]);

  const second = await world.server({ home: home.path, zeroG });
  const again = await openMandatedBuyer(second, { now: world.now });
  // What was lost is tried again a little later.
  await world.advance(20);
  const [firing] = await again.settle();
  expect(firing).toMatchObject({ state: "booked" });
  expect(await world.openedJobs()).toEqual([firing!.jobId]);
  expect((await again.told()).map(({ kind }) => kind)).toEqual(["mandate.booked"]);
  expect(second.faults).toEqual([]);
});
