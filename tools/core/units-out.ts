import type { UnitsOut } from "./listing-draft.ts";

/** Half-open, epoch milliseconds; `to` may be infinite. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

const endOf = ({ to }: UnitsOut): number => (to === null ? Number.POSITIVE_INFINITY : Date.parse(to));

/** Entries that are not over. */
export const notOver = (out: readonly UnitsOut[], now: number): UnitsOut[] =>
  out.filter((one) => endOf(one) > now);

/**
 * Units that are out, with `units` of them back during a stretch: the earliest entries of the list give first.
 * A stretch without an end brings back what is out at its beginning, for the rest of its time, and leaves what begins
 * later as it is.
 *
 * @example bringBack([{ units: 4, status: "offline", from: "…-01T…", to: "…-05T…" }], 1, { from: 2nd, to: 3rd })
 *   // 4 from the 1st to the 2nd, 3 from the 2nd to the 3rd, 4 from the 3rd to the 5th
 */
export function bringBack(out: readonly UnitsOut[], units: number, stretch: Stretch): UnitsOut[] {
  const isMeant = (one: UnitsOut) =>
    Date.parse(one.from) < stretch.to &&
    endOf(one) > stretch.from &&
    (stretch.to !== Number.POSITIVE_INFINITY || Date.parse(one.from) <= stretch.from);
  const meant = out.filter(isMeant);
  const edges = edgesOf(meant, stretch);
  const left = new Map(edges.map((edge) => [edge, units]));
  return out.flatMap((one) => (isMeant(one) ? piecesOf(one, edges, left) : [one]));
}

/** Moments at which the number of units out may change within a stretch, sorted. */
function edgesOf(out: readonly UnitsOut[], { from, to }: Stretch): number[] {
  const edges = out.flatMap((one) => [Date.parse(one.from), endOf(one)]).filter((ms) => from < ms && ms < to);
  return [...new Set([from, ...edges])].sort((a, b) => a - b).concat(to);
}

/** One entry between the edges, with what each stretch still has to give back taken from it. */
function piecesOf(one: UnitsOut, edges: readonly number[], left: Map<number, number>): UnitsOut[] {
  const pieces: { from: number; to: number; units: number }[] = [];
  const put = (from: number, to: number, units: number) => {
    if (from >= to || units === 0) return;
    const last = pieces.at(-1);
    if (last?.to === from && last.units === units) last.to = to;
    else pieces.push({ from, to, units });
  };
  const [from, to] = [Date.parse(one.from), endOf(one)];
  put(from, Math.min(to, edges[0]!), one.units);
  for (const [i, edge] of edges.slice(0, -1).entries()) {
    const end = edges[i + 1]!;
    if (edge < from || edge >= to) continue;
    const back = Math.min(left.get(edge)!, one.units);
    left.set(edge, left.get(edge)! - back);
    put(edge, Math.min(end, to), one.units - back);
  }
  put(Math.max(from, edges.at(-1)!), to, one.units);
  return pieces.map((piece) => ({
    units: piece.units,
    status: one.status,
    from: new Date(piece.from).toISOString(),
    to: piece.to === Number.POSITIVE_INFINITY ? null : new Date(piece.to).toISOString(),
  }));
}
