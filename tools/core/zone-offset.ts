/** A stretch of time with one offset from UTC; half-open, epoch milliseconds. */
export interface OffsetSegment {
  readonly from: number;
  readonly to: number;
  /** Wall clock minus UTC, milliseconds. */
  readonly offsetMs: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Formats are dear to make and zones few. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
  formats.set(timeZone, format);
  return format;
}

/** Whether a text is the name of a time zone: `Europe/Berlin`, `UTC`, and the fixed offsets that the runtime knows. */
export function isTimeZone(timeZone: string): boolean {
  try {
    formatOf(timeZone);
    return true;
  } catch {
    return false;
  }
}

const LONG_OFFSET = /^GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/;

/**
 * Wall clock minus UTC at a moment, in milliseconds.
 *
 * @param at epoch milliseconds
 * @throws RangeError when the time zone is unknown
 * @example zoneOffsetMs("Australia/Lord_Howe", Date.parse("2026-12-01T00:00:00Z")) // 39_600_000, 11 hours
 */
export function zoneOffsetMs(timeZone: string, at: number): number {
  const text = formatOf(timeZone)
    .formatToParts(at)
    .find(({ type }) => type === "timeZoneName")?.value;
  const match = LONG_OFFSET.exec(text ?? "");
  if (!match) throw new RangeError(`The offset of ${timeZone} reads ${text}, which is no offset.`);
  const [, sign, hours = "0", minutes = "0", seconds = "0"] = match;
  const size = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return sign === "-" ? -size : size;
}

/** No zone changes its clock twice within a week; Morocco's month of Ramadan comes nearest. */
const STEP_MS = 7 * 86_400_000;

/**
 * A range cut where the zone's offset changes, in order and without gaps.
 *
 * @throws RangeError when the time zone is unknown
 */
export function offsetSegments(timeZone: string, [from, to]: readonly [number, number]): OffsetSegment[] {
  const segments: OffsetSegment[] = [];
  let start = from;
  let offsetMs = zoneOffsetMs(timeZone, from);
  for (let at = from; at < to; at += STEP_MS) {
    const end = Math.min(at + STEP_MS, to);
    const next = zoneOffsetMs(timeZone, end);
    if (next === offsetMs) continue;
    const change = findChange(timeZone, at, end);
    segments.push({ from: start, to: change, offsetMs });
    [start, offsetMs] = [change, next];
  }
  if (start < to) segments.push({ from: start, to, offsetMs });
  return segments;
}

/** First millisecond with the offset of `late`; `early` has another. */
function findChange(timeZone: string, early: number, late: number): number {
  const before = zoneOffsetMs(timeZone, early);
  let [low, high] = [early, late];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (zoneOffsetMs(timeZone, middle) === before) low = middle;
    else high = middle;
  }
  return high;
}
