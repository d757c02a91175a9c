import type { Indexer } from "./create-indexer.ts";

/** An indexer whose looks wait for each other: two at once would each read the same page. */
export function oneAtATime(indexer: Indexer): Indexer {
  let last: Promise<unknown> = Promise.resolve();
  return {
    key: indexer.key,
    poll() {
      const mine = last.then(indexer.poll);
      last = mine.catch(() => {});
      return mine;
    },
  };
}
