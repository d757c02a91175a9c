/** Adds one to `skips[code]`; a map of counts that starts empty. */
export function countSkip(skips: Record<string, number>, code: string, times = 1): void {
  skips[code] = (skips[code] ?? 0) + times;
}
