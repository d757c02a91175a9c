/**
 * A queue of one: each piece of work starts when those before it have ended, however they ended.
 *
 * Work that is aborted while it waits rejects at once and is never started.
 */
export function createTurns(): <T>(signal: AbortSignal, work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (signal, work) => {
    const before = last;
    const mine = (async () => {
      await before;
      signal.throwIfAborted();
      return work();
    })();
    last = mine.then(
      () => undefined,
      () => undefined,
    );
    return untilAborted(mine, before, signal);
  };
}

/** `work`, unless the signal aborts before `before` has ended. */
function untilAborted<T>(work: Promise<T>, before: Promise<unknown>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    before.finally(() => signal.removeEventListener("abort", abort));
    work.then(resolve, reject);
  });
}
