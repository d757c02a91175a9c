/** Milliseconds of repeated runs of one thing. */
export interface Timing {
  readonly runs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

/** Runs something `runs` times after `warmUp` runs that do not count. */
export function measure(runs: number, warmUp: number, work: (round: number) => void): Timing {
  for (let round = 0; round < warmUp; round++) work(round);
  const times = Array.from({ length: runs }, (_, round) => {
    const startedAt = performance.now();
    work(round);
    return performance.now() - startedAt;
  });
  return toTiming(times);
}

export function toTiming(times: readonly number[]): Timing {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { runs: times.length, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
}

/** Three significant digits are more than a shared machine gives. */
export const round = (value: number): number => Number(value.toPrecision(3));

export const residentMib = (): number => Math.round(process.memoryUsage().rss / 1_048_576);
