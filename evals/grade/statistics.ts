/** Normal quantile of a two-sided interval of 95 %. */
const Z = 1.959964;

/**
 * Wilson's interval of a share.
 *
 * @returns shares from 0 to 1; with nothing counted, all of it
 * @example wilson(95, 100) // [0.888, 0.978]
 */
export function wilson(right: number, all: number): readonly [low: number, high: number] {
  if (all === 0) return [0, 1];
  const share = right / all;
  const middle = (share + (Z * Z) / (2 * all)) / (1 + (Z * Z) / all);
  const half = (Z * Math.sqrt((share * (1 - share)) / all + (Z * Z) / (4 * all * all))) / (1 + (Z * Z) / all);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/**
 * How likely k trials drawn of these all passed: C(passes, k) / C(trials, k). Null with fewer than k trials.
 *
 * @example passAll(7, 8, 2) // 0.75
 */
export function passAll(passes: number, trials: number, k: number): number | null {
  if (trials < k) return null;
  let share = 1;
  for (let drawn = 0; drawn < k; drawn++) share *= Math.max(0, passes - drawn) / (trials - drawn);
  return share;
}

/** The middle, and what 95 of 100 stay below, of some milliseconds. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
