import { expect, test } from "vitest";
import { layoutOf } from "./merkle-layout.ts";
import { rootOfNodes, submissionNodesOf } from "./merkle-nodes.ts";
import { rootOf, segmentRootsOf } from "./merkle-root.ts";
import { patternOf, readZgVectors } from "./testing/zg-vectors.ts";

// Worked out with MemData of @0gfoundation/0g-ts-sdk 1.2.8: size, root, sectors paid for, segments under the root,
// heights of the submitted subtrees.
const KNOWN: readonly [number, string, number, number, readonly number[]][] = [
  [1, "0xd397b3b043d87fcd6fad1291ff0bfd16401c274896d8c63a923727f077b8e0b5", 1, 1, [0]],
  [255, "0x753723cd0ebcffd37d4740761cfeb9db343e2528210cf7b8774bfcc2f8cadd7a", 1, 1, [0]],
  [256, "0x1197d5fff21110ab67103678c97e57e6c59a3e19315f2380327b8122dd2bdb9a", 1, 1, [0]],
  [257, "0xa08656da8783c915c079422401177e8d520225d30793f5b0180f06bd3fcdae7b", 2, 1, [1]],
  [1000, "0x3c00e66c1da63a18c59d1c60db8ea8df19ecf7210a45ad06732ecc5a400b2594", 4, 1, [2]],
  [4097, "0x3dde4e0a6e5650bd3770d9086262e4fc563654a9a67200b584db20c38a988e95", 18, 1, [4, 1]],
  [5000, "0x5363e4f235165484a1f6321bd10a209be810aa104bc6c0f1c141bb3bed04e857", 20, 1, [4, 2]],
  [262_143, "0x001098ac466de711c443bdd4c924e39f793759b090d4bc87952485a96d39d5dd", 1024, 1, [10]],
  [262_144, "0x9ccb323838b93b9e4cb2edeb4e026df7f4ec7c9f3f1b296f91feca97cc1751f2", 1024, 1, [10]],
  [262_145, "0xebfb5694c36f4fe2e233cbae26103cbe255cef253486b97227b58a4e4df0870a", 1152, 2, [10, 7]],
  [700_000, "0x22ef884d3a56d11bcc9dccd153848698edc9d092b3dbd9cb804cf6bce6b764e3", 2816, 3, [11, 9, 8]],
  [1_000_000, "0x005a5123436b961471b75230f913b28d3f7f278214997c64f684ebbc423d34fa", 4096, 4, [12]],
  [1_048_577, "0xa64c780131fc54d9c861444f28d3542bec23995d96a0822304492ad10a82989b", 4608, 5, [12, 9]],
];

test.each(KNOWN)("%i bytes have 0G's root %s", (size, root, sectors, paddedSegments, heights) => {
  const bytes = patternOf(size);
  expect(rootOf(bytes)).toBe(root);
  expect(layoutOf(size)).toMatchObject({ sectors, paddedSize: sectors * 256, paddedSegments });
  const nodes = submissionNodesOf(bytes);
  expect(nodes.map(({ height }) => height)).toEqual(heights);
  expect(rootOfNodes(nodes)).toBe(root);
});

test("segments have the roots 0G's SDK gives them", () => {
  expect(segmentRootsOf(patternOf(700_000))).toEqual([
    "0x9ccb323838b93b9e4cb2edeb4e026df7f4ec7c9f3f1b296f91feca97cc1751f2",
    "0x2618bf3a14e9bf553768b8935ba397c1ba8f406d38845cb653e1e44cbdfb6e34",
    "0x6207e6549d6661cf04673b5934e752d2dc18b475d6a46eae0bd39a2e63e13d2d",
  ]);
  expect(submissionNodesOf(patternOf(700_000)).at(-1)).toEqual({
    root: "0xfd1be92a9b8a86f38a79759e5fc587f6c27cd78b8104294793bcd3f629ad2b0f",
    height: 8,
  });
});

test("every vector of the shared file holds, where the file is", () => {
  for (const vector of readZgVectors()) {
    const bytes = patternOf(vector.size);
    expect(rootOf(bytes)).toBe(vector.root);
    expect(segmentRootsOf(bytes)).toEqual(vector.segmentRoots);
    expect(submissionNodesOf(bytes)).toEqual(vector.submission.nodes);
    expect(layoutOf(vector.size)).toMatchObject({
      sectors: vector.sectorsCharged,
      paddedSize: vector.paddedSize,
      paddedSegments: vector.numSegmentsPadded,
    });
  }
});

test("no bytes have no root, which is said as a storage error", () => {
  expect(() => rootOf(new Uint8Array())).toThrowError(
    expect.objectContaining({ code: "storage/empty", retryable: false }),
  );
});

test("one changed byte changes the root, wherever it is", () => {
  const bytes = patternOf(300_000);
  const root = rootOf(bytes);
  for (const at of [0, 255, 256, 262_143, 262_144, 299_999]) {
    const changed = bytes.slice();
    changed[at]! ^= 1;
    expect(rootOf(changed)).not.toBe(root);
  }
});

test("the bytes that are hashed stay as they were", () => {
  const bytes = patternOf(5000);
  rootOf(bytes);
  expect(bytes).toEqual(patternOf(5000));
});

test("from 16 MiB on a file can end in segments of nothing but padding", () => {
  const layout = layoutOf(17 * 1024 * 1024 - 1);
  expect(layout).toMatchObject({ segments: 68, paddedSegments: 72, sectors: 73_728 });
});
