import { devAccount } from "@necto/tools/sandbox/dev-accounts";
import { insertJob } from "../features/booking/job-queries.ts";
import type { Store } from "../store/open-store.ts";
import { findThread, insertThread } from "../store/threads.ts";
import { bookingTerms } from "./chaos-orders.ts";

const THREAD = "chaos";
const AT = "2026-01-01T00:00:00.000Z";
const owner = devAccount("buyer").address.toLowerCase();

/** The conversation that the bookings of chaos are in: tracked, so that what becomes of them is told in a log. */
export async function keepThread(store: Store): Promise<void> {
  if ((await findThread(store, THREAD)) !== null) return;
  await insertThread(store, { id: THREAD, mode: "tracked", createdAt: AT, owner, role: "buyer", org: null });
}

/** A job of that conversation. */
export const keepJob = (db: Store["db"], booking: string, jobId: string): Promise<void> => {
  const { buyer, provider: payee } = bookingTerms(booking);
  const order = { offerId: "necto:chaos", provider: "Chaos", gpu: "A100", gpuCount: 1, units: 1 };
  return insertJob(db, {
    ...{ jobId, buyer, payee, account: null, threadId: THREAD, org: null, member: null, createdAt: AT },
    order: { ...order, country: "DE", listingId: payee, listingVersion: 1 },
    ...{ viewKey: null, capabilityHash: null },
  });
};
