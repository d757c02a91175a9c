import type { Requirements } from "@necto/tools/core/requirements";
import { formatUsdMicros } from "@necto/tools/core/units";
import { chipsOf } from "@necto/tools/language/format-requirements";
import type { Understanding } from "@necto/tools/language/understanding";
import { WATCH_LIST, WATCH_STOP } from "@necto/tools/language/watch-evidence";

const NEEDS_LINE =
  "A watch needs a line: say under which price, as in “tell me when an H100 in EU drops under $2”.";
const OWN = "Your watches, and what they told, are at /watches.";
const STOP = "Watches are paused and deleted at /watches. Nothing was changed.";

/**
 * What a message about watches means, in words. It makes none: the page that asked does, so that the server joins no conversation
 * with a watch.
 */
export function watchReply({ requirements, evidence }: Understanding): string {
  const about = new Set(evidence.map(({ field }) => field));
  if (about.has(WATCH_LIST)) return OWN;
  if (about.has(WATCH_STOP)) return STOP;
  const line = requirements?.maxUsdMicrosPerGpuHour ?? null;
  if (requirements === null || line === null || line === 0) return NEEDS_LINE;
  return `A watch for ${subject(requirements)} under $${formatUsdMicros(line, 2)} per GPU-hour: it tells once when a fresh price falls under that line, and again only after the price was one percent above it. The page sets it up, and lists it at /watches.`;
}

/** `H100, EU`; what only says how to rank is left out. */
function subject(requirements: Requirements): string {
  const chips = chipsOf({ ...requirements, maxUsdMicrosPerGpuHour: null, rankBy: "cost", mode: null });
  const said = chips.filter(({ field }) => field !== "rankBy").map(({ label }) => label);
  return said.length > 0 ? said.join(", ") : "any GPU";
}
