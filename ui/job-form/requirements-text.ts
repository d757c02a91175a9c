import { explainRequirements } from "@necto/tools/core/explain-requirements";
import { NOTHING_SAID, Requirements } from "@necto/tools/core/requirements";

export const TEXT_FORMATS = ["JSON", "YAML"] as const;
export type TextFormat = (typeof TEXT_FORMATS)[number];

/** Nobody states requirements at greater length. */
const MOST_CHARACTERS = 20_000;

/** Requirements as text, without what was not said. */
export async function formatRequirements(requirements: Requirements, format: TextFormat): Promise<string> {
  const said = Object.fromEntries(
    Object.entries(requirements).filter(
      ([field, value]) => JSON.stringify(value) !== JSON.stringify(NOTHING_SAID[field as keyof Requirements]),
    ),
  );
  if (format === "JSON") return JSON.stringify(said, null, 2);
  const { formatYaml } = await import("./yaml-text.ts");
  return formatYaml(said);
}

export type ReadText =
  | { readonly requirements: Requirements; readonly problems: null }
  | { readonly requirements: null; readonly problems: readonly string[] };

/**
 * Requirements of a JSON or YAML text, or what is wrong with it: a sentence each, naming the field or the line.
 *
 * @param now epoch milliseconds
 */
export async function parseRequirements(text: string, now: number): Promise<ReadText> {
  const refuse = (...problems: string[]): ReadText => ({ requirements: null, problems });
  if (text.trim() === "") return refuse("There is nothing here yet: paste requirements as JSON or YAML.");
  if (text.length > MOST_CHARACTERS)
    return refuse(`This is too long for requirements: at most ${MOST_CHARACTERS} characters are read.`);
  const read = /^\s*[[{]/.test(text) ? readJson(text) : await readYaml(text);
  if ("problem" in read) return refuse(read.problem);
  const problems = explainRequirements(read.value, now).map(({ message }) => message);
  return problems.length > 0
    ? refuse(...problems)
    : { requirements: Requirements.parse(read.value), problems: null };
}

type Read = { readonly value: unknown } | { readonly problem: string };

function readJson(text: string): Read {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { problem: `This is no JSON: ${(error as Error).message}.` };
  }
}

async function readYaml(text: string): Promise<Read> {
  const { parsePlainYaml } = await import("./yaml-text.ts");
  return parsePlainYaml(text);
}
