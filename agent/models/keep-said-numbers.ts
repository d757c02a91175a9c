import type { Requirements } from "@necto/tools/core/requirements";
import type { Understanding } from "@necto/tools/language/understanding";

/** Fields where a wrong number costs money; the parser reads these from the words themselves. */
const MONEY_FIELDS = [
  "maxUsdMicrosPerGpuHour",
  "maxTotalUsdMicros",
  "gpuCount",
  "durationSeconds",
] as const satisfies readonly (keyof Requirements)[];

/**
 * A chat model's reading with the parser's numbers: where the parser is sure, its price, budget, count and duration
 * win; where the parser must ask about a search, the question stands. A model never decides a number.
 */
export function keepSaidNumbers(read: Understanding, parsed: Understanding): Understanding {
  if (read.intent !== "search" || read.requirements === null) return read;
  if (parsed.intent !== "search" || parsed.requirements === null)
    return parsed.intent === "refuse" ? parsed : { ...read, requirements: withoutNumbers(read.requirements) };
  if (parsed.clarify && parsed.clarify.code !== "not-understood") return parsed;
  const numbers = Object.fromEntries(MONEY_FIELDS.map((field) => [field, parsed.requirements![field]]));
  return { ...read, requirements: { ...read.requirements, ...numbers }, evidence: parsed.evidence };
}

const withoutNumbers = (requirements: Requirements): Requirements => ({
  ...requirements,
  ...Object.fromEntries(MONEY_FIELDS.map((field) => [field, null])),
});
