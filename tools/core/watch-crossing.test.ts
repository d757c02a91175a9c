import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { advanceWatch, LAST_WORD_MS, NEW_WATCH, rearmLine, type WatchReading } from "./watch-crossing.ts";

const LINE = 2_000_000;
type Word = number | null | "silent";

/** What sources say at one moment after the other: a price, null for nothing that matches, `silent`. */
const reading = (words: Readonly<Record<string, Word>>, takenAt = 0): WatchReading => ({
  takenAt,
  heard: new Map(
    Object.entries(words).filter((entry): entry is [string, number | null] => entry[1] !== "silent"),
  ),
  silent: new Set(Object.keys(words).filter((source) => words[source] === "silent")),
});

/** At which steps it fires. */
function firings(path: readonly Readonly<Record<string, Word>>[], stepMs = 1000): number[] {
  let state = NEW_WATCH;
  return path.flatMap((words, step) => {
    const before = state.crossing;
    state = advanceWatch(state, LINE, reading(words, step * stepMs));
    return state.crossing > before ? [step] : [];
  });
}

describe("a watch for less than $2", () => {
  test.each<[string, readonly Word[], readonly number[]]>([
    ["fires at the first price under the line", [2_500_000, 1_999_999], [1]],
    ["fires at once when one is there from the start", [1_500_000, 1_500_000], [0]],
    ["does not fire at the line itself", [2_500_000, 2_000_000], []],
    ["fires once however far it falls", [2_500_000, 1_900_000, 1_500_000, 1_000_000], [1]],
    ["fires again after the price was back at the re-arm line", [1_900_000, 2_020_000, 1_900_000], [0, 2]],
    ["takes jitter within one percent of the line for one crossing", [1_999_999, 2_019_999, 1_999_999], [0]],
    ["fires again after nothing matched", [1_900_000, null, 1_900_000], [0, 2]],
    ["does not take a failed source for nothing that matches", [1_900_000, "silent", 1_900_000], [0]],
    ["does not fire while nothing is heard", ["silent", null, "silent"], []],
  ])("%s", (_, path, expected) => {
    expect(firings(path.map((word) => ({ lambda: word })))).toEqual(expected);
  });

  test("waits for the source that was below the line, whatever others say", () => {
    const cheap = { lambda: 1_900_000, akash: 2_500_000 };
    expect(firings([cheap, { lambda: "silent", akash: 2_500_000 }, cheap])).toEqual([0]);
    expect(firings([cheap, { lambda: 2_100_000, akash: "silent" }, cheap])).toEqual([0, 2]);
    // It is asked no more at all: nobody will say that its price went away.
    expect(firings([cheap, { akash: 2_500_000 }, { akash: 1_900_000 }])).toEqual([0, 2]);
  });

  test("forgets the last word of a source that has been silent for a day", () => {
    const [cheap, silent, dear] = [1_900_000, "silent", 2_500_000] as const;
    const path = [{ a: cheap, b: dear }, ...Array.from({ length: 3 }, () => ({ a: silent, b: dear }))];
    const end = { a: silent, b: cheap };
    expect(firings([...path, end], LAST_WORD_MS / 2)).toEqual([0, 4]);
    expect(firings([...path, end], LAST_WORD_MS / 4)).toEqual([0]);
  });

  test("changes nothing when the same is heard again", () => {
    const words = fc.dictionary(
      fc.constantFrom("a", "b"),
      fc.constantFrom<Word>(1_900_000, 2_010_000, 2_500_000, null, "silent"),
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 20 }), (path) => {
        let state = NEW_WATCH;
        path.forEach((each, step) => {
          state = advanceWatch(state, LINE, reading(each, step));
          const again = advanceWatch(state, LINE, reading(each, step));
          // Armed again by this reading, it may not fire by it.
          expect(again).toBe(state);
        });
      }),
    );
  });
});

test("the re-arm line is one percent above the threshold, and always above it", () => {
  expect([1, 99, 100, 101, 2_000_000].map(rearmLine)).toEqual([2, 100, 101, 103, 2_020_000]);
});
