import type { RunView, ThreadView } from "@necto/tools/protocol/api";
import { expect, it } from "vitest";
import { adoptDeparture } from "./departure.ts";
import { createOwnWords } from "./own-words.ts";

const words = { text: "H100 in EU", action: null };
const run = (id: string) => ({ id }) as RunView;
const threadOf = (...runs: RunView[]) => ({ id: "t", runs }) as unknown as ThreadView;

function storeWithDeparture() {
  const contents = new Map<string, string>();
  const store = createOwnWords({
    getItem: (key) => contents.get(key) ?? null,
    setItem: (key, value) => void contents.set(key, value),
    removeItem: (key) => void contents.delete(key),
  });
  store.depart("t", { run: { text: "H100 in EU" }, own: words });
  return store;
}

it("gives the words to the run that arrived after its page was closed", () => {
  const store = storeWithDeparture();
  adoptDeparture(store, threadOf(run("r1")));
  expect(store.wordsOf("t")).toEqual({ r1: words });
  expect(store.departureOf("t")).toBeNull();
});

it("does not give them to a run that has words of its own", () => {
  const store = storeWithDeparture();
  store.keep("t", "r1", { text: "only spot", action: null });
  store.depart("t", { run: { text: "H100 in EU" }, own: words });
  adoptDeparture(store, threadOf(run("r1")));
  expect(store.departureOf("t")).not.toBeNull();
});

it("waits while no run has arrived", () => {
  const store = storeWithDeparture();
  adoptDeparture(store, threadOf());
  expect(store.departureOf("t")).not.toBeNull();
});
