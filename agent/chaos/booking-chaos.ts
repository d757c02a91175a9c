import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { permit2Address } from "@necto/contracts/abi/networks";
import { openAdi } from "@necto/tools/sandbox/adi/open-adi";
import { MONEY_FAILPOINTS } from "../features/booking/journal/failpoints.ts";
import { countOpen } from "../features/booking/journal/intent-queries.ts";
import { openStore } from "../store/open-store.ts";
import type { WorkerAnswer, WorkerRequest, WorkerTask } from "./booking-worker.ts";
import { chaosEscrow } from "./chaos-orders.ts";
import { type BookingReport, checkBookings } from "./check-bookings.ts";
import { createKillPlan } from "./kill-plan.ts";

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
  const plan = createKillPlan(points, random);
  const waiting = new Map<string, WorkerRequest>();
  const accepted: string[] = [];
  const killsAt: Record<string, number> = {};
  let asked = 0;
  let acts = 0;

  const ask = (request: WorkerRequest) => void waiting.set(JSON.stringify(request), request);

  function onAnswer({ request, answer }: Extract<WorkerAnswer, { request: WorkerRequest }>): void {
    if (!waiting.delete(JSON.stringify(request))) return;
    if ("act" in request) return void acts++;
    accepted.push(request.book);
    const { jobId } = JSON.parse(answer) as { jobId?: `0x${string}` };
    // Some jobs go on: their provider starts them, or declines.
    if (jobId !== undefined && random() < 0.3) ask({ act: random() < 0.5 ? "start" : "cancel", jobId });
  }

  /** One life of a worker, which is killed. Answers where it ended. */
  async function live(round: number): Promise<string> {
    const failpoint = plan.next(round);
    const process = startWorker(worker, { home, at, failpoint });
    process.onAnswer(onAnswer);
    await process.ready;
    for (let left = Math.ceil(bookings / kills); left > 0 && asked < bookings; left--)
      ask({ book: names[asked++]! });
    for (const request of waiting.values()) process.send(request);
    // Somebody clicks twice.
    for (const request of [...waiting.values()].slice(0, 1)) process.send(request);
    const isIdle = process.settled().then(() => sleep(waiting.size > 0 ? PATIENCE_MS : 0));
    await Promise.race(
      failpoint === null
        ? [sleep(random() * LATEST_KILL_MS), process.exited]
        : [sleep(PATIENCE_MS), isIdle, process.exited],
    );
    const hasStruck = process.child.signalCode === "SIGKILL";
    process.child.kill("SIGKILL");
    await process.exited;
    if (process.child.signalCode !== "SIGKILL") throw new Error(`A worker failed: ${process.notes()}`);
    plan.ended(failpoint, hasStruck);
    return hasStruck && failpoint ? failpoint.point : "random";
  }

  try {
    for (let round = 0; round < kills && !signal.aborted; round++) {
      const struck = await live(round);
      killsAt[struck] = (killsAt[struck] ?? 0) + 1;
      onRound(`${round + 1}/${kills} killed at ${struck}; ${accepted.length} bookings accepted`);
    }
    const store = await openStore(home, () => "chaos");
    try {
      const openAtLastStart = await countOpen(store.db, at.chainId);
      const last = startWorker(worker, { home, at, failpoint: null });
      last.onAnswer(onAnswer);
      await last.ready;
      const readyAt = now();
      await last.settled();
      const resolveMs = now() - readyAt;
      // What was never asked or never answered, and what follows from it.
      while (asked < bookings) ask({ book: names[asked++]! });
      while (waiting.size > 0 && !signal.aborted) {
        for (const request of waiting.values()) last.send(request);
        await sleep(300);
        if (last.child.exitCode !== null) throw new Error(`The last worker failed: ${last.notes()}`);
      }
      await last.settled();
      if (last.child.exitCode !== null) throw new Error(`The last worker failed: ${last.notes()}`);
      last.child.kill("SIGKILL");
      await last.exited;
      const report = await checkBookings(store, at, { ordered: names, accepted });
      return { kills, killsAt, acts, openAtLastStart, resolveMs, allowedMs: ALLOWED_MS, ...report };
    } finally {
      await store.close();
    }
  } finally {
    await adi.chain.close();
  }
}

function startWorker(module: string, task: WorkerTask) {
  const child: ChildProcess = fork(module, [JSON.stringify(task)], {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    execArgv: [],
  });
  let notes = "";
  child.stderr!.on("data", (chunk: Buffer) => {
    notes = `${notes}${chunk.toString("utf8")}`.slice(-4_000);
  });
  const exited = once(child, "exit").then(() => {});
  const ready = Promise.withResolvers<void>();
  let listen: (answer: Extract<WorkerAnswer, { request: WorkerRequest }>) => void = () => {};
  let open = Number.POSITIVE_INFINITY;
  let tells = 0;
  child.on("message", (answer: WorkerAnswer) => {
    if ("ready" in answer) ready.resolve();
    else if ("open" in answer) {
      open = answer.open;
      tells += 1;
    } else listen(answer);
  });
  return {
    ...{ child, exited, notes: () => notes },
    ready: Promise.race([ready.promise, exited]),
    onAnswer: (to: typeof listen) => {
      listen = to;
    },
    // A worker that has died gets nothing any more; it is asked again in its next life.
    send: (request: WorkerRequest) => void (child.connected && child.send(request, () => {})),
    /** Waits until two tellings in a row say that nothing is open, or the worker is gone. */
    async settled(): Promise<void> {
      for (let seen = tells; child.exitCode === null && child.signalCode === null; ) {
        await sleep(10);
        if (open > 0) seen = tells;
        else if (tells >= seen + 2) return;
      }
    },
  };
}
