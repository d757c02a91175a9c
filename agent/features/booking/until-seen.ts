/** How somebody else's act is waited for. Times in epoch milliseconds. */
export interface Watch {
  readonly until: number;
  readonly now: () => number;
  readonly everyMs: number;
  readonly signal: AbortSignal;
  /** A look that failed is told of, and is made again. */
  readonly onFault: (error: unknown) => void;
}

/**
 * Looks until something is there; null when the time is up.
 *
 * @throws the signal's reason when it is aborted
 */
export async function untilSeen<T>(look: () => Promise<T | null>, watch: Watch): Promise<T | null> {
  const { until, now, everyMs, signal, onFault } = watch;
  for (;;) {
    const seen = await look().catch((error: unknown) => {
      onFault(error);
      return null;
    });
    if (seen !== null || now() >= until) return seen;
    await pause(everyMs, signal);
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const over = Promise.withResolvers<void>();
  const stop = () => over.reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  const timer = setTimeout(over.resolve, ms);
  await over.promise.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  });
}
