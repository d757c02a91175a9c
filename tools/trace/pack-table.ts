import { z } from "zod";

/** A cell of a packed column: every other JSON value is a structure and has columns of its own. */
const Leaf = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.never()).max(0),
  z.strictObject({}),
]);
type Leaf = string | number | boolean | null | readonly never[] | Readonly<Record<string, never>>;

/** One column: the same value in all rows, a dictionary with an index per row, or a value per row. */
export const Column = z.union([
  z.strictObject({ all: Leaf }),
  z.strictObject({ values: z.array(Leaf), index: z.array(z.int().min(0)) }),
  z.strictObject({ each: z.array(Leaf) }),
]);
export type Column = z.output<typeof Column>;

/**
 * Rows of JSON as columns. Rows of one structure share a shape: its columns are named by the path of their value,
 * `/pricing/amount` (RFC 6901, with `#0` for the first element of an array). `order` says of which shape each row is.
 */
export const PackedTable = z.strictObject({
  rows: z.int().min(0).max(1_000_000),
  order: Column,
  shapes: z.array(z.record(z.string(), Column)),
});
export type PackedTable = z.output<typeof PackedTable>;

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * Packs rows: what repeats is written once, so that a market of thousands of offers stays small. `unpackTable` gives
 * back equal rows.
 *
 * @param rows JSON values, usually objects
 */
export function packTable(rows: readonly unknown[]): PackedTable {
  const shapes = new Map<string, { readonly id: number; readonly paths: string[]; cells: Leaf[][] }>();
  const order = rows.map((row) => {
    const paths: string[] = [];
    const cells: Leaf[] = [];
    flatten(row as Json, "", paths, cells);
    const key = paths.join("\n");
    let shape = shapes.get(key);
    if (!shape) shapes.set(key, (shape = { id: shapes.size, paths, cells: paths.map(() => []) }));
    for (let i = 0; i < cells.length; i++) shape.cells[i]!.push(cells[i]!);
    return shape.id;
  });
  return {
    rows: rows.length,
    order: packColumn(order),
    shapes: [...shapes.values()].map(({ paths, cells }) =>
      Object.fromEntries(paths.map((path, i) => [path, packColumn(cells[i]!)])),
    ),
  };
}

/** A few columns of one value can claim to be a million rows: what a stranger's file unpacks to has a limit. */
const MAX_CELLS = 50_000_000;

/**
 * The rows of a packed table.
 *
 * @throws TypeError when a column has not as many cells as its rows need, or a path is none
 */
export function unpackTable(table: PackedTable): unknown[] {
  const order = cellsOf(table.order, table.rows);
  const sizes = table.shapes.map(() => 0);
  for (const shape of order) {
    if (typeof shape !== "number" || sizes[shape] === undefined) throw new TypeError("a row has no shape");
    sizes[shape]!++;
  }
  const cells = table.shapes.reduce((sum, columns, i) => sum + Object.keys(columns).length * sizes[i]!, 0);
  if (cells > MAX_CELLS) throw new TypeError(`a table of ${cells} cells is larger than any market`);
  const trees = table.shapes.map((columns, shape) => toTree(columns, sizes[shape]!));
  const used = table.shapes.map(() => 0);
  return order.map((shape) => build(trees[shape as number]!, used[shape as number]!++));
}

function flatten(value: Json, path: string, paths: string[], cells: Leaf[]): void {
  const inner = partsOf(value);
  if (inner === null) {
    paths.push(path);
    cells.push(wellFormed(value as Leaf));
  } else for (const [token, part] of inner) flatten(part, `${path}/${token}`, paths, cells);
}

/** The parts of a structure by the token of their path; null for a cell, which an empty structure is too. */
function partsOf(value: Json): (readonly [string, Json])[] | null {
  if (typeof value !== "object" || value === null) return null;
  const parts = Array.isArray(value)
    ? value.map((part, i) => [`#${i}`, part] as const)
    : Object.keys(value)
        .sort()
        .map((key) => [escapeKey(key), (value as Readonly<Record<string, Json>>)[key]!] as const)
        .filter(([, part]) => part !== undefined);
  return parts.length === 0 ? null : parts;
}

/** RFC 8785 has no bytes for half a character; a source's broken name must not cost the whole trace. */
const wellFormed = (cell: Leaf): Leaf =>
  typeof cell === "string" && !cell.isWellFormed() ? cell.toWellFormed() : cell;

