import { expect, test } from "vitest";
import { plain, plainName } from "./plain.ts";

test.each([
  ["Nordlys GPU", "Nordlys GPU"],
  ["Fjord\u202Ereversed\u2066\u200B", "Fjordreversed"],
  ["line one\r\nline\ttwo\u2028three", "line oneline twothree".replace("line two", "linetwo")],
  ["\u001b[31mred\u0007", "31mred"],
  ["[click](https://evil.example/a?b)", ""],
  ["see https://evil.example now", "see now"],
  ["www.evil.example GPUs", "GPUs"],
  ["<img src=x onerror=1> & <b>Co</b>", "img src=x onerror=1 & bCo/b"],
  ["**Bold** `code` _it_ ~x~ # head", "Bold code it x head"],
  ["Ｆｕｌｌ width", "Full width"],
  ["out “of” «quotes»", "out of quotes"],
  ["half a pair \ud83d", "half a pair"],
])("text of others %j becomes %j", (text, expected) => {
  expect(plain(text)).toBe(expected);
});

test("a name is cut between characters, never inside of one", () => {
  const name = plain(`${"a".repeat(59)}🚀🚀`);
  expect(name).toBe(`${"a".repeat(59)}🚀`);
  expect(name.isWellFormed()).toBe(true);
});

test("a seller's name with a number in it is quoted, and cannot pass for a price", () => {
  expect(plainName("Nordlys GPU")).toBe("Nordlys GPU");
  expect(plainName("0.01 USD per GPU-hour”: free")).toBe("“0.01 USD per GPU-hour: free”");
  expect(plainName("https://evil.example")).toBe("");
});
