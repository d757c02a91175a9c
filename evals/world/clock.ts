/** A clock that stands still until the scenario moves it, and names and numbers that are the same in every trial. */
export interface Determinism {
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly advance: (seconds: number) => void;
  /** `run-000000000000000000000001`, then `…2`: as long as ids that nobody can guess must be. */
  readonly newId: (kind: string) => string;
  /** 32 bytes as hex, never twice the same. */
  readonly newNonce: () => string;
}

/** @param from the first moment, ISO */
export function determinism(from: string, seed: number): Determinism {
  let at = Date.parse(from);
  const counts = new Map<string, number>();
  const next = (kind: string): number => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return count;
  };
  return {
    now: () => at,
    advance: (seconds) => {
      at += seconds * 1_000;
    },
    newId: (kind) => `${kind}-${String(next(kind)).padStart(24, "0")}`,
    newNonce: () => `0x${seed.toString(16).padStart(8, "0")}${next("nonce").toString(16).padStart(56, "0")}`,
  };
}
