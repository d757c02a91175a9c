/** What a quote's clock shows: seconds left, rounded up; 0 is expired. */
export interface QuoteClock {
  /** Never grows again: a clock that was set back, or a server's time that jumps, revives no quote. */
  secondsLeft(nowMs: number): number;
}

/** A clock that counts down to `expiresAtMs` and, once it has run out, stays so. */
export function createQuoteClock(expiresAtMs: number): QuoteClock {
  let least = Number.POSITIVE_INFINITY;
  return {
    secondsLeft: (nowMs) => {
      least = Math.min(least, Math.max(0, Math.ceil((expiresAtMs - nowMs) / 1_000)));
      return least;
    },
  };
}

/** `1:59`, `0:07`. */
export const clockLeftText = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
