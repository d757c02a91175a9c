import { encodeAbiParameters, type Hex, keccak256, parseAbiParameters } from "viem";
import { expect, test } from "vitest";
import { submissionNodesOf } from "../trace/merkle-nodes.ts";
import { rootOf } from "../trace/merkle-root.ts";
import { patternOf } from "../trace/testing/zg-vectors.ts";
import { identityOf, parseSubmission, submitTopics } from "./submission.ts";

const bytes = patternOf(5_000);
const nodes = submissionNodesOf(bytes);

test("the event is known by 0G's topic", () => {
  expect(submitTopics(null)).toEqual(["0x167ce04d2aa1981994d3a31695da0d785373335b1078cec239a1a3a2c7675555"]);
  expect(submitTopics(identityOf(nodes))).toEqual([submitTopics(null)[0], null, identityOf(nodes)]);
});

test("an identity is no root, not even of a file of one subtree", () => {
  const [node] = submissionNodesOf(patternOf(256));
  expect(identityOf([node!])).toBe(keccak256(node!.root));
  expect(identityOf([node!])).not.toBe(rootOf(patternOf(256)));
});

test("a log tells the root of the file that was paid for", () => {
  const data = encodeAbiParameters(
    parseAbiParameters("uint256, uint256, uint256, (uint256, bytes, (bytes32, uint256)[])"),
    [7n, 2048n, 20n, [5_000n, "0x", nodes.map(({ root, height }) => [root, BigInt(height)] as const)]],
  );
  const sender: Hex = `0x${"00".repeat(12)}${"ab".repeat(20)}`;
  const log = { topics: [submitTopics(null)[0] as Hex, sender, identityOf(nodes)], data, blockNumber: 12 };
  expect(parseSubmission({ ...log, transactionHash: "0xfe" } as never)).toEqual({
    root: rootOf(bytes),
    size: 5_000,
    txSeq: 7,
    startSector: 2048,
    nodes,
    txHash: "0xfe",
    blockNumber: 12,
  });
});
