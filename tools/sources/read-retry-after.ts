/** When a source wants to be asked again: in so many seconds, or at a moment by its own clock, in epoch milliseconds. */
export type RetryAfter = { readonly seconds: number } | { readonly atMs: number };

/** Eleven days; whoever says more has made a mistake. */
const MOST_SECONDS = 999_999;

/**
 * Reads `Retry-After` (RFC 9110, 10.2.3): seconds or an HTTP date in any of its three forms. With the answer's own `Date` a
 * date is seconds too, and no clock but the source's matters. Null when it is absent or cannot be read.
 *
 * @example readRetryAfter(new Headers({ "retry-after": "90" })) // { seconds: 90 }
 */
export function readRetryAfter(headers: Pick<Headers, "get">): RetryAfter | null {
  const text = headers.get("retry-after")?.trim() ?? "";
  if (/^\d{1,6}$/.test(text)) return { seconds: Number(text) };
  const atMs = parseHttpDate(text);
  if (atMs === null) return null;
  const saidAtMs = parseHttpDate(headers.get("date")?.trim() ?? "");
  if (saidAtMs === null) return { atMs };
  return { seconds: Math.min(MOST_SECONDS, Math.max(0, Math.ceil((atMs - saidAtMs) / 1_000))) };
}

/** They begin with a day of the week. The oldest form names no zone and means GMT. */
function parseHttpDate(text: string): number | null {
  if (!/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /.test(text)) return null;
  const atMs = Date.parse(/ GMT$/.test(text) ? text : `${text} GMT`);
  return Number.isNaN(atMs) ? null : atMs;
}
