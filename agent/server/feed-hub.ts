import type { RunEvent } from "@necto/tools/protocol/run-event";

export interface LoggedEvent {
  readonly seq: number;
  readonly event: RunEvent;
}

type Listener = (logged: LoggedEvent) => void;

/** Who listens to which run, in this process. It remembers nothing: the log in the database is the truth. */
export interface FeedHub {
  readonly publish: (runId: string, logged: LoggedEvent) => void;
  /** Returns the function that ends the subscription. */
  readonly subscribe: (runId: string, listener: Listener) => () => void;
}

export function createFeedHub(): FeedHub {
  const listeners = new Map<string, Set<Listener>>();
  return {
    publish(runId, logged) {
      for (const listener of listeners.get(runId) ?? []) listener(logged);
    },
    subscribe(runId, listener) {
      const set = listeners.get(runId) ?? new Set();
      listeners.set(runId, set.add(listener));
      return () => {
        set.delete(listener);
        if (set.size === 0 && listeners.get(runId) === set) listeners.delete(runId);
      };
    },
  };
}
