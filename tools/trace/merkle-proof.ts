import { foldTree, fromHash, type Hash, hashChunks, hashPair, toHash } from "./merkle-hash.ts";
import { CHUNK_BYTES, layoutOf, nextPowerOf2, SEGMENT_CHUNKS } from "./merkle-layout.ts";

/** That a segment lies at its place under a root, in the shape 0G's nodes exchange. */
export interface SegmentProof {
  /** The segment's root, its siblings from the bottom up, the file's root; of a file of one segment only that root. */
  readonly lemma: readonly string[];
  /** Per sibling: whether ours is the left one. */
  readonly path: readonly boolean[];
}

/** What is wrong with a proof. */
export type ProofFault = "format" | "content" | "root" | "position" | "path";

/**
 * Proof of segment `index` under the root of `segmentRoots`.
 *
 * @param segmentRoots of all segments, padding included, as `segmentRootsOf` gives them
 */
export function proofOfSegment(segmentRoots: readonly Hash[], index: number): SegmentProof {
  const lemma = [segmentRoots[index]!];
  const path: boolean[] = [];
  let level = segmentRoots.map(fromHash);
  let at = index;
  while (level.length > 1) {
    const isLeft = at % 2 === 0;
    const sibling = level[isLeft ? at + 1 : at - 1];
    // An odd last node has no sibling: it moves up unchanged.
    if (sibling !== undefined) {
      lemma.push(toHash(sibling));
      path.push(isLeft);
    }
    level = nextLevel(level);
    at = Math.floor(at / 2);
  }
  if (path.length > 0) lemma.push(toHash(level[0]!));
  return { lemma, path };
}

function nextLevel(level: readonly Uint8Array[]): Uint8Array[] {
  const next: Uint8Array[] = [];
  for (let left = 0; left < level.length; left += 2)
    next.push(left + 1 < level.length ? hashPair(level[left]!, level[left + 1]!) : level[left]!);
  return next;
}

export interface ProvenSegment {
  /** Root of the file. */
  readonly root: string;
  /** Bytes of the file. */
  readonly fileSize: number;
  readonly index: number;
  /** The segment's chunks that hold bytes of the file; the last one filled up with zeros or not. */
  readonly data: Uint8Array;
  readonly proof: SegmentProof;
}

/** The first thing wrong with a segment and its proof, checked in the order of 0G's node, or null. */
export function findProofFault({ root, fileSize, index, data, proof }: ProvenSegment): ProofFault | null {
  const { lemma, path } = proof;
  if (lemma.length !== (path.length === 0 ? 1 : path.length + 2)) return "format";
  if (lemma.some((hash) => !/^0x[0-9a-f]{64}$/i.test(hash))) return "format";
  if (!isSame(lemma.at(-1)!, root)) return "root";
  const { paddedSegments } = layoutOf(fileSize);
  if (positionOf(path, paddedSegments) !== index) return "position";
  if (!isSame(lemma[0]!, segmentRootOf(data, index, fileSize))) return "content";
  return isSame(foldProof(proof), root) ? null : "path";
}

/** Root of one segment from its own bytes, as it is in a file of `fileSize` bytes. */
export function segmentRootOf(data: Uint8Array, index: number, fileSize: number): Hash {
  const chunks = Math.min(SEGMENT_CHUNKS, layoutOf(fileSize).sectors - index * SEGMENT_CHUNKS);
  return toHash(foldTree(hashChunks(data.subarray(0, chunks * CHUNK_BYTES), 0, chunks)));
}

function foldProof({ lemma, path }: SegmentProof): Hash {
  let hash = fromHash(lemma[0]!);
  for (const [level, isLeft] of path.entries()) {
    const sibling = fromHash(lemma[level + 1]!);
    hash = isLeft ? hashPair(hash, sibling) : hashPair(sibling, hash);
  }
  return toHash(hash);
}

/**
 * Which leaf of a tree over `leaves` a path leads up from, or -1 when it starts at no leaf. A left subtree holds the
 * largest power of two.
 */
function positionOf(path: readonly boolean[], leaves: number): number {
  let position = 0;
  let left = leaves;
  for (const isLeft of path.toReversed()) {
    const half = nextPowerOf2(left) / 2;
    if (isLeft) {
      left = half;
    } else {
      position += half;
      left -= half;
    }
  }
  return left === 1 ? position : -1;
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
