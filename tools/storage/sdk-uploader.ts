import { Worker } from "node:worker_threads";
import type { SdkFailure, UploadJob, WorkerMessage, WorkerSetup } from "./sdk-message.ts";

/** Uploads with 0G's SDK in a thread of its own; one at a time. */
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

/** The thread is started with the first upload and kept while uploads succeed. */
export function createSdkUploader(setup: WorkerSetup): SdkUploader {
  let worker: Worker | null = null;
  let uploads = 0;

  const end = async (): Promise<void> => {
    const ended = worker;
    worker = null;
    uploads = 0;
    await ended?.terminate();
  };

  return {
    upload: async (job, onSubmitted, signal) => {
      worker ??= startWorker(setup);
      uploads += 1;
      let isGood = false;
      try {
        const failure = await run(worker, { job, onSubmitted, signal });
        isGood = failure === null && uploads < UPLOADS_PER_THREAD;
        return failure;
      } finally {
        if (!isGood) await end();
      }
    },
    close: end,
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
