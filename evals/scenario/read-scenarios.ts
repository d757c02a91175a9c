import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { NectoError } from "@necto/tools/errors";
import type { z } from "zod";
import { findContradictions, type Problem } from "./find-contradictions.ts";
import { Scenario, ScenarioFile } from "./scenario.ts";

/** A scenario and where it stands. */
export interface LoadedScenario {
  readonly scenario: Scenario;
  readonly suite: string;
  /** File and field, for people: `buyer-search.scenarios.json scenarios[3]`. */
  readonly place: string;
}

const SUFFIX = /\.scenarios?\.json$/;
const MOST_TOLD = 12;

/**
 * The scenarios of a folder's `*.scenarios.json` files, in order of file and place.
 *
 * @throws NectoError `request/scenario` that names file and field of everything that is malformed or contradicts itself
 */
export function readScenarios(folder: string): readonly LoadedScenario[] {
  const files = filesOf(folder);
  if (files.length === 0)
    throw new NectoError({
      code: "request/scenario",
      message: `${folder} has no scenarios: expected files named *.scenarios.json.`,
    });
  const problems: string[] = [];
  const loaded = files.flatMap((path) => {
    const file = relative(folder, path);
    const tell = (found: readonly Problem[]) =>
      problems.push(...found.map(({ field, message }) => `${file}: ${field}: ${message}`));
    return parseFile(readFileSync(path, "utf8"), file, tell);
  });
  const places = new Map<string, string>();
  for (const { scenario, place } of loaded) {
    const before = places.get(scenario.id);
    if (before) problems.push(`${place}.id: ${scenario.id} is the id of ${before} too`);
    places.set(scenario.id, place);
  }
  if (problems.length > 0) throw badScenarios(problems);
  return loaded;
}

function filesOf(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new NectoError({ code: "request/scenario", message: `There is no folder ${folder}.` });
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => SUFFIX.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** Scenarios of one file's text; what is wrong is told and left out. */
export function parseFile(
  text: string,
  file: string,
  tell: (problems: readonly Problem[]) => void,
): LoadedScenario[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    tell([{ field: "(file)", message: `it is no JSON: ${(error as Error).message}` }]);
    return [];
  }
  const parsed = ScenarioFile.safeParse(json);
  if (!parsed.success) {
    tell(parsed.error.issues.map((issue) => toProblem(issue, "")));
    return [];
  }
  const { suite, defaults, scenarios } = parsed.data;
  return scenarios.flatMap((row, at) => {
    const field = `scenarios[${at}]`;
    const one = Scenario.safeParse(withDefaults(defaults, row));
    if (!one.success) {
      tell(one.error.issues.map((issue) => toProblem(issue, field)));
      return [];
    }
    const scenario = one.data;
    const found = findContradictions(scenario);
    if (found.length > 0) {
      tell(
        found.map(({ field: inside, message }) => ({
          field: `${field} (${scenario.id}) ${inside}`,
          message,
        })),
      );
      return [];
    }
    return [{ scenario, suite, place: `${file} ${field}` }];
  });
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Objects are joined, everything else is the scenario's own. Tags are added. */
function withDefaults(defaults: Json, own: Json): Json {
  const joined: Json = { ...defaults, ...own };
  for (const [name, value] of Object.entries(defaults)) {
    const mine = own[name];
    if (isObject(value) && isObject(mine)) joined[name] = withDefaults(value, mine);
    if (name === "tags" && Array.isArray(value) && Array.isArray(mine)) joined[name] = [...value, ...mine];
  }
  return joined;
}

type Issue = z.core.$ZodIssue;

function toProblem(issue: Issue, prefix: string): Problem {
  const { path, message } = deepest(issue);
  const field = path.reduce<string>(
    (at, key) => (typeof key === "number" ? `${at}[${key}]` : [at, String(key)].filter(Boolean).join(".")),
    prefix,
  );
  return { field: field || "(file)", message };
}

/** Of the variants of a union, the one that the value resembles most: what it says is wrong is what people want to know. */
function deepest(issue: Issue): { readonly path: readonly PropertyKey[]; readonly message: string } {
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return issue;
  const known = issue.errors.map((issues) => {
    const strange = issues.some(({ code, path }) => code === "unrecognized_keys" && path.length === 0);
    const missing = issues.some(({ code, path }) => code === "invalid_type" && path.length === 1);
    return { issues, distance: (strange ? 4 : 0) + (missing ? 2 : 0) + Math.min(issues.length, 2) };
  });
  known.sort((a, b) => a.distance - b.distance);
  const [inner] = known[0]!.issues;
  if (!inner) return issue;
  const found = deepest(inner);
  return { path: [...issue.path, ...found.path], message: found.message };
}

const badScenarios = (problems: readonly string[]): NectoError =>
  new NectoError({
    code: "request/scenario",
    message: [
      `${problems.length === 1 ? "One thing is" : `${problems.length} things are`} wrong with the scenarios:`,
      ...problems.slice(0, MOST_TOLD),
      ...(problems.length > MOST_TOLD ? [`… and ${problems.length - MOST_TOLD} more`] : []),
    ].join("\n"),
  });
