/** What can go wrong with storage, as switches of the implementations and networks that tests and the sandbox run. */
export interface StorageFaults {
  /** One byte of what is downloaded is wrong. */
  readonly corrupt: boolean;
  /** Payments are not noticed. */
  readonly paused: boolean;
  /** Nothing answers. */
  readonly dropped: boolean;
  /** Milliseconds that every answer waits. */
  readonly slowMs: number;
  /** Chain id that is told instead of the right one. */
  readonly chainId: number | null;
}

export const NO_STORAGE_FAULTS: StorageFaults = {
  corrupt: false,
  paused: false,
  dropped: false,
  slowMs: 0,
  chainId: null,
};

/** A copy with one byte in the middle changed. */
export function withWrongByte(bytes: Uint8Array): Uint8Array {
  const at = Math.floor(bytes.length / 2);
  return bytes.with(at, bytes[at]! ^ 1);
}
