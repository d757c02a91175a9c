import type { RunEvent } from "@necto/tools/protocol/run-event";
import type { Store } from "../store/open-store.ts";
import { appendRunEvents } from "../store/runs.ts";
import type { FeedHub, LoggedEvent } from "./feed-hub.ts";

/** The log of one run. Events are written first and published after, so that whoever resumes can miss none. */
export interface RunLog {
  readonly append: (event: RunEvent) => void;
  /** Resolves when everything appended so far is written and published; rejects when writing failed. */
  readonly flushed: () => Promise<void>;
}

/** Events that arrive while a write is under way go together into the next one. */
export function createRunLog(store: Store, hub: FeedHub, runId: string, lastSeq: number): RunLog {
  let seq = lastSeq;
  const waiting: LoggedEvent[] = [];
  let writing: Promise<void> = Promise.resolve();
  let failure: unknown = null;

  // What a failed write leaves waiting goes first into the next one, so that the log never has a gap.
  const write = async () => {
    while (waiting.length > 0) {
      const batch = waiting.slice();
      await appendRunEvents(store, runId, batch);
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

  return {
    append(event) {
      waiting.push({ seq: ++seq, event });
      if (waiting.length === 1 || failure !== null) writeSoon();
    },
    async flushed() {
      await writing;
      if (waiting.length > 0) writeSoon();
      await writing;
      if (waiting.length > 0) throw failure;
    },
  };
}
