/**
 * Calls about one thing, one after the other: a repeat waits for the first, and finds what it did.
 *
 * @param keyOf names the thing a call is about
 */
export function inTurn<A, R>(keyOf: (asked: A) => string, run: (asked: A) => Promise<R>) {
  const queues = new Map<string, Promise<void>>();
  return (asked: A): Promise<R> => {
    const key = keyOf(asked);
    const mine = (queues.get(key) ?? Promise.resolve()).then(() => run(asked));
    const settled = mine.then(
      () => {},
      () => {},
    );
    queues.set(key, settled);
    void settled.then(() => queues.get(key) === settled && queues.delete(key));
    return mine;
  };
}
