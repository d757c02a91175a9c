import { NOTHING_SAID } from "@necto/tools/core/requirements";
import { expect, test } from "vitest";
import { createJobTemplates, MOST_TEMPLATES } from "./job-templates.ts";
import { keepJob, readKept } from "./kept-job.ts";

const storage = () => {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
};
const blocked = {
  getItem: () => {
    throw new Error("blocked");
  },
  setItem: () => {
    throw new Error("blocked");
  },
};

test("a form is kept as it was typed, with what is wrong in it", () => {
  const tab = storage();
  const job = {
    values: { ...NOTHING_SAID, gpuCount: "eight", gpuModels: ["H10"] },
    texts: new Map([["gpuCount", " eight"]]),
    thread: { id: "thread-1", mode: "untracked" as const },
  };
  keepJob(tab, job);
  expect(readKept(tab)).toEqual(job);
});

test("what cannot be read is no draft, and a blocked storage breaks nothing", () => {
  const tab = storage();
  for (const text of ["{", "[]", "7", '{"values": 1}']) {
    tab.kept.set("necto:job-form", text);
    expect(readKept(tab)).toBeNull();
  }
  tab.kept.set("necto:job-form", '{"values": {"old": 1, "gpuCount": 8}, "texts": [], "thread": null}');
  expect(readKept(tab)?.values).toEqual({ ...NOTHING_SAID, gpuCount: 8 });
  expect(readKept(blocked)).toBeNull();
  keepJob(blocked, { values: NOTHING_SAID, texts: new Map(), thread: null });
});

test("templates are kept by name without a mode, replaced by name, and deleted", () => {
  const templates = createJobTemplates(storage());
  templates.save({ name: "Nightly", requirements: { ...NOTHING_SAID, gpuCount: 8, mode: "tracked" } });
  templates.save({ name: "Big", requirements: NOTHING_SAID });
  templates.save({ name: "Nightly", requirements: { ...NOTHING_SAID, gpuCount: 4 } });
  expect(templates.list()).toEqual([
    { name: "Big", requirements: NOTHING_SAID },
    { name: "Nightly", requirements: { ...NOTHING_SAID, gpuCount: 4 } },
  ]);
  templates.remove("Big");
  expect(templates.list().map(({ name }) => name)).toEqual(["Nightly"]);
});

test("a template that cannot be read leaves the others, and one too many is refused in words", () => {
  const browser = storage();
  const templates = createJobTemplates(browser);
  browser.kept.set(
    "necto:job-templates",
    JSON.stringify([
      { name: "Old", requirements: { gpu: 1 } },
      { name: "Good", requirements: {} },
    ]),
  );
  expect(templates.list().map(({ name }) => name)).toEqual(["Good"]);
  for (let n = 1; n < MOST_TEMPLATES; n++)
    expect(templates.save({ name: `T${n}`, requirements: NOTHING_SAID })).toBeNull();
  expect(templates.save({ name: "More", requirements: NOTHING_SAID })).toMatch(/delete one first/);
  expect(createJobTemplates(blocked).save({ name: "More", requirements: NOTHING_SAID })).toMatch(
    /blocked or full/,
  );
  expect(createJobTemplates(blocked).list()).toEqual([]);
});
