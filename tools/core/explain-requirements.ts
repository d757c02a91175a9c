import type { z } from "zod";
import { FORM_FACTORS } from "./gpu.ts";
import { GPU_TABLE } from "./gpu-models.ts";
import { nearestNames } from "./nearest-names.ts";
import { PRICING_MODELS } from "./pricing.ts";
import { COUNTRY_BY_CODE, REGION_GROUPS } from "./regions.ts";
import { MODES, RANK_BYS, Requirements } from "./requirements.ts";

/** What is wrong with requirements: where, as a path (`regions.include.0`), and in words that say what to do. */
export interface RequirementsProblem {
  /** Empty when it is about the whole. */
  readonly field: string;
  /** `shape`: the value is none that the field can have; `meaning`: the values make no sense together, or name nothing. */
  readonly kind: "shape" | "meaning";
  readonly message: string;
}

/** A model, and each of its forms where there are several: `H100`, `H100 SXM`. */
export const GPU_TOKENS: readonly string[] = GPU_TABLE.flatMap(({ model, formFactors }) =>
  formFactors.length < 2 ? [model] : [model, ...formFactors.map((form) => `${model} ${form}`)],
);
/** Names that a search can match, those of a model's only form included. */
const GPU_NAMES: ReadonlySet<string> = new Set(
  GPU_TABLE.flatMap(({ model, formFactors }) => [model, ...formFactors.map((form) => `${model} ${form}`)]),
);

/** What each field takes, with an example; the units are those of the fields. */
const EXPECTED: Readonly<Record<string, string>> = {
  gpuModels: `a list of GPU models, such as ["H100", "A100 SXM"]`,
  minVramGib: "a whole number of GiB per GPU, such as 80",
  gpuCount: "a whole number of GPUs from 1 to 1000000",
  maxUsdMicrosPerGpuHour: "a whole number of micro-USD per GPU-hour: 3000000 is $3",
  maxTotalUsdMicros: "a whole number of micro-USD for the whole job: 100000000 is $100",
  durationSeconds: "a whole number of seconds: 21600 is 6 hours",
  startAt: "a moment such as 2026-12-01T09:00:00Z",
  regions: `two lists of regions, such as {"include": ["EU"], "exclude": ["HU"]}`,
  pricingModels: `a list of ${PRICING_MODELS.join(", ")}`,
  sources: `two lists of sources or providers, such as {"include": [], "exclude": ["akash"]}`,
  minUptimeBps: "basis points from 0 to 10000: 9990 is 99.9 %",
  minRatingBps: "basis points from 0 to 10000: 9000 is 4.5 of 5 stars",
  maxLatencyMs: "a whole number of milliseconds, such as 80",
  buyerCountry: "a country's code of two capital letters, such as DE",
  rankBy: `one of ${RANK_BYS.join(", ")}`,
  mode: `one of ${MODES.join(", ")}`,
};
const FIELDS = Object.keys(Requirements.shape);

/**
 * Everything that keeps requirements from being asked, in plain words by field; empty when nothing does. Wrong shapes are
 * told first and alone, because what the values mean together cannot be said yet.
 *
 * @param requirements anything: `Requirements`, or what a form or a text holds
 * @param now epoch milliseconds; nothing starts before it
 * @example explainRequirements({ gpuModels: ["H10"] }, now)
 *   // [{ field: "gpuModels.0", kind: "meaning", message: "No GPU is called “H10”. Did you mean H100, H20 or A10?" }]
 */
export function explainRequirements(requirements: unknown, now: number): RequirementsProblem[] {
  const parsed = Requirements.safeParse(requirements);
  if (!parsed.success)
    return parsed.error.issues.flatMap((issue) =>
      shapeProblems(issue, requirements).map((problem) => ({ ...problem, kind: "shape" as const })),
    );
  const { data } = parsed;
  return CHECKS.flatMap((check) => check(data, now)).map((problem) => ({ ...problem, kind: "meaning" }));
}

type Issue = z.core.$ZodIssue;
type Found = Omit<RequirementsProblem, "kind">;

