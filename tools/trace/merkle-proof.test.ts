import { expect, test } from "vitest";
import { SEGMENT_BYTES } from "./merkle-layout.ts";
import { findProofFault, type ProvenSegment, proofOfSegment } from "./merkle-proof.ts";
import { rootOf, segmentRootsOf } from "./merkle-root.ts";
import { patternOf, readZgVectors } from "./testing/zg-vectors.ts";

function proven(size: number, index: number): ProvenSegment {
  const bytes = patternOf(size);
  return {
    root: rootOf(bytes),
    fileSize: size,
    index,
    data: bytes.subarray(index * SEGMENT_BYTES, (index + 1) * SEGMENT_BYTES),
    proof: proofOfSegment(segmentRootsOf(bytes), index),
  };
}

test("a proof reads as 0G's SDK writes it", () => {
  const { root, proof } = proven(700_000, 1);
  expect(proof).toEqual({
    lemma: [
      "0x2618bf3a14e9bf553768b8935ba397c1ba8f406d38845cb653e1e44cbdfb6e34",
      "0x9ccb323838b93b9e4cb2edeb4e026df7f4ec7c9f3f1b296f91feca97cc1751f2",
      "0x6207e6549d6661cf04673b5934e752d2dc18b475d6a46eae0bd39a2e63e13d2d",
      root,
    ],
    path: [false, true],
  });
  expect(proven(5000, 0).proof).toEqual({ lemma: [rootOf(patternOf(5000))], path: [] });
});

test("every proof of the shared file is made and accepted, where the file is", () => {
  for (const { size, root, proofs } of readZgVectors()) {
    const bytes = patternOf(size);
    const segmentRoots = segmentRootsOf(bytes);
    for (const [index, proof] of proofs.entries()) {
      expect(proofOfSegment(segmentRoots, index)).toEqual(proof);
      const data = bytes.subarray(index * SEGMENT_BYTES, (index + 1) * SEGMENT_BYTES);
      expect(findProofFault({ root, fileSize: size, index, data, proof })).toBeNull();
    }
  }
});

test.each([
  [5000, 0],
  [700_000, 0],
  [700_000, 2],
  [1_048_577, 4],
])("of %i bytes, segment %i is proven", (size, index) => {
  expect(findProofFault(proven(size, index))).toBeNull();
});

const segment = proven(1_048_577, 1);
const { lemma, path } = segment.proof;
const zeroHash = `0x${"00".repeat(32)}`;

test.each<[string, Partial<ProvenSegment>, string]>([
  ["a changed byte", { data: segment.data.with(7, 255) }, "content"],
  ["a missing byte", { data: segment.data.subarray(1) }, "content"],
  ["another root", { root: zeroHash }, "root"],
  ["another place", { index: 0 }, "position"],
  ["a changed sibling", { proof: { lemma: lemma.with(1, zeroHash), path } }, "path"],
  ["a sibling too few", { proof: { lemma: lemma.toSpliced(1, 1), path: path.slice(1) } }, "position"],
  ["a lemma too short", { proof: { lemma: lemma.slice(1), path } }, "format"],
  ["a lemma that is no hash", { proof: { lemma: lemma.with(1, "0xzz"), path } }, "format"],
])("%s is found in a proof", (_, change, fault) => {
  expect(findProofFault({ ...segment, ...change })).toBe(fault);
});
