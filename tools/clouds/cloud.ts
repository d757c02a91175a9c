/** A machine that is rented at a source. */
export interface Machine {
  readonly id: string;
  /** As it was called when it was launched; null when the source names none. */
  readonly name: string | null;
  /** `gone`: ended, or of no use any more. */
  readonly status: "booting" | "active" | "gone";
  /** Where it is reached; null until it is. */
  readonly ip: string | null;
}

export interface LaunchRequest {
  /** Tells this machine from all others of the account. */
  readonly name: string;
  /** The offer that is rented, by its id. */
  readonly offerId: string;
  /** Who is let in, in the format of OpenSSH. */
  readonly sshKey: { readonly name: string; readonly publicKey: string };
}

/**
 * Rents machines at a source through the API of an account there. It keeps nothing: who calls sees to it that a name is
 * launched once, by looking at the list before.
 *
 * All throw NectoError `source/…`; one that is not `retryable` is for good.
 */
export interface Cloud {
  /** Every machine of the account. */
  readonly list: (signal: AbortSignal) => Promise<readonly Machine[]>;
  readonly launch: (request: LaunchRequest, signal: AbortSignal) => Promise<Machine>;
  /** Those that are gone already are no error. */
  readonly terminate: (ids: readonly string[], signal: AbortSignal) => Promise<void>;
  /** Forgets who was let in. */
  readonly removeKey: (name: string, signal: AbortSignal) => Promise<void>;
  /** The account's name on its machines. */
  readonly user: string;
}
