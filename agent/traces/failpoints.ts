/** Every moment between two awaits at which a crash could cost a trace or pay twice, in the order of a trace's life. */
export const FAILPOINTS = [
  "trace-sealed",
  "trace-kept",
  "run-ending",
  "run-ended",
  "upload-begins",
  "attempt-told",
  "attempt-kept",
  "submitted-told",
  "submitted-kept",
  "upload-final",
  "upload-kept",
] as const;
export type Failpoint = (typeof FAILPOINTS)[number];

/** Told at each point as it is reached. */
export type Reached = (point: Failpoint) => void;

export const NO_FAILPOINT: Reached = () => {};

/**
 * Kills this process where `necto chaos` wants it killed: at the `nth` time a point is reached, without a word to
 * anybody, like a power cut.
 */
export function killAt<Point extends string>({
  point,
  nth,
}: {
  readonly point: Point;
  readonly nth: number;
}): (reached: Point) => void {
  let times = 0;
  return (reached) => {
    if (reached === point && ++times === nth) process.kill(process.pid, "SIGKILL");
  };
}
