/** Least edits (insert, delete, replace a letter) from one text to another. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}

const keyOf = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, "");
/** Longer text is no name; comparing it would only cost time. */
const MAX_LENGTH = 60;

/**
 * The known names that look most like a name nobody knows, nearest first, then in their own order; none when all are
 * more than a third of the name away. Case, spaces and punctuation do not count.
 *
 * @example nearestNames("rtx 409O", ["RTX 4090", "RTX 4080", "H100"], 3) // ["RTX 4090", "RTX 4080"]
 */
export function nearestNames(name: string, known: readonly string[], most: number): string[] {
  const key = keyOf(name.slice(0, MAX_LENGTH));
  const limit = Math.max(1, Math.floor(key.length / 3));
  return known
    .map((candidate) => ({ candidate, distance: editDistance(key, keyOf(candidate)) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, most)
    .map(({ candidate }) => candidate);
}
