import { expect, it } from "vitest";
import { diffValues } from "./diff-values.ts";

const marked = (a: string, b: string) =>
  diffValues(a, b).map((parts) => parts.map(({ text, differs }) => (differs ? `[${text}]` : text)).join(" "));

it.each([
  ["0x11111111aaaaaaaa", "0x11111111aaaaaaab", ["0x 11111111 [aaaaaaaa]", "0x 11111111 [aaaaaaab]"]],
  ["0x1111", "0x1111", ["0x 1111", "0x 1111"]],
  ["0x11111111", "none", ["[0x] [11111111]", "[none]"]],
  ["", "0x12", ["", "[0x] [12]"]],
])("marks what differs between %s and %s", (a, b, parts) => {
  expect(marked(a, b)).toEqual(parts);
});