const SPECIAL = /[~/#\ud800-\udfff]/;
const escapeKey = (key: string): string =>
  SPECIAL.test(key)
    ? key.toWellFormed().replaceAll("~", "~0").replaceAll("/", "~1").replaceAll("#", "~2")
    : key;
const unescapeKey = (token: string): string =>
  token.replaceAll("~2", "#").replaceAll("~1", "/").replaceAll("~0", "~");

/** A key of an object, or an index of an array. */
type Token = string | number;

function tokensOf(path: string): Token[] {
  if (path === "") return [];
  if (!path.startsWith("/")) throw new TypeError(`the path ${path} does not begin with a slash`);
  return path
    .slice(1)
    .split("/")
    .map((token) => (/^#\d{1,6}$/.test(token) ? Number(token.slice(1)) : unescapeKey(token)));
}

/** Where the cells of a column go in a row. */
type Tree =
  | { readonly kind: "leaf"; readonly cells: readonly Leaf[] }
  | { readonly kind: "array"; readonly parts: Tree[] }
  | { readonly kind: "object"; readonly parts: Map<string, Tree> };

function toTree(columns: Readonly<Record<string, Column>>, rows: number): Tree {
  let root: Tree | undefined;
  // Canonical JSON orders keys as text: #10 comes before #2.
  const paths = Object.keys(columns)
    .map((path) => ({ path, tokens: tokensOf(path) }))
    .sort((a, b) => inOrder(a.tokens, b.tokens));
  for (const { path, tokens } of paths)
    root = grow(root, tokens, { kind: "leaf", cells: cellsOf(columns[path]!, rows) });
  if (!root) throw new TypeError("a shape has no columns");
  return root;
}

/** Elements by their index, keys as text; a path before those that begin with it. */
function inOrder(a: readonly Token[], b: readonly Token[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [one, other] = [a[i]!, b[i]!];
    if (one === other) continue;
    if (typeof one === "number" && typeof other === "number") return one - other;
    return String(one) < String(other) ? -1 : 1;
  }
  return a.length - b.length;
}

function grow(tree: Tree | undefined, [token, ...rest]: readonly Token[], leaf: Tree): Tree {
  if (token === undefined) {
    if (tree) throw new TypeError("two columns have one place");
    return leaf;
  }
  if (typeof token === "number") {
    const array = tree ?? { kind: "array", parts: [] };
    if (array.kind !== "array" || token > array.parts.length) throw new TypeError("an array has a gap");
    array.parts[token] = grow(array.parts[token], rest, leaf);
    return array;
  }
  const object = tree ?? { kind: "object", parts: new Map() };
  if (object.kind !== "object") throw new TypeError(`${token} is the key of no object`);
  object.parts.set(token, grow(object.parts.get(token), rest, leaf));
  return object;
}

function build(tree: Tree, row: number): unknown {
  switch (tree.kind) {
    case "leaf": {
      const cell = tree.cells[row];
      return typeof cell === "object" && cell !== null ? (Array.isArray(cell) ? [] : {}) : cell;
    }
    case "array":
      return tree.parts.map((part) => build(part, row));
    case "object": {
      const object: Record<string, unknown> = {};
      for (const [key, part] of tree.parts) {
        const value = build(part, row);
        // A key called __proto__ is data like any other.
        if (key === "__proto__") Object.defineProperty(object, key, { value, ...PLAIN_PROPERTY });
        else object[key] = value;
      }
      return object;
    }
  }
}

const PLAIN_PROPERTY = { enumerable: true, writable: true, configurable: true };

const NO_ARRAY = Symbol("[]");
const NO_OBJECT = Symbol("{}");

/** A dictionary pays when its index is shorter than the values it stands for. */
function packColumn(cells: readonly Leaf[]): Column {
  const values: Leaf[] = [];
  const known = new Map<unknown, number>();
  const index = cells.map((cell) => {
    // An empty array and an empty object are values too, but no two of them are the same object.
    const key =
      typeof cell === "object" && cell !== null ? (Array.isArray(cell) ? NO_ARRAY : NO_OBJECT) : cell;
    let at = known.get(key);
    if (at === undefined) known.set(key, (at = values.push(cell) - 1));
    return at;
  });
  if (values.length === 1) return { all: values[0]! } as Column;
  return (
    lengthOf(values) + lengthOf(index) < lengthOf(cells) ? { values, index } : { each: cells }
  ) as Column;
}

/** Length of the JSON text, near enough to choose by. */
function lengthOf(values: readonly Leaf[]): number {
  let length = 0;
  for (const value of values)
    length += typeof value === "string" ? value.length + 3 : String(value).length + 1;
  return length;
}

function cellsOf(column: Column, rows: number): readonly Leaf[] {
  if ("all" in column) return new Array<Leaf>(rows).fill(column.all as Leaf);
  const cells =
    "each" in column ? column.each : column.index.map((at) => column.values[at] as Leaf | undefined);
  if (cells.length !== rows || cells.includes(undefined as never))
    throw new TypeError(`a column has ${cells.length} cells for ${rows} rows`);
  return cells as readonly Leaf[];
}
