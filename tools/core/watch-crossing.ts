/**
 * Whether a watch waits for its price to fall under the line (`armed`) or has told so and waits for it to rise again
 * (`fired`); only changes are worth keeping.
 */
export interface WatchState {
  readonly phase: "armed" | "fired";
  /** How many crossings there were, each told once. */
  readonly crossing: number;
  /**
   * Sources that had a matching price below the re-arm line when they last answered since it fired, with the moment (epoch
   * milliseconds) since which they have not answered freshly; null while they do. Empty while armed.
   */
  readonly below: Readonly<Record<string, number | null>>;
}

export const NEW_WATCH: WatchState = { phase: "armed", crossing: 0, below: {} };

/** What a market says of the offers that match a watch. A source that is in neither was not asked. */
export interface WatchReading {
  /** Epoch milliseconds. */
  readonly takenAt: number;
  /** Lowest fresh matching price of each source that answered, micro-USD per GPU-hour; null where nothing of it matches. */
  readonly heard: ReadonlyMap<string, number | null>;
  /** Sources that failed, or whose matching prices are stale: they say nothing, neither that there is a price nor that there is none. */
  readonly silent: ReadonlySet<string>;
}

/** The re-arm line is this much above the threshold, so that jitter around it is one crossing. */
const REARM_MARGIN_BPS = 100;
/** The last word of a source that has not answered freshly for this long counts no more. */
export const LAST_WORD_MS = 24 * 3_600_000;

/**
 * From which price on a watch is armed again: one percent above its threshold, rounded up.
 *
 * @example rearmLine(2_000_000) // 2_020_000
 */
export const rearmLine = (usdMicrosPerGpuHour: number): number =>
  usdMicrosPerGpuHour + Math.ceil((usdMicrosPerGpuHour * REARM_MARGIN_BPS) / 10_000);

/**
 * The next state of a watch; the very same object when nothing changed. It fires (`crossing` grows by one) when a fresh price
 * falls under the threshold while it is armed, and at once when one is there at its first reading. It is armed again when no
 * source has a matching price below the re-arm line, by its last fresh word: a source that fails is no price that went away.
 *
 * @param usdMicrosPerGpuHour the threshold
 */
export function advanceWatch(
  state: WatchState,
  usdMicrosPerGpuHour: number,
  reading: WatchReading,
): WatchState {
  const prices = [...reading.heard.values()];
  if (state.phase === "armed" && !prices.some((price) => price !== null && price < usdMicrosPerGpuHour))
    return state;
  const below = nextBelow(state.below, rearmLine(usdMicrosPerGpuHour), reading);
  if (state.phase === "armed") return { phase: "fired", crossing: state.crossing + 1, below };
  if (Object.keys(below).length === 0) return { ...state, phase: "armed", below };
  return isSame(below, state.below) ? state : { ...state, below };
}

function nextBelow(before: WatchState["below"], line: number, { takenAt, heard, silent }: WatchReading) {
  const below: Record<string, number | null> = {};
  for (const [source, price] of heard) if (price !== null && price < line) below[source] = null;
  for (const [source, since] of Object.entries(before)) {
    if (!silent.has(source) || source in below) continue;
    if (takenAt - (since ?? takenAt) < LAST_WORD_MS) below[source] = since ?? takenAt;
  }
  return below;
}

const isSame = (a: WatchState["below"], b: WatchState["below"]): boolean =>
  Object.keys(a).length === Object.keys(b).length &&
  Object.entries(a).every(([source, since]) => source in b && b[source] === since);
