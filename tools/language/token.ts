export type TokenKind =
  | "word"
  | "number"
  | "symbol"
  /** Address, hash, URL, e-mail: never looked into. */
  | "opaque"
  /** ISO date or date-time. */
  | "date"
  /** `18:00`. */
  | "clock"
  /** `eu-west-1`. */
  | "region-code"
  /** `necto:0x12…`, `catalog:o00001:spot`. */
  | "offer-id";

/** The smallest piece the grammar looks at: a run of letters, a run of digits, a sign or an opaque value. */
export interface Token {
  readonly kind: TokenKind;
  /** As written, normalised, letter case kept. */
  readonly text: string;
  /** Lower case and with its spelling corrected; numbers as plain decimal text (`1500`, `2.50`). */
  readonly word: string;
  /** UTF-16 offsets into the text as the user wrote it. */
  readonly start: number;
  readonly end: number;
  /** Whether nothing stands between this token and the one before it. */
  readonly glued: boolean;
}
