import { foldTree, type Hash, hashChunks, joinHashes, toHash } from "./merkle-hash.ts";
import { layoutOf, SEGMENT_CHUNKS } from "./merkle-layout.ts";

/**
 * The 0G Merkle root of bytes: what 0G Storage finds them by. Not their digest, and it does not commit to their
 * length: files that differ only in zeros at their end can share it, so keep the size beside it.
 *
 * Leaves are keccak256 of 256 bytes, inner nodes keccak256 of both children, without tags. The rules are those of
 * 0G's storage node and SDK (github.com/0gfoundation/0g-ts-sdk `file/MerkleTree`, read 2026-11-26).
 *
 * @throws NectoError `storage/empty` for no bytes
 * @example rootOf(Uint8Array.of(0)) // "0xd397b3b043d87fcd6fad1291ff0bfd16401c274896d8c63a923727f077b8e0b5"
 */
export const rootOf = (bytes: Uint8Array): Hash => toHash(foldTree(joinHashes(hashSegments(bytes))));

/** Roots of the segments under the root of `bytes`, those of nothing but padding included. */
export const segmentRootsOf = (bytes: Uint8Array): Hash[] => hashSegments(bytes).map(toHash);

/** `segmentRootsOf` before it is text. */
export function hashSegments(bytes: Uint8Array): Uint8Array[] {
  const { paddedSegments } = layoutOf(bytes.length);
  return Array.from({ length: paddedSegments }, (_, index) => hashSegment(bytes, index));
}

function hashSegment(bytes: Uint8Array, index: number): Uint8Array {
  const { sectors } = layoutOf(bytes.length);
  const from = index * SEGMENT_CHUNKS;
  return foldTree(hashChunks(bytes, from, Math.min(from + SEGMENT_CHUNKS, sectors)));
}
