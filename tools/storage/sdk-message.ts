/** What goes to the worker that runs 0G's SDK: an upload, or that one may not pay any more. */
export type WorkerOrder =
  | { readonly kind: "upload"; readonly id: number; readonly job: UploadJob }
  | { readonly kind: "cancel"; readonly id: number };

/** One upload. */
export interface UploadJob {
  readonly bytes: Uint8Array;
  /** Null: nothing is paid, for a transaction is known to the nodes already. */
  readonly nonce: number | null;
  /** Segments per request to a node. */
  readonly taskSize: number;
}

/** What the worker needs before its first upload. */
export interface WorkerSetup {
  readonly rpcUrl: string;
  readonly chainId: number;
  readonly indexerUrl: string;
  readonly signerKey: string;
}

/** What comes back of the upload of that id. */
export type WorkerMessage = { readonly id: number } & (
  | { readonly kind: "submitted"; readonly txHash: string }
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly failure: SdkFailure }
);

/** An error of the SDK as text: its errors do not survive the way between threads. */
export interface SdkFailure {
  /** Message and codes of the error and of what it wraps, without keys. */
  readonly text: string;
}
