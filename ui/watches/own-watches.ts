/** What this browser, and nobody else, knows of an untracked watch. */
export interface OwnWatch {
  readonly id: string;
  /** 32 random bytes as `0x…`: whoever has them may read, pause and delete it. */
  readonly capability: string;
}

/** Untracked watches of this browser, and which messages have led to a watch already. */
export interface OwnWatches {
  /** Newest first. */
  readonly all: () => readonly OwnWatch[];
  readonly keep: (watch: OwnWatch) => void;
  readonly forget: (id: string) => void;
  /** Whether a run's watch was asked for here before. */
  readonly wasAsked: (runId: string) => boolean;
  readonly noteAsked: (runId: string) => void;
}

const WATCHES = "necto:watches";
const ASKED = "necto:watches-asked";
/** As many runs as can be on screen in a few conversations. */
const MOST_ASKED = 200;

/** @throws whatever the storage does when it is blocked or full: a capability that is not kept opens nothing */
export function createOwnWatches(storage: Pick<Storage, "getItem" | "setItem">): OwnWatches {
  const read = <T>(key: string): readonly T[] => JSON.parse(storage.getItem(key) ?? "[]") as readonly T[];
  const all = () => read<OwnWatch>(WATCHES);
  const others = (id: string) => all().filter((watch) => watch.id !== id);
  return {
    all,
    keep: (watch) => storage.setItem(WATCHES, JSON.stringify([watch, ...others(watch.id)])),
    forget: (id) => storage.setItem(WATCHES, JSON.stringify(others(id))),
    wasAsked: (runId) => read<string>(ASKED).includes(runId),
    noteAsked: (runId) =>
      storage.setItem(ASKED, JSON.stringify([runId, ...read<string>(ASKED)].slice(0, MOST_ASKED))),
  };
}

export const ownWatches = createOwnWatches({
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, value),
});
