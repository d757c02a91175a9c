import { setTimeout as sleep } from "node:timers/promises";
import { createKillPlan, type KillAt } from "./kill-plan.ts";
import { startWorker, type WorkerProcess } from "./worker-process.ts";

export interface KillWorkersOptions<Request> {
  /** What workers run. */
  readonly module: string;
  /** Where they are killed besides at random. */
  readonly points: readonly string[];
  readonly random: () => number;
  /** Latest moment of a random kill after a worker is ready. */
  readonly latestKillMs: number;
  /** A failpoint that has not been reached by then will not be. */
  readonly patienceMs: number;
  /** What a worker is told at its start besides where it dies. */
  readonly toTask: () => object;
  readonly onAnswer: (request: Request, answer: string) => void;
}

/** One worker after the other, each killed with SIGKILL but the last. What got no answer is asked again of the next one. */
export interface KilledWorkers<Request> {
  /** Kills by the point they struck at; `random` for those between two. */
  readonly killsAt: Readonly<Record<string, number>>;
  readonly waiting: () => number;
  /** For whoever lives next. */
  readonly queue: (request: Request) => void;
  /** For whoever lives now, too. */
  readonly ask: (request: Request) => void;
  /** One life. Answers where it ended. */
  readonly live: (round: number, onReady: () => void) => Promise<string>;
  /** Starts one that nobody kills. */
  readonly startLast: () => Promise<WorkerProcess<Request>>;
  /** Asks whoever lives for everything that waits. @throws what the worker said when it failed */
  readonly askAgain: () => void;
  /** Asks the last one until everything is answered and nothing is open. */
  readonly finish: (last: WorkerProcess<Request>, signal: AbortSignal) => Promise<void>;
  readonly end: (last: WorkerProcess<Request>) => Promise<void>;
}

const ASK_AGAIN_MS = 300;

export function createKilledWorkers<Request>(options: KillWorkersOptions<Request>): KilledWorkers<Request> {
  const { module, points, random, latestKillMs, patienceMs, toTask, onAnswer } = options;
  const plan = createKillPlan(points, random);
  const waiting = new Map<string, Request>();
  const killsAt: Record<string, number> = {};
  let living: WorkerProcess<Request> | null = null;

  const start = (failpoint: KillAt) =>
    startWorker<Request>(module, { ...toTask(), failpoint }, (request, answer) => {
      if (waiting.delete(JSON.stringify(request))) onAnswer(request, answer);
    });
  const queue = (request: Request) => void waiting.set(JSON.stringify(request), request);
  const sendAll = (to: WorkerProcess<Request>) => {
    for (const request of waiting.values()) to.send(request);
  };
  const requireLife = ({ child, notes }: WorkerProcess<Request>) => {
    if (child.exitCode !== null) throw new Error(`A worker failed: ${notes()}`);
  };

  return {
    ...{ killsAt, waiting: () => waiting.size, queue },
    ask(request) {
      queue(request);
      living?.send(request);
    },
    async live(round, onReady) {
      const failpoint = plan.next(round);
      const worker = start(failpoint);
      living = worker;
      await worker.ready;
      onReady();
      sendAll(worker);
      // Somebody clicks twice.
      for (const request of [...waiting.values()].slice(0, 1)) worker.send(request);
      const isIdle = worker.settled().then(() => sleep(waiting.size > 0 ? patienceMs : 0));
      await Promise.race(
        failpoint === null
          ? [sleep(random() * latestKillMs), worker.exited]
          : [sleep(patienceMs), isIdle, worker.exited],
      );
      const hasStruck = worker.child.signalCode === "SIGKILL";
      worker.child.kill("SIGKILL");
      await worker.exited;
      living = null;
      requireLife(worker);
      plan.ended(failpoint, hasStruck);
      const struck = hasStruck && failpoint ? failpoint.point : "random";
      killsAt[struck] = (killsAt[struck] ?? 0) + 1;
      return struck;
    },
    async startLast() {
      const last = start(null);
      living = last;
      await last.ready;
      requireLife(last);
      return last;
    },
    askAgain() {
      if (living === null) return;
      requireLife(living);
      sendAll(living);
    },
    async finish(last, signal) {
      while (waiting.size > 0 && !signal.aborted) {
        sendAll(last);
        await sleep(ASK_AGAIN_MS);
        requireLife(last);
      }
      await last.settled();
      requireLife(last);
    },
    async end(last) {
      last.child.kill("SIGKILL");
      await last.exited;
      living = null;
    },
  };
}
