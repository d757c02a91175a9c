import { describe, expect, it } from "vitest";
import { createOwnWords, type KnownThread } from "./own-words.ts";

function storageOf(contents: Map<string, string>, isFull = false) {
  return {
    getItem: (key: string) => contents.get(key) ?? null,
    setItem: (key: string, value: string) => {
      if (isFull) throw new Error("QuotaExceededError");
      contents.set(key, value);
    },
    removeItem: (key: string) => void contents.delete(key),
  };
}

const thread = (id: string): KnownThread => ({ id, mode: "untracked", title: `t ${id}`, usedAt: 0 });
const words = { text: "H100 in EU", action: null };

describe("own words", () => {
  it("are found again by thread and run", () => {
    const store = createOwnWords(storageOf(new Map()));
    store.keep("t1", "r1", words);
    expect(store.wordsOf("t1")).toEqual({ r1: words });
    expect(store.wordsOf("t2")).toEqual({});
  });

  it("last as long as the page when storage is full", () => {
    const store = createOwnWords(storageOf(new Map(), true));
    store.keep("t1", "r1", words);
    expect(store.wordsOf("t1")).toEqual({ r1: words });
  });

  it("list each thread once, newest first", () => {
    const store = createOwnWords(storageOf(new Map()));
    for (const id of ["a", "b", "a"]) store.keepThread(thread(id));
    expect(store.threads().map(({ id }) => id)).toEqual(["a", "b"]);
  });

  it("leave nothing behind when a thread is forgotten or falls off the list", () => {
    const contents = new Map<string, string>();
    const store = createOwnWords(storageOf(contents));
    store.keepThread(thread("first"));
    store.keep("first", "r", words);
    for (let index = 0; index < 30; index++) store.keepThread(thread(`t${index}`));
    expect(contents.has("necto:words:first")).toBe(false);
    store.keep("t29", "r", words);
    store.forget("t29");
    expect(contents.has("necto:words:t29")).toBe(false);
    expect(store.threads()).toHaveLength(29);
  });

  it("survive a broken entry", () => {
    const store = createOwnWords(storageOf(new Map([["necto:words:t", "{"]])));
    expect(store.wordsOf("t")).toEqual({});
  });
});

describe("a message on its way", () => {
  const departure = { run: { text: "H100 in EU" }, own: words };

  it("is remembered until its run has its words", () => {
    const store = createOwnWords(storageOf(new Map()));
    store.depart("t1", departure);
    expect(store.departureOf("t1")).toEqual(departure);
    store.keep("t1", "r1", words);
    expect(store.departureOf("t1")).toBeNull();
  });

  it("is not on its way any more when it was refused", () => {
    const store = createOwnWords(storageOf(new Map()));
    store.depart("t1", departure);
    store.cancel("t1");
    expect(store.departureOf("t1")).toBeNull();
  });
});
