/** Topics of error codes, in the order of STYLE §5. */
export type ErrorTopic =
  | "config"
  | "request"
  | "source"
  | "price"
  | "model"
  | "storage"
  | "chain"
  | "escrow"
  | "policy"
  | "auth"
  | "run";

export interface NectoErrorFields {
  /** `topic/what`, stable; errors are recognised by it, never by their text. */
  readonly code: `${ErrorTopic}/${string}`;
  /** What happened, to which thing, what to do next. Never a secret. */
  readonly message: string;
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly hint?: string;
  readonly cause?: unknown;
  readonly retryable?: boolean;
}

/** The one error class of Necto. */
export class NectoError extends Error {
  override readonly name = "NectoError";
  readonly code: NectoErrorFields["code"];
  readonly meta: Readonly<Record<string, unknown>>;
  readonly hint: string | null;
  readonly retryable: boolean;

  constructor({ code, message, meta = {}, hint, cause, retryable = false }: NectoErrorFields) {
    super(message, { cause });
    this.code = code;
    this.meta = meta;
    this.hint = hint ?? null;
    this.retryable = retryable;
  }
}
