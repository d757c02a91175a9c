import { createHash } from "node:crypto";
import { keccak256, stringToHex } from "viem";
import { expect, test } from "vitest";
import { encodingsOf } from "./encodings.ts";
import { searchMany } from "./search-many.ts";

const SECRET = "Zoë & mara@kestrel.example";
const ADDRESS = `0x${"aB12".repeat(10)}`;
const find = searchMany(
  [SECRET, ADDRESS].flatMap((text) =>
    encodingsOf(text).map(({ encoding, text: way }) => ({ text: way, told: encoding })),
  ),
);
const found = (text: string) => find(Buffer.from(text));
const base64 = (text: string) => Buffer.from(text).toString("base64");
const sha256 = (bytes: string | Uint8Array) => createHash("sha256").update(bytes).digest();

test.each([
  ["as it is", SECRET, "plain"],
  ["in capitals", SECRET.toUpperCase(), null],
  ["in capitals of ASCII", SECRET.replace("mara", "MARA"), "plain"],
  ["in a JSON text", JSON.stringify({ a: SECRET }), "plain"],
  ["in an address", `/a?b=${encodeURIComponent(SECRET)}`, "url"],
  ["in a form", new URLSearchParams({ q: SECRET }).toString(), "url"],
  ["as digits", Buffer.from(`ab${SECRET}cd`).toString("hex"), "hex"],
  ["as base64", base64(`${SECRET}tail`), "base64+0"],
  ["as base64 behind one byte", base64(`.${SECRET}tail`), "base64+1"],
  ["as base64 behind two", base64(`..${SECRET}`), "base64+2"],
  ["as base64 behind five", base64(`.....${SECRET} tail`), "base64+2"],
  ["as its SHA-256", sha256(SECRET).toString("hex"), "sha256"],
  ["as its SHA-256 in base64", sha256(SECRET).toString("base64"), "sha256, base64"],
  ["as that of its lower case", sha256(SECRET.toLowerCase()).toString("hex"), "sha256"],
  ["as its keccak256", keccak256(stringToHex(SECRET)).slice(2), "keccak256"],
  ["an address in an ABI word", ADDRESS.slice(2).toLowerCase().padStart(64, "0"), "plain"],
  ["an address's hash", keccak256(ADDRESS.toLowerCase() as `0x${string}`).slice(2), "keccak256 of its bytes"],
  [
    "an address's bytes in base64",
    Buffer.from(ADDRESS.slice(2), "hex").toString("base64"),
    "base64+0 of its bytes",
  ],
])("%s it is found", (_, text, encoding) => {
  const all = found(`before ${text} after`);
  if (encoding === null) expect(all).toEqual([]);
  else expect(all).toContain(encoding);
});

test("nothing is found in what does not have it, nor in a part of it", () => {
  expect(found(SECRET.slice(0, -1))).toEqual([]);
  expect(found(SECRET.slice(1))).toEqual([]);
  expect(found(keccak256(stringToHex(`salt${SECRET}`)))).toEqual([]);
  expect(find(new Uint8Array(0))).toEqual([]);
  expect(find(sha256("anything"))).toEqual([]);
});

test("what is too short to be told from chance is refused", () => {
  expect(() => searchMany([{ text: "short", told: "" }])).toThrow(/too short/);
});
