import { expect, test } from "vitest";
import { createOwnWatches } from "./own-watches.ts";

const storage = () => {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
};

test("watches of this browser are kept with what opens them until they are forgotten", () => {
  const [own, one, two] = [
    createOwnWatches(storage()),
    { id: "w-1", capability: "0x01" },
    { id: "w-2", capability: "0x02" },
  ];
  own.keep(one);
  own.keep(two);
  own.keep(one);
  expect(own.all()).toEqual([one, two]);
  own.forget("w-1");
  expect(own.all()).toEqual([two]);
});

test("a message leads to one watch", () => {
  const own = createOwnWatches(storage());
  expect(own.wasAsked("run-1")).toBe(false);
  for (let n = 0; n < 250; n++) own.noteAsked(`run-${n}`);
  expect([own.wasAsked("run-249"), own.wasAsked("run-50"), own.wasAsked("run-49")]).toEqual([
    true,
    true,
    false,
  ]);
});

test("a browser that keeps nothing says so", () => {
  const own = createOwnWatches({
    getItem: () => null,
    setItem: () => {
      throw new Error("full");
    },
  });
  expect(() => own.keep({ id: "w", capability: "0x" })).toThrow("full");
});
