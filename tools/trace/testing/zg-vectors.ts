import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { SubmissionNode } from "../merkle-nodes.ts";
import type { SegmentProof } from "../merkle-proof.ts";

/** Bytes that tests of 0G's roots agree on: byte i is i * 31 mod 251. */
export function patternOf(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let index = 0; index < size; index++) bytes[index] = (index * 31) % 251;
  return bytes;
}

export interface ZgVector {
  readonly size: number;
  readonly root: string;
  readonly paddedSize: number;
  readonly sectorsCharged: number;
  readonly numSegmentsPadded: number;
  readonly segmentRoots: readonly string[];
  readonly submission: { readonly nodes: readonly SubmissionNode[] };
  readonly proofs: readonly SegmentProof[];
}

// Beside the checkout on machines that have the shared data; the table in the test stands in elsewhere.
const FILE = fileURLToPath(new URL("../../../../shared/data/zg-merkle-vectors.json", import.meta.url));
const BESIDE_PARENT = fileURLToPath(
  new URL("../../../../../shared/data/zg-merkle-vectors.json", import.meta.url),
);

/** Vectors made with 0G's own SDK, or none when the file is not on this machine. Size 0 has no root and is left out. */
export function readZgVectors(): ZgVector[] {
  const path = [FILE, BESIDE_PARENT].find(existsSync);
  if (path === undefined) return [];
  const { vectors } = JSON.parse(readFileSync(path, "utf8")) as { vectors: readonly ZgVector[] };
  return vectors.filter(({ size }) => size > 0);
}
