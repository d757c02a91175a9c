import type { Store } from "../store/open-store.ts";
import { listRunEvents } from "../store/runs.ts";
import type { FeedHub, LoggedEvent } from "./feed-hub.ts";

export interface FollowOptions {
  readonly store: Store;
  readonly hub: FeedHub;
  readonly runId: string;
  /** The last seq that is known already. */
  readonly afterSeq: number;
  /** Takes every event after that, in order, each once. */
  readonly deliver: (logged: LoggedEvent) => void;
  /** Hears that the log could not be read; what was delivered so far is right. */
  readonly onFault: (error: unknown) => void;
}

export interface FollowedRun {
  /** Resolves when everything that was written before is delivered. */
  readonly caughtUp: Promise<void>;
  readonly leave: () => void;
}

/**
 * Follows the log of a run: what is written already, then what is told. Whatever the hub leaves out, because another
 * process wrote it, is read from the log before the next event is delivered.
 */
export function followRun({ store, hub, runId, afterSeq, deliver, onFault }: FollowOptions): FollowedRun {
  let lastSeq = afterSeq;
  let isReading = false;
  // Told while the log is read, so that none falls between reading and listening.
  const waiting: LoggedEvent[] = [];

  const take = (logged: LoggedEvent): void => {
    if (isReading) waiting.push(logged);
    else if (logged.seq === lastSeq + 1) pass(logged);
    else if (logged.seq > lastSeq) readOn().catch(onFault);
  };
  const pass = (logged: LoggedEvent): void => {
    lastSeq = logged.seq;
    deliver(logged);
  };
  async function readOn(): Promise<void> {
    isReading = true;
    try {
      (await listRunEvents(store, runId, lastSeq)).forEach(pass);
    } finally {
      isReading = false;
    }
    waiting.splice(0).forEach(take);
  }

  const leave = hub.subscribe(runId, take);
  return { caughtUp: readOn(), leave };
}
