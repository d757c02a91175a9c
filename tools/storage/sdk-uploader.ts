import { Worker } from "node:worker_threads";
import type { SdkFailure, UploadJob, WorkerMessage, WorkerSetup } from "./sdk-message.ts";

/** Uploads with 0G's SDK, each in a thread of its own while it lasts. */
export interface SdkUploader {
  /**
   * Resolves when the file is final, or with why the SDK failed. Rejects with the signal's reason when it aborts and
   * with what `onSubmitted` throws; the thread is ended then, and nothing of the upload goes on.
   */
  readonly upload: (
    job: UploadJob,
    onSubmitted: (txHash: string) => Promise<void>,
    signal: AbortSignal,
  ) => Promise<SdkFailure | null>;
  readonly close: () => Promise<void>;
}

/** The SDK opens a connection per upload and closes none: a thread is replaced before they add up. */
const UPLOADS_PER_THREAD = 50;
/** Of threads that have nothing to do, all but one are ended after this long. */
const IDLE_MS = 10_000;

interface Thread {
  readonly worker: Worker;
  uploads: number;
}

/** Threads are started when uploads need them, and kept for the next ones while uploads succeed. */
export function createSdkUploader(setup: WorkerSetup): SdkUploader {
  const threads = new Set<Thread>();
  const idle: Thread[] = [];

  function take(): Thread {
    const thread = idle.pop() ?? { worker: startWorker(setup), uploads: 0 };
    threads.add(thread);
    thread.uploads += 1;
    return thread;
  }

  async function end(thread: Thread): Promise<void> {
    threads.delete(thread);
    await thread.worker.terminate();
  }

  function giveBack(thread: Thread): void {
    idle.push(thread);
    const tidy = setTimeout(() => {
      const at = idle.indexOf(thread);
      if (at < 0 || threads.size === 1) return;
      idle.splice(at, 1);
      void end(thread);
    }, IDLE_MS);
    tidy.unref();
  }

  return {
    upload: async (job, onSubmitted, signal) => {
      const thread = take();
      let isGood = false;
      try {
        const failure = await run(thread.worker, { job, onSubmitted, signal });
        isGood = failure === null && thread.uploads < UPLOADS_PER_THREAD;
        return failure;
      } finally {
        if (isGood) giveBack(thread);
        else await end(thread);
      }
    },
    close: async () => {
      idle.length = 0;
      await Promise.all([...threads].map(end));
    },
  };
}

function startWorker(setup: WorkerSetup): Worker {
  const worker = new Worker(new URL("./sdk-worker.ts", import.meta.url), {
    workerData: setup,
    // Neither the environment nor the flags of this process are its business, and its output is not ours. It is not
    // read either: whoever reads it keeps the process alive.
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
  });
  // A thread that waits for work keeps no process alive.
  worker.unref();
  return worker;
}

interface Run {
  readonly job: UploadJob;
  readonly onSubmitted: (txHash: string) => Promise<void>;
  readonly signal: AbortSignal;
}

async function run(worker: Worker, { job, onSubmitted, signal }: Run): Promise<SdkFailure | null> {
  const { promise, resolve, reject } = Promise.withResolvers<SdkFailure | null>();
  let told = Promise.resolve();
  const abort = () => reject(signal.reason);
  const read = (message: WorkerMessage) => {
    if (message.kind === "done") resolve(null);
    if (message.kind === "failed") resolve(message.failure);
    if (message.kind !== "submitted") return;
    told = onSubmitted(message.txHash);
    told.catch(reject);
  };
  const crash = (cause: unknown) => resolve({ text: `the upload thread crashed: ${String(cause)}` });
  const leave = (code: number) => resolve({ text: `the upload thread ended with code ${code}` });

  worker.ref();
  worker.on("message", read).on("error", crash).on("exit", leave);
  signal.addEventListener("abort", abort);
  try {
    signal.throwIfAborted();
    worker.postMessage(job);
    const failure = await promise;
    await told;
    return failure;
  } finally {
    signal.removeEventListener("abort", abort);
    worker.off("message", read).off("error", crash).off("exit", leave);
    worker.unref();
  }
}
