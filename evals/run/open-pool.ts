import { type ChildProcess, fork } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { LiveModel } from "../live/live-model.ts";
import type { LaneName, ResultOf, Task } from "./task.ts";

/** What a task came to. An error is one of the harness: what the agent does wrong is a value. */
export interface Done<Lane extends LaneName> {
  readonly value: ResultOf<Lane> | null;
  readonly error: string | null;
  /** Machines that something tried to reach. */
  readonly egress: readonly string[];
  readonly cpuMs: number;
}

export interface Pool {
  readonly run: <Lane extends LaneName>(task: Extract<Task, { readonly lane: Lane }>) => Promise<Done<Lane>>;
  readonly close: () => void;
}

interface Waiting {
  readonly task: Task;
  readonly resolve: (done: Done<LaneName>) => void;
}

const WORKER = fileURLToPath(new URL("worker.ts", import.meta.url));

/** A trial leaves much behind that the next one needs no more: with room for it, it is collected seldom. */
const ROOM = "--max-semi-space-size=64";
/** A fifth of a search is hashing in JavaScript; here it is the same function in WebAssembly. */
const KECCAK = new URL("../keccak/use-keccak.ts", import.meta.url).href;
const FLAGS = [ROOM, "--import", KECCAK];
/** What Node compiled for one process, the others and the next start need not compile again. */
const COMPILED = { NODE_COMPILE_CACHE: join(tmpdir(), "necto-evals-compiled") };

/** A task that takes longer waits for something that never comes. */
const LIMIT_MS = 300_000;

/**
 * Processes that take tasks, first come, first served. A process that dies takes one task with it, and is replaced; so is one
 * whose task does not end.
 */
export function openPool(size: number, live: LiveModel | null, limitMs = LIMIT_MS): Pool {
  const queue: Waiting[] = [];
  const idle: ChildProcess[] = [];
  const all = new Set<ChildProcess>();
  const busy = new Map<ChildProcess, Waiting>();
  const limits = new Map<ChildProcess, NodeJS.Timeout>();
  let isClosed = false;

  function spawn(): void {
    const child = fork(WORKER, {
      execArgv: [...process.execArgv, ...FLAGS],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      env: { PATH: process.env.PATH ?? "", ...COMPILED },
    });
    all.add(child);
    child.send({ live });
    child.on("message", (done: Done<LaneName>) => {
      clearTimeout(limits.get(child));
      busy.get(child)?.resolve(done);
      busy.delete(child);
      idle.push(child);
      next();
    });
    child.on("exit", (code, signal) => {
      all.delete(child);
      clearTimeout(limits.get(child));
      const lost = busy.get(child);
      busy.delete(child);
      const error =
        signal === "SIGKILL"
          ? `the task did not end within ${limitMs / 1_000} s, or something else killed its process`
          : `the process ended with ${code ?? signal}`;
      lost?.resolve({ value: null, error, egress: [], cpuMs: 0 });
      if (!isClosed) spawn();
    });
    idle.push(child);
    next();
  }

  function next(): void {
    while (queue.length > 0 && idle.length > 0) {
      const child = idle.shift()!;
      if (!child.connected) continue;
      const waiting = queue.shift()!;
      busy.set(child, waiting);
      limits.set(
        child,
        setTimeout(() => child.kill("SIGKILL"), limitMs),
      );
      child.send({ task: waiting.task });
    }
  }

  for (let count = 0; count < size; count++) spawn();
  return {
    run: (task) =>
      new Promise((resolve) => {
        queue.push({ task: task as Task, resolve: resolve as Waiting["resolve"] });
        next();
      }),
    close() {
      isClosed = true;
      for (const child of all) child.disconnect();
    },
  };
}
