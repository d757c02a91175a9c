import type { Understanding } from "@necto/tools/language/understanding";

/** Ready answers; each is a message that the parser reads as a duration. */
const OPTIONS = ["for 6 hours", "for 1 day", "for 1 week"];

/**
 * A budget for the whole job cannot be held against any offer without knowing how long the job is: instead of
 * rejecting the whole market as unknown, the agent asks. Everything else of the message is kept.
 */
export function askForDuration(understanding: Understanding): Understanding {
  const { intent, requirements, clarify, evidence } = understanding;
  const isUndecidable =
    intent === "search" &&
    clarify === null &&
    requirements !== null &&
    requirements.maxTotalUsdMicros !== null &&
    requirements.durationSeconds === null;
  if (!isUndecidable) return understanding;
  const spans = evidence.filter(({ field }) => field === "maxTotalUsdMicros").map(({ span }) => span);
  return { ...understanding, clarify: { code: "time", field: "durationSeconds", spans, options: OPTIONS } };
}
