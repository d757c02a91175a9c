import type { NectoError } from "../errors.ts";

export interface Deadline {
  /** The caller's. */
  readonly signal: AbortSignal;
  readonly deadlineMs: number;
  /** What is thrown when time is up. */
  readonly onDeadline: () => NectoError;
}

/**
 * `work` with a signal that aborts when the caller's does or when time is up. Whatever `work` makes of that, the
 * caller's abort rejects with its reason and the deadline with its error.
 */
export async function withinDeadline<T>(
  { signal, deadlineMs, onDeadline }: Deadline,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const deadline = AbortSignal.timeout(deadlineMs);
  try {
    return await work(AbortSignal.any([signal, deadline]));
  } catch (cause) {
    signal.throwIfAborted();
    throw deadline.aborted ? onDeadline() : cause;
  }
}
