import { keccak_256 } from "@noble/hashes/sha3";
import canonicalize from "canonicalize";

/** keccak256 of UTF-8 text, as `0x` and 64 lower-case hex digits. */
export function keccakText(text: string): string {
  const bytes = keccak_256(text);
  let hex = "0x";
  for (const byte of bytes) hex += byte.toString(16).padStart(2, "0");
  return hex;
}

/**
 * Digest of a JSON value: keccak256 of its RFC 8785 bytes. Equal values give equal digests whatever the order of
 * their keys.
 *
 * @throws Error for values JSON cannot carry (bigint, NaN, a lone surrogate)
 */
export function digestOf(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("a digest needs a JSON value");
  return keccakText(text);
}
