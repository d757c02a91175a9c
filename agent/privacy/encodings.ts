import { createHash } from "node:crypto";
import { type Hex, hexToBytes, keccak256 } from "viem";

/** One way in which a string may be written down. */
export interface Encoded {
  /** `base64+1` is the base64 of the string behind one other byte; hashes are unsalted. */
  readonly encoding: string;
  readonly text: string;
}

/** Shorter ones are found by chance. */
export const SHORTEST = 12;

/**
 * Every way that is searched for. A string that stands for bytes (`0x…`) is meant as those bytes too.
 *
 * @example encodingsOf("mara@example").map(({ encoding }) => encoding) // ["plain", "hex", "base64", "base64+1", …]
 */
export function encodingsOf(text: string): readonly Encoded[] {
  const isHex = /^0x([0-9a-f]{2})+$/i.test(text);
  const ways = [
    // Without 0x: its digits may stand in the middle of others.
    { encoding: "plain", text: isHex ? text.slice(2) : text },
    { encoding: "json", text: isHex ? "" : JSON.stringify(text).slice(1, -1) },
    { encoding: "url", text: isHex ? "" : encodeURIComponent(text) },
    { encoding: "url", text: isHex ? "" : new URLSearchParams({ q: text }).toString().slice(2) },
    ...ofBytes("", Buffer.from(text)),
    ...(text === text.toLowerCase() ? [] : hashesOf("", Buffer.from(text.toLowerCase()))),
    ...(isHex ? ofBytes(" of its bytes", Buffer.from(hexToBytes(text as Hex))) : []),
  ];
  const seen = new Set<string>();
  return ways.filter(({ text: way }) => {
    const isNew = way.length >= SHORTEST && !seen.has(way.toLowerCase());
    seen.add(way.toLowerCase());
    return isNew;
  });
}

function ofBytes(of: string, bytes: Buffer): Encoded[] {
  return [
    { encoding: `hex${of}`, text: bytes.toString("hex") },
    ...base64sOf(bytes, "base64").map((text, behind) => ({ encoding: `base64+${behind}${of}`, text })),
    ...base64sOf(bytes, "base64url").map((text, behind) => ({ encoding: `base64url+${behind}${of}`, text })),
    ...hashesOf(of, bytes),
  ];
}

/** The characters that are the same whatever stands before and after, for each place in a group of three bytes. */
const base64sOf = (bytes: Buffer, encoding: "base64" | "base64url"): string[] =>
  [0, 1, 2].map((behind) =>
    Buffer.concat([Buffer.alloc(behind), bytes])
      .toString(encoding)
      .slice(Math.ceil((behind * 8) / 6), Math.floor(((behind + bytes.length) * 8) / 6)),
  );

const hashesOf = (of: string, bytes: Buffer): Encoded[] =>
  [
    { name: "sha256", digest: createHash("sha256").update(bytes).digest() },
    { name: "keccak256", digest: Buffer.from(keccak256(bytes, "bytes")) },
  ].flatMap(({ name, digest }) => [
    { encoding: `${name}${of}`, text: digest.toString("hex") },
    ...base64sOf(digest, "base64").map((text) => ({ encoding: `${name}, base64${of}`, text })),
    ...base64sOf(digest, "base64url").map((text) => ({ encoding: `${name}, base64${of}`, text })),
  ]);
