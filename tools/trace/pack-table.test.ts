import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalBytes } from "./canonical.ts";
import { PackedTable, packTable, unpackTable } from "./pack-table.ts";

const roundTrip = (rows: readonly unknown[]) =>
  unpackTable(JSON.parse(new TextDecoder().decode(canonicalBytes(packTable(rows)))));

test("rows come back as they were, whatever JSON they are", () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue({ maxDepth: 4 }), { maxLength: 30 }), (rows) => {
      const json = JSON.parse(JSON.stringify(rows));
      expect(roundTrip(json)).toEqual(json);
      expect(PackedTable.safeParse(packTable(json)).success).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ["keys that look like paths", [{ "a/b": 1, "c~d": 2, "#0": 3, "~1": 4, "": 5 }]],
  ["a key called __proto__", [JSON.parse('{"__proto__":{"x":1},"y":2}')]],
  ["empty structures", [{ a: [], b: {} }, { a: {}, b: [] }, [], {}]],
  [
    "text that equals a number, and nothing",
    [{ a: "1" }, { a: 1 }, { a: null }, { a: "null" }, { a: false }],
  ],
  ["no rows", []],
  ["more elements than one digit counts", [{ a: Array.from({ length: 25 }, (_, i) => [i, { b: i }]) }]],
])("%s come back", (_, rows) => {
  expect(roundTrip(rows)).toEqual(rows);
});

test("what repeats is written once", () => {
  const rows = Array.from({ length: 1000 }, (_, i) => ({
    source: "lambda",
    region: i % 2 ? "eu-north" : "us-east",
    amount: `${i}.5`,
  }));
  const [shape] = packTable(rows).shapes;
  expect(shape!["/source"]).toEqual({ all: "lambda" });
  expect(shape!["/region"]).toMatchObject({ values: ["us-east", "eu-north"] });
  expect(shape!["/amount"]).toHaveProperty("each");
});

test("rows of one structure share a shape whatever the order of their keys", () => {
  expect(packTable([{ a: 1, b: 2 }, { b: 3, a: 4 }, { a: 5 }]).shapes).toHaveLength(2);
});

test("what is undefined is not there, and half a character becomes a whole one", () => {
  expect(unpackTable(packTable([{ a: undefined, b: "x\ud800", "\udc00": 1 }]))).toEqual([
    { b: "x\ufffd", "\ufffd": 1 },
  ]);
});

test.each([
  ["too few cells", { rows: 2, order: { all: 0 }, shapes: [{ "/a": { each: [1] } }] }, "1 cells for 2 rows"],
  [
    "an index beyond its values",
    { rows: 1, order: { all: 0 }, shapes: [{ "/a": { values: [1], index: [7] } }] },
    "1 cells",
  ],
  ["a row of no shape", { rows: 1, order: { all: 3 }, shapes: [] }, "no shape"],
  ["a gap in an array", { rows: 1, order: { all: 0 }, shapes: [{ "/#1": { all: 1 } }] }, "gap"],
  [
    "two columns in one place",
    { rows: 1, order: { all: 0 }, shapes: [{ "/a": { all: 1 }, "/a/b": { all: 1 } }] },
    "no object",
  ],
  ["a path that is none", { rows: 1, order: { all: 0 }, shapes: [{ a: { all: 1 } }] }, "slash"],
  [
    "more cells than any market",
    {
      rows: 1_000_000,
      order: { all: 0 },
      shapes: [Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`/${i}`, { all: 1 }]))],
    },
    "larger than any market",
  ],
])("a table with %s is refused", (_, table, message) => {
  expect(() => unpackTable(table as never)).toThrow(message);
});
