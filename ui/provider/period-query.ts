const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Ranges that one click chooses, by their days. */
export const RANGES = [7, 30, 90, 366] as const;

/** The last days up to today, UTC. */
export function lastDays(days: number, now: number): { readonly from: string; readonly to: string } {
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  return { from: day(now - (days - 1) * DAY_MS), to: day(now) };
}

/**
 * What an address chooses, with the last 30 days where it says nothing; other fields stay as they are.
 *
 * @param fields names that the page knows; all others are left out
 */
export function readQuery(search: string, fields: readonly string[], now: number): URLSearchParams {
  const said = new URLSearchParams(search);
  const query = new URLSearchParams();
  const range = lastDays(30, now);
  for (const [name, usual] of Object.entries(range)) {
    const value = said.get(name) ?? "";
    query.set(name, DAY.test(value) ? value : usual);
  }
  for (const name of fields) {
    const value = said.get(name);
    if (value) query.set(name, value);
  }
  return query;
}
