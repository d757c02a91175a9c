import { expect, it } from "vitest";
import { pathOfPlace, readPlace, readWanted } from "./explorer-place.ts";

const HASH = `0x${"ab".repeat(32)}`;
const ADDRESS = `0x${"cd".repeat(20)}`;

it.each([
  [null, { kind: "home" }],
  [`tx/${HASH}`, { kind: "tx", id: HASH }],
  [`file/${HASH}`, { kind: "file", id: HASH }],
  [`id/${HASH}`, { kind: "id", id: HASH }],
  [`find/${HASH}`, { kind: "find", id: HASH }],
  [`address/${ADDRESS}`, { kind: "address", id: ADDRESS }],
  ["block/12", { kind: "block", id: 12, chainId: null }],
  ["block/36900/12", { kind: "block", id: 12, chainId: 36_900 }],
  [`block/${HASH}`, { kind: "block", id: HASH, chainId: null }],
])("%s is a place and has that path", (path, place) => {
  expect(readPlace(path)).toEqual(place);
  expect(pathOfPlace(readPlace(path)!)).toBe(path);
});

it.each([
  "",
  "tx",
  "tx/0x12",
  `tx/${HASH}/more`,
  `address/${HASH}`,
  "block/x",
  "block/x/12",
  "block/1/2/3",
  "nothing/1",
])("%s is none", (path) => {
  expect(readPlace(path)).toBeNull();
});

it("reads an address in any case", () => {
  expect(readPlace(`TX/${HASH.toUpperCase().replace("0X", "0x")}/`)).toEqual({ kind: "tx", id: HASH });
});

it.each([
  [HASH, { kind: "find", id: HASH }],
  [`  ${HASH.toUpperCase()} `, { kind: "find", id: HASH }],
  [HASH.slice(2), { kind: "find", id: HASH }],
  [`https://necto.example/verify/${HASH}?x=1`, { kind: "find", id: HASH }],
  [`http://127.0.0.1:5678/file?root=${HASH}`, { kind: "find", id: HASH }],
  [ADDRESS, { kind: "address", id: ADDRESS }],
  [`https://explorer.example/address/${ADDRESS}`, { kind: "address", id: ADDRESS }],
  ["12", { kind: "block", id: 12, chainId: null }],
  ["#1,234", { kind: "block", id: 1234, chainId: null }],
  ["block 12", { kind: "block", id: 12, chainId: null }],
])("recognises %s", (text, place) => {
  expect(readWanted(text)).toEqual(place);
});

it.each(["", "0x", "0x12", "H100", `${HASH}0`, "-1", "1.5", "9".repeat(20)])(
  "takes %s for nothing",
  (text) => {
    expect(readWanted(text)).toBeNull();
  },
);
