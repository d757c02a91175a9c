const BASE_MS = 500;
const CEILING_MS = 30_000;

/**
 * Milliseconds to wait before attempt `attempt` (0 = the first after a loss): full jitter, so that many pages
 * do not come back in the same moment. `random` returns [0, 1).
 */
export function backoffMs(attempt: number, random: () => number): number {
  return Math.floor(random() * Math.min(CEILING_MS, BASE_MS * 2 ** attempt));
}
