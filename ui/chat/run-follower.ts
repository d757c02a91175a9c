import { fetchRun } from "../api/necto-api.ts";
import type { FeedClient } from "../feed/feed-client.ts";
import { reduceRun } from "./run-reducer.ts";
import { isRunning, NEW_RUN, type RunState } from "./run-state.ts";

/** Nothing heard of a running run for this long: say so, and ask the server. */
const QUIET_AFTER_MS = 30_000;

const channelOf = (runId: string) => `run:${runId}`;

/** Whoever shows the runs. */
export interface RunShelf {
  /** What is shown of a run; null when it is not on screen any more. */
  find(runId: string): RunState | null;
  put(runId: string, run: RunState): void;
  /** Its organisation is none of the reader's any more. */
  revoked(): void;
  /** A run that should go on has said nothing for 30 s. */
  quiet(runId: string): void;
}

/** Keeps runs on screen in step with their logs until they end. */
export interface RunFollower {
  follow(runId: string): void;
  unfollow(runId: string): void;
}

export function createRunFollower(feed: FeedClient, shelf: RunShelf): RunFollower {
  const quietTimers = new Map<string, number>();

  const stopListeningForQuiet = (runId: string) => {
    window.clearTimeout(quietTimers.get(runId));
    quietTimers.delete(runId);
  };

  const listenForQuiet = (runId: string) => {
    stopListeningForQuiet(runId);
    const speak = () => {
      shelf.quiet(runId);
      void check(runId);
    };
    quietTimers.set(runId, window.setTimeout(speak, QUIET_AFTER_MS));
  };

  /** Compares with the server: a lost tail is asked for again. */
  const check = async (runId: string) => {
    const view = await fetchRun(runId).catch(() => null);
    const run = shelf.find(runId);
    if (view && run && isRunning(run) && view.lastSeq > run.lastSeq) feed.resync(channelOf(runId));
  };

  const unfollow = (runId: string) => {
    stopListeningForQuiet(runId);
    feed.unsubscribe(channelOf(runId));
  };

  const put = (runId: string, run: RunState) => {
    if (isRunning(run)) listenForQuiet(runId);
    else unfollow(runId);
    shelf.put(runId, run);
  };

  const follow = (runId: string) => {
    // A replay is shown when it is complete, not as it flies by; null once the log is live.
    let replay: RunState | null = NEW_RUN;
    listenForQuiet(runId);
    feed.subscribe(channelOf(runId), {
      apply: (seq, event) => {
        if (replay) replay = reduceRun(replay, seq, event);
        else put(runId, reduceRun(shelf.find(runId) ?? NEW_RUN, seq, event));
      },
      forget: () => {
        replay = NEW_RUN;
      },
      ready: (again) => {
        const whole = replay;
        replay = null;
        if (whole) put(runId, whole);
        if (again) void check(runId);
      },
      refused: (code) => {
        if (code === "revoked") return shelf.revoked();
        const error = { code, message: "This run's log is not available." };
        put(runId, { ...NEW_RUN, phase: "failed", error });
      },
    });
  };

  return { follow, unfollow };
}
