// The worker of `necto chaos --bookings`: takes bookings from its parent, and sends and indexes until it is killed.
import { inspect } from "node:util";
import { memorySigner } from "@necto/tools/chain/signer";
import { devKey } from "@necto/tools/sandbox/dev-accounts";
import { z } from "zod";
import { gateJobCall } from "../features/booking/gate-order.ts";
import { answerOnce } from "../features/booking/idempotency-queries.ts";
import { createIndexer } from "../features/booking/index/create-indexer.ts";
import { MONEY_FAILPOINTS } from "../features/booking/journal/failpoints.ts";
import { countOpen, findIntent } from "../features/booking/journal/intent-queries.ts";
import { createJournal, LOCAL_PACE } from "../features/booking/journal/journal.ts";
import { openStore } from "../store/open-store.ts";
import { killAt } from "../traces/failpoints.ts";
import { type ChaosEscrow, doorOf, gatedBooking, gateOf } from "./chaos-orders.ts";
import type { KillAt } from "./kill-plan.ts";
import { keepJob, keepThread } from "./tracked-jobs.ts";
import type { WorkerAnswer } from "./worker-process.ts";

/** What the parent says when it starts a worker. */
export interface WorkerTask {
  readonly home: string;
  readonly at: ChaosEscrow;
  readonly failpoint: KillAt;
}

/** A booking, or a provider's answer to one that is open; asked again with the same key until it is answered. */
export type WorkerRequest =
  | { readonly book: string }
  | { readonly act: "start" | "cancel"; readonly jobId: `0x${string}` };

const task = JSON.parse(process.argv[2]!) as WorkerTask;
const { at, home } = task;
const point = MONEY_FAILPOINTS.find((known) => known === task.failpoint?.point);
const reached = point === undefined ? () => {} : killAt({ point, nth: task.failpoint!.nth });

const store = await openStore(home, () => "chaos");
const door = doorOf(at);
const relayer = memorySigner(devKey("relayer"));
const provider = memorySigner(devKey("provider-rheinwerk"));
const say = (answer: WorkerAnswer<WorkerRequest>) => void process.send?.(answer);
const fail = (error: unknown) => {
  process.stderr.write(`${inspect(error)}\n`);
  process.exit(1);
};

await keepThread(store);
const journal = createJournal({
  ...{ store, door, chainId: at.chainId, signers: [relayer, provider], owner: crypto.randomUUID() },
  ...{ now: Date.now, pace: LOCAL_PACE, reached, onStep: () => {}, onFault: fail },
});
const indexer = createIndexer({
  ...{ store, door, chainId: at.chainId, fromBlock: 0n, now: Date.now, reached, onJobs: () => {} },
});

/** As the route of the API will do it. */
async function answer(request: WorkerRequest): Promise<string> {
  const body = JSON.stringify(request);
  const order =
    "book" in request
      ? await gatedBooking(at, request.book, relayer.address)
      : gateJobCall({ call: request.act, jobId: request.jobId }, gateOf(at, provider.address));
  reached("order-accepted");
  const { body: answered } = await answerOnce(
    store.db,
    {
      ...{ principal: "chaos", route: "POST /api/bookings", key: `key:${body}`.replaceAll(" ", "") },
      ...{ body, at: new Date().toISOString() },
    },
    async (db) => {
      const { id, job_id: jobId } = await journal.record(db, order);
      if ("book" in request && jobId !== null) await keepJob(db, request.book, jobId);
      return { status: 202, body: JSON.stringify({ id, jobId, at: Date.now() }) };
    },
  );
  reached("order-recorded");
  journal.wake();
  const { id } = z.object({ id: z.string() }).parse(JSON.parse(answered));
  if ((await findIntent(store.db, id)) === null)
    throw new Error(`Intent ${id} was answered and is not there.`);
  return answered;
}

process.on("message", (request: WorkerRequest) => {
  answer(request).then((answered) => {
    reached("order-answered");
    say({ request, answer: answered });
  }, fail);
});
process.on("disconnect", () => process.exit(0));
say({ ready: true });

for (;;) {
  await indexer.poll();
  say({ open: await countOpen(store.db, at.chainId) });
  await new Promise((resolve) => setTimeout(resolve, 60));
}
