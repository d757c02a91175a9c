import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { KillAt } from "./kill-plan.ts";

/** What a worker says to its parent. */
export type WorkerAnswer<Request> =
  | { readonly ready: true }
  | { readonly request: Request; readonly answer: string }
  /** How much it has begun and not ended. */
  | { readonly open: number };

/** A worker as a process of its own, to be killed. */
export interface WorkerProcess<Request> {
  readonly child: ChildProcess;
  readonly ready: Promise<void>;
  readonly exited: Promise<void>;
  /** What it said on stderr, for a report. */
  readonly notes: () => string;
  readonly send: (request: Request) => void;
  /** Nothing is open any more, and it has looked once more after that. */
  readonly settled: () => Promise<void>;
}

/**
 * Starts a module that takes requests from its parent.
 *
 * @param task what it is told at its start, as JSON; where it kills itself, among it
 */
export function startWorker<Request>(
  module: string,
  task: { readonly failpoint: KillAt },
  onAnswer: (request: Request, answer: string) => void,
): WorkerProcess<Request> {
  const child = fork(module, [JSON.stringify(task)], {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    execArgv: [],
  });
  let notes = "";
  child.stderr!.on("data", (chunk: Buffer) => {
    notes = `${notes}${chunk.toString("utf8")}`.slice(-4_000);
  });
  const exited = once(child, "exit").then(() => {});
  const ready = Promise.withResolvers<void>();
  let open = Number.POSITIVE_INFINITY;
  let tells = 0;
  child.on("message", (answer: WorkerAnswer<Request>) => {
    if ("ready" in answer) ready.resolve();
    else if ("open" in answer) {
      open = answer.open;
      tells += 1;
    } else onAnswer(answer.request, answer.answer);
  });
  return {
    ...{ child, exited, notes: () => notes },
    ready: Promise.race([ready.promise, exited]),
    // A worker that has died gets nothing any more; it is asked again in its next life.
    send: (request) => void (child.connected && child.send(request as object, () => {})),
    async settled() {
      let seen = tells;
      while (child.connected) {
        await sleep(10);
        if (open > 0) seen = tells;
        else if (tells >= seen + 2) return;
      }
    },
  };
}
