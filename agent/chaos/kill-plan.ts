/** Where the next worker is to be killed: at the nth time that it comes to a point, or at random. */
export type KillAt = { readonly point: string; readonly nth: number } | null;

/** Most times that a worker passes a point before it dies there. */
const MOST_PASSES = 4;

/**
 * Two kills of three are at a point, always one of those struck least so far; the third is at random. A point that was not
 * reached in time is tried again at its first time.
 *
 * @param random numbers from 0 to 1; equal ones give equal plans
 */
export function createKillPlan(points: readonly string[], random: () => number) {
  const struck = new Map<string, number>();
  const missed = new Set<string>();
  return {
    next(round: number): KillAt {
      if (round % 3 === 0) return null;
      const fewest = Math.min(...points.map((point) => struck.get(point) ?? 0));
      const due = points.filter((point) => (struck.get(point) ?? 0) === fewest);
      const point = due[Math.floor(random() * due.length)]!;
      return { point, nth: missed.has(point) ? 1 : 1 + Math.floor(random() * MOST_PASSES) };
    },
    /** Whether the worker died where it was to. */
    ended(at: KillAt, hasStruck: boolean): void {
      if (at === null) return;
      if (!hasStruck) missed.add(at.point);
      else {
        missed.delete(at.point);
        struck.set(at.point, (struck.get(at.point) ?? 0) + 1);
      }
    },
  };
}
