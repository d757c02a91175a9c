import { expect, test } from "vitest";
import { coverOf } from "./shard-cover.ts";

const node = (shardId: number, numShard: number) => ({ config: { shardId, numShard } });

test.each([
  ["one node with everything", [node(0, 1)], [node(0, 1)]],
  ["both halves", [node(1, 2), node(0, 2)], [node(1, 2), node(0, 2)]],
  ["a half twice and the other", [node(0, 2), node(0, 2), node(1, 2)], [node(0, 2), node(1, 2)]],
  ["everything beside a half", [node(1, 2), node(0, 1)], [node(0, 1)]],
  ["a half and two quarters", [node(3, 4), node(0, 2), node(1, 4)], [node(0, 2), node(3, 4), node(1, 4)]],
])("%s holds every segment", (_, nodes, cover) => {
  expect(coverOf(nodes)).toEqual(cover);
});

test.each([
  ["nobody", []],
  ["one half", [node(1, 2)]],
  ["one half twice", [node(0, 2), node(0, 2)]],
  ["a half and one quarter", [node(0, 2), node(1, 4)]],
])("%s does not", (_, nodes) => {
  expect(coverOf(nodes)).toBeNull();
});
