import { Worker } from "node:worker_threads";
import type { SdkFailure, UploadJob, WorkerMessage, WorkerOrder, WorkerSetup } from "./sdk-message.ts";

/** Uploads with 0G's SDK in a thread of its own, several at once. */
export interface SdkUploader {
  /**
   * Resolves when the file is final, or with why the SDK failed. Rejects with the signal's reason when it aborts and
   * with what `onSubmitted` throws; it cannot pay any more then, and its thread is ended as soon as no other upload is
   * under way in it.
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

interface Thread {
  readonly worker: Worker;
  uploads: number;
  underWay: number;
  /** Takes nothing new, and ends with the last that is under way. */
  isRetired: boolean;
}

/** A thread is started with the first upload and kept while uploads succeed. */
export function createSdkUploader(setup: WorkerSetup): SdkUploader {
  const threads = new Set<Thread>();
  let lastId = 0;

  function take(): Thread {
    const free = [...threads].find(({ isRetired }) => !isRetired);
    if (free) return free;
    const thread: Thread = { worker: startWorker(setup), uploads: 0, underWay: 0, isRetired: false };
    threads.add(thread);
    return thread;
  }

  async function end(thread: Thread): Promise<void> {
    threads.delete(thread);
    await thread.worker.terminate();
  }

  return {
    upload: async (job, onSubmitted, signal) => {
      const thread = take();
      thread.uploads += 1;
      thread.underWay += 1;
      thread.isRetired ||= thread.uploads >= UPLOADS_PER_THREAD;
      let isGood = false;
      try {
        const failure = await run(thread.worker, { id: ++lastId, job, onSubmitted, signal });
        isGood = failure === null;
        return failure;
      } finally {
        thread.underWay -= 1;
        thread.isRetired ||= !isGood;
        if (thread.underWay === 0) {
          thread.worker.unref();
          if (thread.isRetired) await end(thread);
        }
      }
    },
    close: async () => {
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
  // One of each kind for every upload under way.
  worker.setMaxListeners(0);
  return worker;
}

interface Run {
  readonly id: number;
  readonly job: UploadJob;
  readonly onSubmitted: (txHash: string) => Promise<void>;
  readonly signal: AbortSignal;
}

async function run(worker: Worker, { id, job, onSubmitted, signal }: Run): Promise<SdkFailure | null> {
  const { promise, resolve, reject } = Promise.withResolvers<SdkFailure | null>();
  const order = (order: WorkerOrder) => worker.postMessage(order);
  let told = Promise.resolve();
  const abort = () => reject(signal.reason);
  const read = (message: WorkerMessage) => {
    if (message.id !== id) return;
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
    order({ kind: "upload", id, job });
    const failure = await promise;
    await told;
    return failure;
  } catch (error) {
    order({ kind: "cancel", id });
    throw error;
  } finally {
    signal.removeEventListener("abort", abort);
    worker.off("message", read).off("error", crash).off("exit", leave);
  }
}
