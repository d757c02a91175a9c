import { expandAvailability } from "@necto/tools/core/availability";
import type { ListingDraft } from "@necto/tools/core/listing-draft";

/** What was in force of a listing from a moment on; null for nothing. Epoch milliseconds, oldest first. */
export interface InForce {
  readonly from: number;
  readonly draft: ListingDraft | null;
}

const DAY_MS = 86_400_000;

/**
 * Unit-seconds that a listing was for rent, by UTC day (days since 1970-01-01): its units, less those that its owner had
 * taken out or promised elsewhere, while it was published, available, and inside its windows. Silence of machines is not
 * in it: what is not known of the past is not made up.
 *
 * @param to nothing is offered from there on, epoch milliseconds
 */
export function offeredSeconds(
  history: readonly InForce[],
  { from, to }: { readonly from: number; readonly to: number },
): ReadonlyMap<number, number> {
  const unitMs = new Map<number, number>();
  for (const [index, { from: since, draft }] of history.entries()) {
    const start = Math.max(since, from);
    const end = Math.min(history[index + 1]?.from ?? to, to);
    if (draft === null || draft.status !== "available" || start >= end) continue;
    const range = { from: new Date(start).toISOString(), to: new Date(end).toISOString() };
    for (const window of expandAvailability(draft.availability, range))
      addWindow(unitMs, draft, Date.parse(window.from), Date.parse(window.to));
  }
  return new Map([...unitMs].map(([day, ms]) => [day, Math.floor(ms / 1_000)]));
}

/** Cut at midnight, and where units are taken out or come back. */
function addWindow(unitMs: Map<number, number>, draft: ListingDraft, from: number, to: number): void {
  const edges = draft.offlineUnits.flatMap((out) => [Date.parse(out.from), out.to ? Date.parse(out.to) : to]);
  for (let at = from; at < to; ) {
    const midnight = (Math.floor(at / DAY_MS) + 1) * DAY_MS;
    const next = Math.min(to, midnight, ...edges.filter((edge) => edge > at));
    const day = Math.floor(at / DAY_MS);
    unitMs.set(day, (unitMs.get(day) ?? 0) + unitsAt(draft, at) * (next - at));
    at = next;
  }
}

function unitsAt({ unitsTotal, offlineUnits }: ListingDraft, at: number): number {
  const out = offlineUnits
    .filter(({ from, to }) => Date.parse(from) <= at && (to === null || at < Date.parse(to)))
    .reduce((units, some) => units + some.units, 0);
  return Math.max(unitsTotal - out, 0);
}