function shapeProblems(issue: Issue, whole: unknown): Found[] {
  const path = issue.path.map(String);
  const [top] = path;
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({ field: [...path, key].join("."), message: unknownField(key, top) }));
  if (top === undefined)
    return [{ field: "", message: `Write fields with their values, such as {"gpuModels": ["H100"]}.` }];
  const field = path.join(".");
  if (issue.code === "custom") return [{ field, message: `${capital(issue.message)}.` }];
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)?.[key], whole);
  return [{ field, message: `${field} is ${shown(value)}; it takes ${EXPECTED[top] ?? "something else"}.` }];
}

function unknownField(key: string, top: string | undefined): string {
  if (top !== undefined)
    return `There is no field ${shown(key)} in ${top}; it takes ${EXPECTED[top] ?? "none"}.`;
  const near = nearestNames(key, FIELDS, 2);
  const hint = near.length > 0 ? `Did you mean ${either(near)}?` : `There are ${FIELDS.join(", ")}.`;
  return `There is no field ${shown(key)}. ${hint}`;
}

const MOST_SHOWN = 40;
const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? "missing";
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
};
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const either = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;

const when = (isWrong: boolean, field: string, message: () => string): Found[] =>
  isWrong ? [{ field, message: message() }] : [];

const CHECKS: readonly ((requirements: Requirements, now: number) => Found[])[] = [
  ({ gpuModels }) =>
    gpuModels.flatMap((name, index) =>
      when(!GPU_NAMES.has(name), `gpuModels.${index}`, () => unknownGpu(name)),
    ),
  ({ durationSeconds }) =>
    when(durationSeconds === 0, "durationSeconds", () => "A job lasts longer than nothing: say how long."),
  ({ maxTotalUsdMicros, durationSeconds }) =>
    when(
      maxTotalUsdMicros !== null && durationSeconds === null,
      "maxTotalUsdMicros",
      () => "A limit for the whole job needs a duration: say how long it runs, or drop the limit.",
    ),
  ({ startAt }, now) =>
    when(
      startAt !== null && Date.parse(startAt) < now,
      "startAt",
      () => "That moment is over: choose a later start, or none to start at once.",
    ),
  ({ maxLatencyMs, buyerCountry }) =>
    when(
      maxLatencyMs !== null && buyerCountry === null,
      "buyerCountry",
      () => "A latency limit needs the country you are in: choose it, or drop the limit.",
    ),
  ({ rankBy, buyerCountry, maxLatencyMs }) =>
    when(
      rankBy === "latency" && buyerCountry === null && maxLatencyMs === null,
      "buyerCountry",
      () => "Lowest latency first needs the country you are in: choose it, or another order.",
    ),
  ({ buyerCountry }) =>
    when(
      buyerCountry !== null && !COUNTRY_BY_CODE.has(buyerCountry),
      "buyerCountry",
      () => `No country has the code ${buyerCountry}. Write it as in DE for Germany.`,
    ),
  ({ regions }) => bothWays("regions", regions, (token) => token.toUpperCase()),
  ({ sources }) => bothWays("sources", sources, (name) => name.toLowerCase()),
];

function bothWays(
  field: "regions" | "sources",
  { include, exclude }: Requirements["regions"],
  keyOf: (name: string) => string,
): Found[] {
  const wanted = new Set(include.map(keyOf));
  return exclude.flatMap((name, index) =>
    when(
      wanted.has(keyOf(name)),
      `${field}.exclude.${index}`,
      () => `${name} cannot be both wanted and left out: take it out of one of the two.`,
    ),
  );
}

/** Region tokens: groups first, then ISO codes. */
export const REGION_TOKENS: readonly string[] = [...Object.keys(REGION_GROUPS), ...COUNTRY_BY_CODE.keys()];

function unknownGpu(name: string): string {
  const form = FORM_FACTORS.find((known) => name.endsWith(` ${known}`));
  const model = form === undefined ? name : name.slice(0, -form.length - 1);
  const known = GPU_TABLE.find((gpu) => gpu.model === model);
  if (known)
    return known.formFactors.length === 0
      ? `${model} has no form factor: write ${model}.`
      : `${model} comes as ${either(known.formFactors)}, not as ${form}.`;
  const near = nearestNames(name, GPU_TOKENS, 3);
  const hint = near.length > 0 ? `Did you mean ${either(near)}?` : "Write it as in H100 or RTX 4090.";
  return `No GPU is called “${name.slice(0, MOST_SHOWN)}”. ${hint}`;
}
