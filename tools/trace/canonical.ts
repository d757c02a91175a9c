import canonicalize from "canonicalize";

/**
 * The bytes that are hashed, signed and stored: RFC 8785 canonical JSON as UTF-8. Equal values give equal bytes.
 *
 * @throws Error for values JSON cannot carry (bigint, NaN, a lone surrogate)
 */
export const canonicalBytes = (value: unknown): Uint8Array => new TextEncoder().encode(canonicalText(value));

/** The same as text. */
export function canonicalText(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("only a JSON value has canonical bytes");
  return text;
}
