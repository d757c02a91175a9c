import type { RunEvent } from "@necto/tools/protocol/run-event";
import type { Store } from "../store/open-store.ts";
import { appendRunEvents } from "../store/runs.ts";
import type { NewTrace } from "../store/traces.ts";
import type { FeedHub, LoggedEvent } from "./feed-hub.ts";

/** The log of one run. Events are written first and published after, so that whoever resumes can miss none. */
export interface RunLog {
  readonly append: (event: RunEvent) => void;
  /** The last event, and the trace of the run with it: both are written or neither. */
  readonly end: (event: RunEvent, traces: readonly NewTrace[]) => void;
  /** Resolves when everything appended so far is written and published; rejects when writing failed. */
  readonly flushed: () => Promise<void>;
}

/** Events that arrive while a write is under way go together into the next one. */
export function createRunLog(store: Store, hub: FeedHub, runId: string, lastSeq: number): RunLog {
  let seq = lastSeq;
  const waiting: LoggedEvent[] = [];
  let writing: Promise<void> = Promise.resolve();
  let failure: unknown = null;
  let traces: readonly NewTrace[] = [];

  // What a failed write leaves waiting goes first into the next one, so that the log never has a gap.
  const write = async () => {
    while (waiting.length > 0) {
      const batch = waiting.slice();
      const isLast = traces.length > 0 && batch.at(-1)?.seq === seq;
      await appendRunEvents(store, runId, batch, isLast ? traces : []);
      waiting.splice(0, batch.length);
      failure = null;
      for (const logged of batch) hub.publish(runId, logged);
    }
  };
  const writeSoon = () => {
    writing = writing.then(write).catch((error: unknown) => {
      failure = error;
    });
  };

  const append = (event: RunEvent) => {
    waiting.push({ seq: ++seq, event });
    if (waiting.length === 1 || failure !== null) writeSoon();
  };

  return {
    append,
    end(event, kept) {
      traces = kept;
      append(event);
    },
    async flushed() {
      await writing;
      if (waiting.length > 0) writeSoon();
      await writing;
      if (waiting.length > 0) throw failure;
    },
  };
}
