/** Channels that are done are let go together: the server takes 20 frames a second. */
const LET_GO_AFTER_MS = 500;

export interface OutboxDeps {
  setTimer(run: () => void, ms: number): number;
  clearTimer(timer: number): void;
}

/** What is to be said of channels, gathered into as few frames as possible. */
export interface Outbox {
  subscribe(name: string): void;
  unsubscribe(name: string): void;
  /** A new socket knows nothing: everything is asked for again, and at once. */
  restart(names: Iterable<string>): void;
  clear(): void;
}

/** `flush` is called with the names of the channels; it may drop them while there is no connection. */
export function createOutbox(
  deps: OutboxDeps,
  flush: (names: { subscribe: string[]; unsubscribe: string[] }) => void,
): Outbox {
  const toSubscribe = new Set<string>();
  const toUnsubscribe = new Set<string>();
  let timer: number | null = null;

  const clear = () => {
    if (timer !== null) deps.clearTimer(timer);
    timer = null;
  };
  const flushNow = () => {
    clear();
    const names = { subscribe: [...toSubscribe], unsubscribe: [...toUnsubscribe] };
    toSubscribe.clear();
    toUnsubscribe.clear();
    flush(names);
  };
  const flushIn = (ms: number) => {
    clear();
    timer = deps.setTimer(flushNow, ms);
  };

  return {
    subscribe: (name) => {
      toUnsubscribe.delete(name);
      toSubscribe.add(name);
      flushIn(0);
    },
    unsubscribe: (name) => {
      if (!toSubscribe.delete(name)) toUnsubscribe.add(name);
      if (toSubscribe.size === 0) flushIn(LET_GO_AFTER_MS);
    },
    restart: (names) => {
      toUnsubscribe.clear();
      for (const name of names) toSubscribe.add(name);
      flushNow();
    },
    clear,
  };
}
