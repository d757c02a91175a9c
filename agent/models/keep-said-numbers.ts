import type { ProviderChange } from "@necto/tools/core/provider-change";
import { NOTHING_SAID, type Requirements } from "@necto/tools/core/requirements";
import type { Clarify, Understanding } from "@necto/tools/language/understanding";
import { UNDO } from "@necto/tools/language/undo";

/** Fields where a wrong number costs money; the parser reads these from the words themselves. */
const MONEY_FIELDS = [
  "maxUsdMicrosPerGpuHour",
  "maxTotalUsdMicros",
  "gpuCount",
  "durationSeconds",
] as const satisfies readonly (keyof Requirements)[];

/** The same for what providers change. */
const CHANGE_FIELDS = [
  "usdMicrosPerGpuHour",
  "percentBps",
  "usdMicrosDelta",
  "pricing",
  "rule",
  "gpuCount",
  "gpuTotal",
  "gpuTotalDelta",
  "from",
  "to",
] as const satisfies readonly (keyof ProviderChange)[];

/**
 * A chat model's reading with the parser's numbers: where the parser is sure, its price, budget, count and duration
 * win; where the parser must ask about a search or a change, the question stands; where it read no search at all, the numbers
 * said before stay. A model never decides a number.
 *
 * @param before the thread's frame before this message
 */
export function keepSaidNumbers(
  read: Understanding,
  parsed: Understanding,
  before: Requirements | null,
): Understanding {
  // What was before is known here and to no model.
  if (parsed.evidence.some(({ field }) => field === UNDO)) return parsed;
  // No model has a tool for it: what was spent is read from the books, by the words.
  if (parsed.intent === "spend") return parsed;
  if (parsed.change !== null && parsed.clarify && !isLeftToModel(parsed.clarify)) return parsed;
  if (read.change !== null)
    return {
      ...read,
      change: { ...withNumbersOf(read.change, parsed.change), isForAll: parsed.change?.isForAll ?? false },
    };
  if (read.intent !== "search" || read.requirements === null) return read;
  if (parsed.intent === "refuse") return parsed;
  const isRead = parsed.intent === "search" && parsed.requirements !== null;
  if (isRead && parsed.clarify && !isLeftToModel(parsed.clarify)) return parsed;
  const numbers = (isRead ? parsed.requirements : before) ?? NOTHING_SAID;
  return {
    ...read,
    requirements: { ...read.requirements, ...pick(numbers, MONEY_FIELDS) },
    evidence: isRead ? parsed.evidence : [],
  };
}

/** Words the parser could not read, and comparisons that are of no number ("something newer"). */
const isLeftToModel = ({ code, field }: Clarify): boolean =>
  code === "not-understood" || (code === "relative" && field === null);

const withNumbersOf = (change: ProviderChange, parsed: ProviderChange | null): ProviderChange => ({
  ...change,
  ...(parsed ? pick(parsed, CHANGE_FIELDS) : Object.fromEntries(CHANGE_FIELDS.map((field) => [field, null]))),
});

const pick = <T, K extends keyof T>(from: T, fields: readonly K[]): Pick<T, K> =>
  Object.fromEntries(fields.map((field) => [field, from[field]])) as Pick<T, K>;
