/** Where traces are kept: 0G Storage, or something that behaves like it. Every implementation passes `conformStorage`. */
export interface TraceStorage {
  /**
   * Stores bytes and resolves when they are final. Bytes that are stored already cost nothing. Calls of one signer pay
   * one after the other, in the order they were made, and wait for what comes after that side by side; calls for the same
   * bytes are carried out one after the other as a whole.
   *
   * An attempt that failed may have paid. Whoever kept what `onAttempt` and `onSubmitted` told and passes it as
   * `resume` never pays for the same bytes twice.
   *
   * @throws NectoError `storage/empty`, `storage/funds`, `storage/rejected`, `storage/deadline`, `storage/unreachable`,
   *   `storage/wrong-network`; the signal's reason when it aborts; what `onAttempt` or `onSubmitted` throw
   */
  readonly store: (request: StoreRequest) => Promise<StoredFile>;
  /**
   * The bytes of a root. Their root is recomputed, so that wrong bytes are never returned.
   *
   * @throws NectoError `storage/not-found`, `storage/mismatch`, `storage/deadline`, `storage/unreachable`
   */
  readonly fetch: (root: string, signal: AbortSignal) => Promise<Uint8Array>;
  /**
   * What the network knows of a root.
   *
   * @throws NectoError `storage/deadline`, `storage/unreachable`
   */
  readonly find: (root: string, signal: AbortSignal) => Promise<FileState>;
  /**
   * The network that is reached.
   *
   * @throws NectoError `storage/wrong-network` when chain, storage node and what is expected are not one network;
   *   `storage/deadline`, `storage/unreachable`
   */
  readonly check: (signal: AbortSignal) => Promise<NetworkIdentity>;
  /** Ends what is under way; an upload in progress rejects with `storage/unreachable` and can be resumed. */
  readonly close: () => Promise<void>;
}

export interface StoreRequest {
  readonly bytes: Uint8Array;
  /** What an earlier try for the same bytes told, or null for the first. */
  readonly resume: Attempt | null;
  /** Awaited before anything is sent that costs: keep it, for it is the next try's `resume`. */
  readonly onAttempt: (attempt: Attempt) => Promise<void>;
  /** Awaited as soon as a transaction is known: keep it as the attempt's `txHash`. */
  readonly onSubmitted: (txHash: string) => Promise<void>;
  readonly signal: AbortSignal;
}

/** One payment that may have happened. Two transactions with one nonce can never both be carried out. */
export interface Attempt {
  readonly nonce: number;
  /** The payment is in this block or a later one. */
  readonly fromBlock: number;
  readonly txHash: string | null;
}

/** What is known about the payment is null when the network no longer tells. */
export interface StoredFile {
  readonly root: string;
  /** Bytes. */
  readonly size: number;
  /** The first transaction that paid for these bytes. */
  readonly txHash: string | null;
  /** Number of the file on the network. */
  readonly txSeq: number | null;
  readonly blockNumber: number | null;
}

export interface FileState {
  /** `pending`: paid for, but not all of its bytes are there. */
  readonly state: "unknown" | "pending" | "final";
  readonly txSeq: number | null;
  /** Bytes. */
  readonly size: number | null;
  readonly uploadedSegments: number | null;
}

export interface NetworkIdentity {
  readonly chainId: number;
  /** Address of the Flow contract, which takes the payments. */
  readonly flow: string;
}
