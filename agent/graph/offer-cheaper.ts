import { type CodedDecision, decide } from "@necto/tools/core/decide";
import { NOTHING_SAID, type Requirements } from "@necto/tools/core/requirements";
import { formatUsdMicros } from "@necto/tools/core/units";
import type { Understanding } from "@necto/tools/language/understanding";

/** Conditions that can be dropped for a lower price, each with the message that drops it. */
const DROPS = [
  ["regions", "any region"],
  ["pricingModels", "any pricing model"],
  ["sources", "any source"],
  ["gpuCount", "any number of GPUs"],
  ["minVramGib", "any memory"],
  ["minUptimeBps", "any uptime"],
  ["minRatingBps", "any rating"],
  ["maxLatencyMs", "any latency"],
] as const satisfies readonly (readonly [keyof Requirements, string])[];

interface Cheaper {
  /** A message that the parser reads as that change. */
  readonly answer: string;
  readonly usdMicrosPerGpuHour: number;
}

const lowestPrice = ({ ranking, snapshot }: CodedDecision): number | null =>
  ranking.order.reduce<number | null>((least, index) => {
    const price = snapshot.prices[index]!;
    return least === null || price < least ? price : least;
  }, null);

/** Single changes of a search that make its lowest price lower, the lowest first. */
function cheaperWays(decision: CodedDecision): Cheaper[] {
  const { snapshot, requirements } = decision;
  const now = lowestPrice(decision);
  if (now === null) return [];
  const ways = DROPS.flatMap(([field, answer]) => {
    if (JSON.stringify(requirements[field]) === JSON.stringify(NOTHING_SAID[field])) return [];
    const price = lowestPrice(decide(snapshot, { ...requirements, [field]: NOTHING_SAID[field] }, decision));
    return price !== null && price < now ? [{ answer, usdMicrosPerGpuHour: price }] : [];
  });
  return ways.sort((a, b) => a.usdMicrosPerGpuHour - b.usdMicrosPerGpuHour);
}

const isAboutPrice = ({ clarify }: Understanding): boolean =>
  clarify?.code === "relative" && clarify.field === "maxUsdMicrosPerGpuHour";

/** By price; otherwise that order is the first thing to offer. */
const isByPrice = ({ requirements }: CodedDecision): boolean => requirements.rankBy === "cost";

/** "Cheaper", said of a list: the ready answers are the changes of this search that lead to a lower price. */
export function offerCheaper(understanding: Understanding, shown: CodedDecision | null): Understanding {
  const { clarify } = understanding;
  if (!clarify || !shown || !isAboutPrice(understanding)) return understanding;
  const ways = cheaperWays(shown).map(({ answer }) => answer);
  const options = isByPrice(shown) ? ways : ["cheapest first", ...ways];
  return { ...understanding, clarify: { ...clarify, options } };
}

const usd = (usdMicros: number): string => `$${formatUsdMicros(usdMicros, 4)} per GPU-hour`;

/** What there is to say about "cheaper": the lowest price that fits, and what each change would make of it. */
export function cheaperText(understanding: Understanding, shown: CodedDecision | null): string | null {
  const lowest = shown && isAboutPrice(understanding) ? lowestPrice(shown) : null;
  if (!shown || lowest === null) return null;
  const ways = cheaperWays(shown).map(
    ({ answer, usdMicrosPerGpuHour }) => `“${answer}” from ${usd(usdMicrosPerGpuHour)}`,
  );
  const first = `The lowest price that fits is ${usd(lowest)}.`;
  const order = isByPrice(shown) ? "" : " The list is in another order: “cheapest first” puts it on top.";
  const change =
    ways.length === 0
      ? " No single condition of this search makes it dearer."
      : ` One change makes it lower: ${ways.join(", ")}.`;
  return first + order + change;
}
