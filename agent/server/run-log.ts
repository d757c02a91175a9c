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
  let waiting: LoggedEvent[] = [];
  let writing: Promise<void> = Promise.resolve();
  let failure: unknown = null;

  const write = async () => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await appendRunEvents(store, runId, batch);
      for (const logged of batch) hub.publish(runId, logged);
    }
  };

  return {
    append(event) {
      const isIdle = waiting.length === 0;
      waiting.push({ seq: ++seq, event });
      if (isIdle) writing = writing.then(write).catch((error: unknown) => void (failure ??= error));
    },
    async flushed() {
      await writing;
      if (failure !== null) throw failure;
    },
  };
}
