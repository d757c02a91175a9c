import { expect, test } from "vitest";
import { spansOf } from "./note-on-search.ts";

test.each([
  [[], ""],
  [[3], "3"],
  [[1, 2], "1–2"],
  [[1, 4, 5, 6, 20], "1, 4–6, 20"],
])("places %j read %s", (places, words) => {
  expect(spansOf(places)).toBe(words);
});
