import { expect, it } from "vitest";
import { type Explorable, explorerLink } from "./explorer-link.ts";

const SANDBOX = { explorerUrl: null, chainId: 7 };
const PUBLIC = { explorerUrl: "https://explorer.example", chainId: 36_900 };

it.each<[Explorable["kind"], string, string | null]>([
  ["tx", "/explorer/tx/0x1", "https://explorer.example/tx/0x1"],
  ["address", "/explorer/address/0x1", "https://explorer.example/address/0x1"],
  ["block", "/explorer/block/7/0x1", "https://explorer.example/block/0x1"],
  ["file", "/explorer/file/0x1", "/explorer/file/0x1"],
  ["id", "/explorer/id/0x1", null],
])("a %s is shown by the chain's own explorer where it has one", (kind, sandbox, outside) => {
  expect(explorerLink({ kind, id: "0x1" }, SANDBOX)).toBe(sandbox);
  expect(explorerLink({ kind, id: "0x1" }, PUBLIC)).toBe(outside);
});

it("a block of a chain that is not said is that of the escrow's chain", () => {
  expect(explorerLink({ kind: "block", id: "12" }, { explorerUrl: null })).toBe("/explorer/block/12");
});
