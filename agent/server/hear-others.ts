import { setTimeout as sleep } from "node:timers/promises";
import type { TraceStatus } from "@necto/tools/protocol/trace-status";
import type { Store } from "../store/open-store.ts";
import { findRun, listRunEvents } from "../store/runs.ts";
import type { TraceService } from "../traces/trace-service.ts";
import type { FeedHub } from "./feed-hub.ts";
import type { RunService } from "./run-service.ts";

const RETRY_MS = 500;

export interface HearOptions {
  readonly store: Store;
  readonly hub: FeedHub;
  readonly traceHub: FeedHub<TraceStatus>;
  readonly traces: TraceService;
  readonly runs: RunService;
  /** Hears that listings have changed. */
  readonly onListings: () => void;
  readonly onFault: (error: unknown) => void;
}

/**
 * Passes on what other processes on the same database tell: the events of their runs and changes of traces to those
 * who listen here, wishes to stop to the runs of this process. A notice says only that there is something; it is read
 * once however many listen, and several notices of one run become one reading.
 *
 * @returns the function that ends it
 */
export async function hearOthers(options: HearOptions): Promise<() => Promise<void>> {
  const { store, hub, traceHub, traces, runs, onListings, onFault } = options;
  /** The last seq passed on, by run. */
  const passed = new Map<string, number>();
  /** Seqs that are known to be written, by run. */
  const runsToRead = new Map<string, number>();
  const tracesToRead = new Set<string>();
  let reading: Promise<void> = Promise.resolve();
  let isReading = false;
  let isOver = false;

  function readSoon(): void {
    if (!isReading) reading = readAll();
  }
  async function readAll(): Promise<void> {
    isReading = true;
    while (runsToRead.size + tracesToRead.size > 0 && !isOver)
      await readOnce().catch(async (error: unknown) => {
        onFault(error);
        // What was not read is still to be read.
        await sleep(RETRY_MS);
      });
    // At once, not after the promise: what is told in between would be read by nobody.
    isReading = false;
  }
  async function readOnce(): Promise<void> {
    for (const [id, seq] of runsToRead) {
      await passOnRun(id, seq);
      if (runsToRead.get(id) === seq) runsToRead.delete(id);
    }
    for (const root of tracesToRead) await passOnTrace(root);
  }
  async function passOnRun(id: string, seq: number): Promise<void> {
    // What came before, whoever follows the run reads by itself.
    for (const logged of await listRunEvents(store, id, passed.get(id) ?? seq - 1)) {
      passed.set(id, logged.seq);
      hub.publish(id, logged);
    }
  }
  async function passOnTrace(root: string): Promise<void> {
    // Before it is read: a change that is told meanwhile is a new one.
    tracesToRead.delete(root);
    const status = await traces.find({ root }).catch((error: unknown) => {
      tracesToRead.add(root);
      throw error;
    });
    if (status) traceHub.publish(root, status);
  }
  /** Nothing is remembered of runs that nobody here follows any more. */
  function forgetUnheard(): void {
    const heard = new Set(hub.heard());
    for (const id of passed.keys()) if (!heard.has(id)) passed.delete(id);
  }

  return store.notices
    .listen({
      onNotice(notice) {
        if (notice.kind === "listings") onListings();
        if (notice.kind === "stop") runs.stopHere(notice.id);
        if (notice.kind === "trace") {
          if (notice.isNew) traces.wake();
          if (traceHub.isHeard(notice.id)) tracesToRead.add(notice.id);
        }
        if (notice.kind === "run") {
          if (hub.isHeard(notice.id)) runsToRead.set(notice.id, notice.seq);
          else passed.delete(notice.id);
        }
        readSoon();
      },
      onGap() {
        forgetUnheard();
        traces.wake();
        onListings();
        for (const root of traceHub.heard()) tracesToRead.add(root);
        Promise.all(hub.heard().map((id) => findRun(store, id)))
          .then((found) => {
            for (const run of found) if (run) runsToRead.set(run.id, run.lastSeq);
            readSoon();
          })
          .catch(onFault);
      },
    })
    .then((end) => async () => {
      isOver = true;
      await end();
      await reading;
    });
}
