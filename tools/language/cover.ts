import type { Candidate } from "./statement.ts";

/** Every candidate pays this, so that one long reading beats two halves of it. */
const COST_OF_A_CANDIDATE = 0.5;

/**
 * The best set of candidates that do not overlap (weighted interval scheduling): the most tokens explained,
 * then the strongest cues. Equal scores keep the candidate proposed first.
 */
export function findBestCover(length: number, candidates: readonly Candidate[]): Candidate[] {
  const startingAt: Candidate[][] = Array.from({ length }, () => []);
  for (const candidate of candidates) startingAt[candidate.from]?.push(candidate);
  const best = new Array<number>(length + 1).fill(0);
  const choice = new Array<Candidate | null>(length).fill(null);
  for (let at = length - 1; at >= 0; at--) {
    best[at] = best[at + 1]!;
    for (const candidate of startingAt[at]!) {
      const value =
        candidate.to - candidate.from + candidate.score - COST_OF_A_CANDIDATE + best[candidate.to]!;
      if (value <= best[at]!) continue;
      best[at] = value;
      choice[at] = candidate;
    }
  }
  const cover: Candidate[] = [];
  for (let at = 0; at < length; ) {
    const candidate = choice[at];
    if (candidate) cover.push(candidate);
    at = candidate ? candidate.to : at + 1;
  }
  return cover;
}
