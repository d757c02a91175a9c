import { foldTree, fromHash, type Hash, hashChunks, hashPair, joinHashes, toHash } from "./merkle-hash.ts";
import { layoutOf, nextPowerOf2, SEGMENT_CHUNKS } from "./merkle-layout.ts";
import { hashSegments } from "./merkle-root.ts";

/** A full subtree of a file as 0G's Flow contract takes it. */
export interface SubmissionNode {
  readonly root: Hash;
  /** The subtree covers 2^height chunks. */
  readonly height: number;
}

/**
 * The full subtrees that cover a file, in falling height: what is submitted on chain.
 *
 * @throws NectoError `storage/empty` for no bytes
 */
export function submissionNodesOf(bytes: Uint8Array): SubmissionNode[] {
  const segments = hashSegments(bytes);
  let from = 0;
  return subtreeSizes(layoutOf(bytes.length).sectors).map((chunks) => {
    // Falling sizes keep every subtree of whole segments on a segment's border.
    const hashes =
      chunks >= SEGMENT_CHUNKS
        ? joinHashes(segments.slice(from / SEGMENT_CHUNKS, (from + chunks) / SEGMENT_CHUNKS))
        : hashChunks(bytes, from, from + chunks);
    from += chunks;
    return { root: toHash(foldTree(hashes)), height: Math.log2(chunks) };
  });
}

/**
 * The root of the file that was submitted as these nodes; it proves which file a Submit event is about. The event's
 * own `identity` is another hash.
 */
export function rootOfNodes(nodes: readonly SubmissionNode[]): Hash {
  const roots = nodes.map(({ root }) => fromHash(root));
  return toHash(roots.reduceRight((right, left) => hashPair(left, right)));
}

/** The powers of two that add up to `sectors`, largest first. */
function subtreeSizes(sectors: number): number[] {
  const sizes: number[] = [];
  let left = sectors;
  for (let size = nextPowerOf2(sectors); left > 0; size /= 2)
    if (left >= size) {
      sizes.push(size);
      left -= size;
    }
  return sizes;
}
