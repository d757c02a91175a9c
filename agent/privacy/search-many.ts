import { SHORTEST } from "./encodings.ts";

const BASE = 0x01000193;
const FILTER_BITS = 24;

/** Lower case of ASCII, byte by byte; of anything else nothing changes. */
const LOWER = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));

/**
 * Looks for many strings at once, in upper and lower case alike: a rolling hash of the first characters of each (Rabin and
 * Karp), so that the time does not grow with their number.
 *
 * @param needles each of `SHORTEST` characters or more, with what is to be told of it
 * @returns gives what was found in some bytes, each once
 */
export function searchMany<Told>(
  needles: Iterable<{ readonly text: string; readonly told: Told }>,
): (bytes: Uint8Array) => readonly Told[] {
  const filter = new Uint8Array(1 << (FILTER_BITS - 3));
  const byHash = new Map<number, { readonly bytes: Uint8Array; readonly told: Told }[]>();
  for (const { text, told } of needles) {
    const bytes = Uint8Array.from(Buffer.from(text), (byte) => LOWER[byte]!);
    if (bytes.length < SHORTEST) throw new Error(`“${text}” is too short to be looked for.`);
    let hash = 0;
    for (let at = 0; at < SHORTEST; at++) hash = (Math.imul(hash, BASE) + bytes[at]!) | 0;
    const slot = slotOf(hash);
    filter[slot >>> 3]! |= 1 << (slot & 7);
    byHash.set(hash, [...(byHash.get(hash) ?? []), { bytes, told }]);
  }
  let leaving = 1;
  for (let at = 0; at < SHORTEST; at++) leaving = Math.imul(leaving, BASE);

  return (haystack) => {
    const found = new Set<Told>();
    let hash = 0;
    for (let end = 0; end < haystack.length; end++) {
      hash = (Math.imul(hash, BASE) + LOWER[haystack[end]!]!) | 0;
      if (end >= SHORTEST) hash = (hash - Math.imul(LOWER[haystack[end - SHORTEST]!]!, leaving)) | 0;
      if (end < SHORTEST - 1) continue;
      const slot = slotOf(hash);
      if ((filter[slot >>> 3]! & (1 << (slot & 7))) === 0) continue;
      for (const { bytes, told } of byHash.get(hash) ?? [])
        if (isAt(haystack, end - SHORTEST + 1, bytes)) found.add(told);
    }
    return [...found];
  };
}

const slotOf = (hash: number): number => Math.imul(hash, 0x9e3779b1) >>> (32 - FILTER_BITS);

function isAt(haystack: Uint8Array, start: number, bytes: Uint8Array): boolean {
  if (start + bytes.length > haystack.length) return false;
  for (let at = 0; at < bytes.length; at++) if (LOWER[haystack[start + at]!] !== bytes[at]) return false;
  return true;
}
