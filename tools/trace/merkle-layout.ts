import { NectoError } from "../errors.ts";

/** 0G's unit of storage and price, also called sector or entry. */
export const CHUNK_BYTES = 256;
/** Chunks of a full segment, the unit of transfer. */
export const SEGMENT_CHUNKS = 1024;
export const SEGMENT_BYTES = CHUNK_BYTES * SEGMENT_CHUNKS;

/** How 0G lays a file of some size out. */
export interface MerkleLayout {
  /** Bytes of the file itself. */
  readonly size: number;
  /** Chunks that hold bytes of the file; the last one is filled up with zeros. */
  readonly chunks: number;
  /** Chunks under the root, and what is paid for: the rest are zeros that are never sent. */
  readonly sectors: number;
  readonly paddedSize: number;
  /** Segments that hold bytes of the file: those that are sent. */
  readonly segments: number;
  /** Segments under the root; from 16 MiB on there can be more of them than are sent. */
  readonly paddedSegments: number;
}

/**
 * The layout of a file of `size` bytes. The number of chunks is rounded up to a sixteenth of the next power of two, so
 * that at most five subtrees of falling heights cover it.
 *
 * @throws NectoError `storage/empty` for size 0, which 0G cannot store
 * @example layoutOf(700_000) // { chunks: 2735, sectors: 2816, segments: 3, … }
 */
export function layoutOf(size: number): MerkleLayout {
  if (size === 0)
    throw new NectoError({
      code: "storage/empty",
      message: "0G has no root for an empty file: store at least one byte.",
    });
  const chunks = Math.ceil(size / CHUNK_BYTES);
  const step = Math.max(1, nextPowerOf2(chunks) / 16);
  const sectors = Math.ceil(chunks / step) * step;
  return {
    size,
    chunks,
    sectors,
    paddedSize: sectors * CHUNK_BYTES,
    segments: Math.ceil(chunks / SEGMENT_CHUNKS),
    paddedSegments: Math.ceil(sectors / SEGMENT_CHUNKS),
  };
}

/** The smallest power of two that is not below `count`. */
export const nextPowerOf2 = (count: number): number => 2 ** Math.ceil(Math.log2(count));
