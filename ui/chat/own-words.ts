import type { Mode } from "@necto/tools/core/requirements";
import type { NewRun } from "@necto/tools/protocol/api";

/** What this browser remembers of a run it started: the words, or what was clicked. */
export interface OwnWords {
  /** The message as typed; null when the run came from a click. */
  readonly text: string | null;
  /** What the click did ("Removed EU"); null for a message. */
  readonly action: string | null;
}

/** A message on its way: the body of the run, and what to show for it. */
export interface Departure {
  readonly run: NewRun;
  readonly own: OwnWords;
}

/** A conversation of this browser, for the list in the navigation. */
export interface KnownThread {
  readonly id: string;
  readonly mode: Mode;
  /** Its first words. */
  readonly title: string;
  /** Epoch milliseconds of the last message sent from here. */
  readonly usedAt: number;
}

/** The server keeps no words of an untracked conversation; they live here, in this browser only. */
export interface OwnWordsStore {
  wordsOf(threadId: string): Readonly<Record<string, OwnWords>>;
  /** The run's words; the departure of that thread, if any, has arrived. */
  keep(threadId: string, runId: string, words: OwnWords): void;
  /** Remembered until `keep`, so that a page that is closed before the server answers loses nothing. */
  depart(threadId: string, departure: Departure): void;
  departureOf(threadId: string): Departure | null;
  /** The message was refused: it is not on its way any more. */
  cancel(threadId: string): void;
  /** Newest first. */
  threads(): readonly KnownThread[];
  keepThread(thread: KnownThread): void;
  forget(threadId: string): void;
}

const THREADS_KEY = "necto:threads";
const MOST_THREADS = 30;
const departureKey = (threadId: string) => `necto:departure:${threadId}`;
const wordsKey = (threadId: string) => `necto:words:${threadId}`;

/** `storage` may be full or blocked; then words last as long as the page. */
export function createOwnWords(storage: Pick<Storage, "getItem" | "setItem" | "removeItem">): OwnWordsStore {
  const unsaved = new Map<string, string>();
  const read = <T>(key: string, empty: T): T => {
    try {
      return JSON.parse(unsaved.get(key) ?? storage.getItem(key) ?? "null") ?? empty;
    } catch {
      return empty;
    }
  };
  const write = (key: string, value: unknown) => {
    const text = JSON.stringify(value);
    try {
      storage.setItem(key, text);
      unsaved.delete(key);
    } catch {
      unsaved.set(key, text);
    }
  };
  const erase = (key: string) => {
    unsaved.delete(key);
    try {
      storage.removeItem(key);
    } catch {
      // Blocked: nothing was ever kept there.
    }
  };
  const threads = () => read<readonly KnownThread[]>(THREADS_KEY, []);
  const wordsOf = (threadId: string) => read<Record<string, OwnWords>>(wordsKey(threadId), {});

  return {
    wordsOf,
    threads,
    keep: (threadId, runId, words) => {
      write(wordsKey(threadId), { ...wordsOf(threadId), [runId]: words });
      erase(departureKey(threadId));
    },
    depart: (threadId, departure) => write(departureKey(threadId), departure),
    departureOf: (threadId) => read<Departure | null>(departureKey(threadId), null),
    cancel: (threadId) => erase(departureKey(threadId)),
    keepThread: (thread) => {
      const others = threads().filter(({ id }) => id !== thread.id);
      const kept = [thread, ...others];
      for (const dropped of kept.slice(MOST_THREADS)) erase(wordsKey(dropped.id));
      write(THREADS_KEY, kept.slice(0, MOST_THREADS));
    },
    forget: (threadId) => {
      erase(wordsKey(threadId));
      erase(departureKey(threadId));
      write(
        THREADS_KEY,
        threads().filter(({ id }) => id !== threadId),
      );
    },
  };
}
