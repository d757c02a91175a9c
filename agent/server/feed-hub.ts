import type { RunEvent } from "@necto/tools/protocol/run-event";

export interface LoggedEvent {
  readonly seq: number;
  readonly event: RunEvent;
}

type Listener<T> = (told: T) => void;

/** Who listens to which run or trace, in this process. It remembers nothing: the database is the truth. */
export interface FeedHub<T = LoggedEvent> {
  readonly publish: (id: string, told: T) => void;
  /** Returns the function that ends the subscription. */
  readonly subscribe: (id: string, listener: Listener<T>) => () => void;
  readonly isHeard: (id: string) => boolean;
  /** Everything that somebody listens to. */
  readonly heard: () => readonly string[];
}

export function createFeedHub<T = LoggedEvent>(): FeedHub<T> {
  const listeners = new Map<string, Set<Listener<T>>>();
  return {
    publish(id, told) {
      for (const listener of listeners.get(id) ?? []) listener(told);
    },
    subscribe(id, listener) {
      const set = listeners.get(id) ?? new Set();
      listeners.set(id, set.add(listener));
      return () => {
        set.delete(listener);
        if (set.size === 0 && listeners.get(id) === set) listeners.delete(id);
      };
    },
    isHeard: (id) => listeners.has(id),
    heard: () => [...listeners.keys()],
  };
}
