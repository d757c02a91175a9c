import { fileURLToPath } from "node:url";
import { permit2Address } from "@necto/contracts/abi/networks";
import { openAdi } from "@necto/tools/sandbox/adi/open-adi";
import { MONEY_FAILPOINTS } from "../features/booking/journal/failpoints.ts";
import { countOpen } from "../features/booking/journal/intent-queries.ts";
import { openStore } from "../store/open-store.ts";
import type { WorkerRequest } from "./booking-worker.ts";
import { chaosEscrow } from "./chaos-orders.ts";
import { type BookingReport, checkBookings } from "./check-bookings.ts";
import { createKilledWorkers } from "./kill-workers.ts";

export interface BookingChaosOptions {
  readonly bookings: number;
  readonly kills: number;
  /** Data folder of the workers; empty or new. */
  readonly home: string;
  /** Numbers from 0 to 1; equal ones kill at equal moments. */
  readonly random: () => number;
  readonly now: () => number;
  /** Where it is killed besides at random; at every failpoint unless said. */
  readonly points?: readonly string[];
  /** Module that the worker runs; another one than Necto's shows that the check bites. */
  readonly worker?: string;
  readonly onRound: (text: string) => void;
  readonly signal: AbortSignal;
}

export interface BookingChaosReport extends BookingReport {
  readonly kills: number;
  /** Kills by the point they struck at; `random` for those between two. */
  readonly killsAt: Readonly<Record<string, number>>;
  /** Starts and declines by providers that went through beside the bookings. */
  readonly acts: number;
  /** At the last start: what was open, and how long after the worker was ready until nothing was. */
  readonly openAtLastStart: number;
  readonly resolveMs: number;
  readonly allowedMs: number;
}

const WORKER = fileURLToPath(new URL("booking-worker.ts", import.meta.url));
/** Open intents are resolved so long after the worker is ready. */
const ALLOWED_MS = 10_000;
/** Latest moment of a random kill. */
const LATEST_KILL_MS = 1_200;
/** A failpoint that has not been reached by then will not be. */
const PATIENCE_MS = 2_500;

/**
 * Starts a worker, gives it bookings, kills it with SIGKILL, again and again, while the chain lives on; then lets it finish
 * and compares what it accepted with what the chain has. Whoever got no answer asks again with the same key.
 */
export async function runBookingChaos(options: BookingChaosOptions): Promise<BookingChaosReport> {
  const { bookings, kills, home, random, now, worker = WORKER, points = MONEY_FAILPOINTS } = options;
  const { onRound, signal } = options;
  const adi = await openAdi({ folder: null, now });
  const at = chaosEscrow(adi, permit2Address);
  const names = Array.from(
    { length: bookings },
    (_, index) => `chaos-booking-number-${index}-of-${bookings}`,
  );
  const accepted: string[] = [];
  let asked = 0;
  let acts = 0;
  const workers = createKilledWorkers<WorkerRequest>({
    ...{ module: worker, points, random, latestKillMs: LATEST_KILL_MS, patienceMs: PATIENCE_MS },
    ...{ toTask: () => ({ home, at }), onAnswer },
  });

  function onAnswer(request: WorkerRequest, answer: string): void {
    if ("act" in request) return void acts++;
    accepted.push(request.book);
    const { jobId } = JSON.parse(answer) as { jobId?: `0x${string}` };
    // Some jobs go on: their provider starts them, or declines.
    if (jobId !== undefined && random() < 0.3)
      workers.queue({ act: random() < 0.5 ? "start" : "cancel", jobId });
  }

  function order(most: number): void {
    for (let left = most; left > 0 && asked < bookings; left--) workers.queue({ book: names[asked++]! });
  }

  try {
    for (let round = 0; round < kills && !signal.aborted; round++) {
      const struck = await workers.live(round, () => order(Math.ceil(bookings / kills)));
      onRound(`${round + 1}/${kills} killed at ${struck}; ${accepted.length} bookings accepted`);
    }
    const store = await openStore(home, () => "chaos");
    try {
      const openAtLastStart = await countOpen(store.db, at.chainId);
      const last = await workers.startLast();
      const readyAt = now();
      await last.settled();
      const resolveMs = now() - readyAt;
      // What was never asked or never answered, and what follows from it.
      order(bookings);
      await workers.finish(last, signal);
      await workers.end(last);
      const report = await checkBookings(store, at, { ordered: names, accepted });
      const { killsAt } = workers;
      return { kills, killsAt, acts, openAtLastStart, resolveMs, allowedMs: ALLOWED_MS, ...report };
    } finally {
      await store.close();
    }
  } finally {
    await adi.chain.close();
  }
}
