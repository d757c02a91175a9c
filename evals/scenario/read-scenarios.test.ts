import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { suiteFiles } from "../suites/write-suites.ts";
import { scenarioJsonSchema } from "./json-schema.ts";
import { parseFile, readScenarios } from "./read-scenarios.ts";

const problemsOf = (scenario: object | string, defaults = {}): string[] => {
  const told: string[] = [];
  const text =
    typeof scenario === "string"
      ? scenario
      : JSON.stringify({
          schema: "necto.scenario/1",
          suite: "tested",
          defaults,
          scenarios: [{ id: "one", turns: [{ say: "H100" }], ...scenario }],
        });
  parseFile(text, "f.scenarios.json", (found) =>
    told.push(...found.map(({ field, message }) => `${field}: ${message}`)),
  );
  return told;
};

test("the published JSON Schema is that of the code", () => {
  const published = readFileSync(new URL("../scenario.schema.json", import.meta.url), "utf8");
  expect(JSON.parse(published), "run node evals/scenario/write-schema.ts").toEqual(
    JSON.parse(JSON.stringify(scenarioJsonSchema())),
  );
});

test("a sound scenario has no problem, and takes what the defaults say", () => {
  expect(problemsOf({}, { world: { sources: ["lambda"] }, k: 2 })).toEqual([]);
  const [one] = parseFile(
    JSON.stringify({
      schema: "necto.scenario/1",
      suite: "tested",
      defaults: { world: { sources: ["lambda"], drift: 3 }, tags: ["a"] },
      scenarios: [{ id: "one", tags: ["b"], turns: [{ say: "H100" }], world: { drift: 4 } }],
    }),
    "f",
    () => {},
  );
  expect(one!.scenario).toMatchObject({ world: { sources: ["lambda"], drift: 4 }, tags: ["a", "b"] });
});

describe("what is malformed is told with its field", () => {
  test.each<[string, object | string, string]>([
    ["no JSON", "{", "(file): it is no JSON"],
    ["another format", '{"schema":"necto.scenario/2"}', "schema: "],
    ["an unknown field", { trun: [] }, 'scenarios[0]: Unrecognized key: "trun"'],
    [
      "an unknown field of a turn",
      { turns: [{ say: "x", expct: {} }] },
      "scenarios[0].turns[0]: Unrecognized key",
    ],
    [
      "a wrong value deep inside of a turn",
      { turns: [{ say: "x", expect: { asks: "why" } }] },
      "scenarios[0].turns[0].expect.asks: ",
    ],
    ["an unknown source", { world: { sources: ["lamda"] } }, "scenarios[0].world.sources[0]: "],
    [
      "money with a fraction",
      { expect: { end: { escrowedUsdMicros: 1.5 } } },
      "scenarios[0].expect.end.escrowedUsdMicros",
    ],
    ["no turns", { turns: [] }, "scenarios[0].turns: "],
    ["an id with spaces", { id: "a b" }, "scenarios[0].id: expected lower-case"],
  ])("%s", (_, scenario, wanted) => {
    expect(problemsOf(scenario).join("\n")).toContain(wanted);
  });
});

