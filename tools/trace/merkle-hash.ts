import { keccak_256 } from "@noble/hashes/sha3";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils";
import { CHUNK_BYTES } from "./merkle-layout.ts";

/** keccak256 as `0x` and 64 lower-case hex digits. */
export type Hash = `0x${string}`;

const HASH_BYTES = 32;
const ZERO_CHUNK = keccak_256(new Uint8Array(CHUNK_BYTES));

export const toHash = (bytes: Uint8Array): Hash => `0x${bytesToHex(bytes)}`;
export const fromHash = (hash: string): Uint8Array => hexToBytes(hash.slice(2));

/**
 * Hashes of the chunks of `bytes` from `from` up to `to`, side by side. What lies behind the end of `bytes` counts as
 * zeros.
 */
export function hashChunks(bytes: Uint8Array, from: number, to: number): Uint8Array {
  const hashes = new Uint8Array((to - from) * HASH_BYTES);
  for (let chunk = from; chunk < to; chunk++)
    hashes.set(hashChunk(bytes, chunk), (chunk - from) * HASH_BYTES);
  return hashes;
}

function hashChunk(bytes: Uint8Array, chunk: number): Uint8Array {
  const content = bytes.subarray(chunk * CHUNK_BYTES, (chunk + 1) * CHUNK_BYTES);
  if (content.length === CHUNK_BYTES) return keccak_256(content);
  if (content.length === 0) return ZERO_CHUNK;
  const padded = new Uint8Array(CHUNK_BYTES);
  padded.set(content);
  return keccak_256(padded);
}

/**
 * Root of a tree over hashes that lie side by side, which it overwrites. Neighbours are hashed together level by level;
 * an odd last one moves up unchanged.
 */
export function foldTree(hashes: Uint8Array): Uint8Array {
  let count = hashes.length / HASH_BYTES;
  while (count > 1) {
    const pairs = Math.floor(count / 2);
    // The target is never behind what is still to be read, so one buffer is enough.
    for (let pair = 0; pair < pairs; pair++)
      hashes.set(
        keccak_256(hashes.subarray(pair * 2 * HASH_BYTES, (pair * 2 + 2) * HASH_BYTES)),
        pair * HASH_BYTES,
      );
    if (count % 2 === 1) hashes.copyWithin(pairs * HASH_BYTES, (count - 1) * HASH_BYTES, count * HASH_BYTES);
    count = Math.ceil(count / 2);
  }
  return hashes.slice(0, HASH_BYTES);
}

export function hashPair(left: Uint8Array, right: Uint8Array): Uint8Array {
  const pair = new Uint8Array(2 * HASH_BYTES);
  pair.set(left);
  pair.set(right, HASH_BYTES);
  return keccak_256(pair);
}

/** The hashes side by side, for `foldTree`. */
export function joinHashes(hashes: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(hashes.length * HASH_BYTES);
  for (const [index, hash] of hashes.entries()) joined.set(hash, index * HASH_BYTES);
  return joined;
}
