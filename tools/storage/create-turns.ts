/** Waits for its turn, and works. */
export type Turns = <T>(signal: AbortSignal, work: (pass: () => void) => Promise<T>) => Promise<T>;

/**
 * A queue of one: each piece of work starts when those before it have ended, however they ended, or have passed their turn
 * on.
 *
 * Work that is aborted while it waits rejects at once and is never started.
 *
 * @example await inTurn(signal, async (pass) => { const hash = await send(); pass(); return receiptOf(hash); });
 */
export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return (signal, work) => {
    const before = last;
    const passed = Promise.withResolvers<void>();
    const mine = (async () => {
      await before;
      signal.throwIfAborted();
      return work(passed.resolve);
    })();
    mine.then(
      () => passed.resolve(),
      () => passed.resolve(),
    );
    last = passed.promise;
    return untilAborted(mine, before, signal);
  };
}

/** A queue of one for each key, gone with its last piece of work. */
export function createTurnsByKey(): <T>(
  key: string,
  signal: AbortSignal,
  work: () => Promise<T>,
) => Promise<T> {
  const queues = new Map<string, { readonly inTurn: Turns; waiting: number }>();
  return async (key, signal, work) => {
    const queue = queues.get(key) ?? { inTurn: createTurns(), waiting: 0 };
    queues.set(key, queue);
    queue.waiting += 1;
    try {
      return await queue.inTurn(signal, work);
    } finally {
      queue.waiting -= 1;
      if (queue.waiting === 0) queues.delete(key);
    }
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
