import fc from "fast-check";
import { expect, it } from "vitest";
import { highlight } from "./highlight.ts";

it("marks the words that fields came from", () => {
  const pieces = highlight(
    "cheapest H100 in EU",
    [
      { field: "gpuModels", span: { start: 9, end: 13 } },
      { field: "regions", span: { start: 14, end: 19 } },
    ],
    [],
  );
  expect(pieces).toEqual([
    { text: "cheapest ", fields: [], isUnread: false },
    { text: "H100", fields: ["gpuModels"], isUnread: false },
    { text: " ", fields: [], isUnread: false },
    { text: "in EU", fields: ["regions"], isUnread: false },
  ]);
});

it("keeps the text whatever the spans are", () => {
  const span = fc.record({ start: fc.nat(30), end: fc.nat(30) });
  fc.assert(
    fc.property(fc.string(), fc.array(span), fc.array(span), (text, known, unread) => {
      const evidence = known.map((where) => ({ field: "regions", span: where }));
      const pieces = highlight(text, evidence, unread);
      expect(pieces.map((piece) => piece.text).join("")).toBe(text);
    }),
  );
});