describe("what contradicts itself is told with its field", () => {
  const PROVIDER = { role: "provider", mode: "tracked", account: "provider-rheinwerk" };
  const turn = (expectation: object) => ({ turns: [{ say: "H100", expect: expectation }] });
  test.each<[string, object, string]>([
    [
      "a team's conversation of somebody who is no member",
      { actor: { mode: "tracked", buyer: "buyer", isForTeam: true } },
      "(one) actor.isForTeam: actor.buyer is no member",
    ],
    [
      "somebody who is signed in and untracked",
      { actor: { buyer: "buyer" } },
      "(one) actor.buyer: who is signed in is a buyer in a tracked conversation",
    ],
    [
      "an Admin's word without a team",
      { turns: [{ say: "H100" }, { allow: true }] },
      "(one) turns[1].allow: the conversation is for no team",
    ],
    [
      "a mandate for no watch",
      { turns: [{ say: "H100" }, { mandate: {} }] },
      "(one) turns[1]: it is about a watch, and no turn before it makes one",
    ],
    [
      "other firings than the watches tell",
      { turns: [{ say: "H100" }, { watch: {} }], expect: { end: { watches: [1], firings: [] } } },
      "(one) expect.end.firings: 0 prices are told, and end.watches tell 1 times",
    ],
    ["an approval of nothing", { turns: [{ approve: {} }] }, "(one) turns[0]: it answers an approval"],
    [
      "more jobs than approvals",
      { expect: { end: { jobs: 1 } } },
      "(one) expect.end.jobs: 1 jobs are expected, and 0 turns approve one",
    ],
    [
      "a question that searches",
      turn({ asks: "time", path: ["understand", "fetch-quotes"] }),
      "expect.path: a run that asks",
    ],
    ["a frame that is none", turn({ frame: { gpuModel: ["H100"] } }), 'frame: Unrecognized key: "gpuModel"'],
    ["a value that no frame has", turn({ frame: { gpuCount: "eight" } }), "turns[0].expect.frame.gpuCount: "],
    [
      "a possible answer that no frame has",
      turn({ frame: { gpuCount: { oneOf: [8, -1] } } }),
      "turns[0].expect.frame.gpuCount: ",
    ],
    [
      "a region that is in and out",
      turn({ frame: { regions: { include: ["EU"], exclude: ["EU"] } } }),
      "EU is both included and excluded",
    ],
    ["a refusal with a frame", turn({ intent: "refuse", frame: {} }), "what is refused has neither"],
    [
      "a reply that has and lacks",
      turn({ reply: { contains: ["a"], lacks: ["a"] } }),
      "must contain and lack “a”",
    ],
    [
      "a node that must and must not be walked",
      { expect: { calls: { mode: "strict", nodes: ["reply"] }, mustNot: { nodes: ["reply"] } } },
      "expect.mustNot.nodes: reply is in expect.calls.nodes too",
    ],
    [
      "nothing chosen, and by whom",
      { expect: { end: { decision: { chosen: null, source: "lambda" } } } },
      "chosen is null",
    ],
    [
      "a listing nobody has",
      { world: { listings: [{ listing: "h100-atlantis" }] } },
      "there is no demo listing h100-atlantis",
    ],
    [
      "an attack where nobody looks",
      {
        world: { sources: ["necto"] },
        attacks: [{ id: "x", text: "y", slot: { kind: "header", upstream: "lambda", name: "server" } }],
      },
      "it is in lambda, which world.sources leaves out",
    ],
    [
      "an Apply of nothing",
      { actor: PROVIDER, turns: [{ apply: {} }] },
      "(one) turns[0]: it answers a change, and no turn",
    ],
    [
      "an Apply of nobody",
      { turns: [{ say: "set my A100 price to 1.25" }, { apply: {} }] },
      "turns[1]: it changes listings, and actor.account says nobody's",
    ],
    ["a provider without a thread of its own", { actor: { account: PROVIDER.account } }, "actor.account: "],
    [
      "an edit of somebody else's listing",
      { actor: PROVIDER, turns: [{ edit: { listing: "h100-helsinki", status: "offline" } }] },
      "turns[0].edit.listing: h100-helsinki is no listing of actor.account",
    ],
    [
      "more changes than Apply was pressed",
      { actor: PROVIDER, expect: { end: { changes: ["applied"] } } },
      "expect.end.changes: 1 changes are applied, and 0 turns apply one",
    ],
    [
      "a grader without expectations",
      { rewardBasis: ["calls"] },
      "calls is graded, and nothing is expected of it",
    ],
  ])("%s", (_, scenario, wanted) => {
    expect(problemsOf(scenario).join("\n")).toContain(wanted);
  });
});

test("every scenario that is shipped is sound, and its file is what its content comes to", () => {
  const folder = new URL("../suites", import.meta.url).pathname;
  for (const [name, text] of Object.entries(suiteFiles()))
    expect(readFileSync(join(folder, name), "utf8"), "run node evals/suites/write-suites.ts").toBe(text);
  expect(readScenarios(folder).length).toBeGreaterThanOrEqual(150);
});
