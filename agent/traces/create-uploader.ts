import { NectoError } from "@necto/tools/errors";
import type { TraceStorage } from "@necto/tools/storage/trace-storage";
import type { Store } from "../store/open-store.ts";
import { takeLease } from "../store/processes.ts";
import {
  nextTrace,
  nextTryAt,
  postponeTrace,
  type QueuedTrace,
  saveAttempt,
  saveStored,
  saveTransaction,
} from "../store/traces.ts";
import type { Reached } from "./failpoints.ts";

export interface UploaderOptions {
  readonly store: Store;
  readonly storage: TraceStorage;
  readonly now: () => number;
  /** Hears that what is known of a trace has changed; resolves when it is told. */
  readonly onChange: (root: string) => Promise<void>;
  readonly reached: Reached;
  /** Hears faults of Necto itself; a network that fails is no fault, and is tried again. */
  readonly onFault: (error: unknown) => void;
}

/** Brings queued traces to 0G, several at once, until it is closed. */
export interface Uploader {
  /** There is something new in the queue. */
  readonly wake: () => void;
  /** Stops the try under way, which is resumed at the next start without paying twice. */
  readonly close: () => Promise<void>;
}

/** Pause after a failed try, doubled with each, at most the second. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** What is due may still be another process's for a moment. */
const SHORTEST_PAUSE_MS = 100;
/** Uploads under way at once: nearly all of their time is waiting. */
const AT_ONCE = 16;
/** All traces are paid for with one account, whose payments have an order: one process uploads at a time. */
const LEASE = "upload";
/** How often another process asks whether the one that uploads is gone. */
const LEASE_CHECK_MS = 2_000;

/**
 * The queue is in the database: what was kept before a crash is uploaded after it. Nothing ever leaves the queue but
 * by being stored.
 */
export function createUploader(options: UploaderOptions): Uploader {
  const { store, storage, now, onChange, reached, onFault } = options;
  const closing = new AbortController();
  let wakeUp = Promise.withResolvers<void>();
  const iso = (epochMs: number) => new Date(epochMs).toISOString();

  async function upload({ root, bytes, tries, attempt }: QueuedTrace): Promise<void> {
    await onChange(root);
    reached("upload-begins");
    try {
      const stored = await storage.store({
        bytes,
        resume: attempt,
        onAttempt: async (next) => {
          reached("attempt-told");
          await saveAttempt(store, root, next);
          reached("attempt-kept");
        },
        onSubmitted: async (txHash) => {
          reached("submitted-told");
          await saveTransaction(store, root, txHash);
          reached("submitted-kept");
          void onChange(root);
        },
        signal: closing.signal,
      });
      reached("upload-final");
      await saveStored(store, stored, iso(now()));
      reached("upload-kept");
    } catch (error) {
      if (closing.signal.aborted) return;
      if (!(error instanceof NectoError)) onFault(error);
      const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries);
      await postponeTrace(store, root, toProblem(error), iso(now() + pauseMs));
    }
    void onChange(root);
  }

  const underWay = new Map<string, Promise<void>>();

  function begin(next: QueuedTrace): void {
    const uploading = upload(next)
      // The database did not answer; the queue is still in it.
      .catch((error: unknown) => {
        if (!closing.signal.aborted) onFault(error);
        return pause(FIRST_PAUSE_MS);
      })
      .finally(() => {
        underWay.delete(next.root);
        wakeUp.resolve();
      });
    underWay.set(next.root, uploading);
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      wakeUp = Promise.withResolvers();
      try {
        const isOurTurn = await takeLease(store, LEASE);
        const busy = [...underWay.keys()];
        const next = isOurTurn && busy.length < AT_ONCE ? await nextTrace(store, iso(now()), busy) : null;
        if (next) begin(next);
        else if (!isOurTurn) await pause(LEASE_CHECK_MS);
        else await pause(busy.length < AT_ONCE ? msUntil(await nextTryAt(store, busy)) : LONGEST_PAUSE_MS);
      } catch (error) {
        if (!closing.signal.aborted) onFault(error);
        await pause(FIRST_PAUSE_MS);
      }
    }
    await Promise.all(underWay.values());
  }

  const msUntil = (at: string | null): number =>
    at === null
      ? LONGEST_PAUSE_MS
      : Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, Date.parse(at) - now()));

  /** Or until something new is queued. */
  async function pause(ms: number): Promise<void> {
    const timer = setTimeout(() => wakeUp.resolve(), ms);
    await wakeUp.promise;
    clearTimeout(timer);
  }

  const running = run();
  return {
    wake: () => wakeUp.resolve(),
    async close() {
      closing.abort();
      wakeUp.resolve();
      await running;
    },
  };
}

const toProblem = (error: unknown) =>
  error instanceof NectoError
    ? { code: error.code, message: error.message }
    : {
        code: "storage/internal",
        message: "The upload failed because of a fault in Necto; it is tried again.",
      };
