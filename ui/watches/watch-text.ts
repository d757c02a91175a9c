import type { Requirements } from "@necto/tools/core/requirements";
import { chipsOf } from "@necto/tools/language/format-requirements";
import type { WatchView } from "@necto/tools/protocol/watch";
import { rateText } from "../format/money.ts";
import type { IconName } from "../shell/icons.ts";

/**
 * What is watched, in a line.
 *
 * @example subjectText(requirements) // "H100 · EU"
 */
export function subjectText(requirements: Requirements): string {
  const chips = chipsOf({ ...requirements, maxUsdMicrosPerGpuHour: null, rankBy: "cost", mode: null });
  const said = chips.filter(({ field }) => field !== "rankBy").map(({ label }) => label);
  return said.length > 0 ? said.join(" · ") : "Any GPU";
}

export interface StateBadge {
  readonly word: string;
  readonly tone: "success" | "info" | "outline";
  readonly icon: IconName;
}

export const STATE_BADGES: Readonly<Record<WatchView["state"], StateBadge>> = {
  armed: { word: "Watching", tone: "info", icon: "bell" },
  fired: { word: "Told", tone: "success", icon: "check" },
  paused: { word: "Paused", tone: "outline", icon: "pause" },
};

/**
 * How far the cheapest fresh price is from the line.
 *
 * @example distanceText(watch) // "$2.1900 now, 9.5 % above the line"
 */
export function distanceText({
  best,
  usdMicrosPerGpuHour: line,
}: Pick<WatchView, "best" | "usdMicrosPerGpuHour">): string {
  if (best === null) return "No fresh price matches now";
  const { usdMicrosPerGpuHour: price } = best;
  const tenths = Math.round((Math.abs(price - line) * 1_000) / line);
  const share = `${Math.floor(tenths / 10)}.${tenths % 10} %`;
  if (price === line) return `$${rateText(price)} now, at the line`;
  return `$${rateText(price)} now, ${share} ${price < line ? "under" : "above"} the line`;
}

/**
 * A price as somebody types it, in micro-USD; null for what is none, or not between 0.000001 and 1000.
 *
 * @example readUsd("1.95") // 1_950_000
 */
export function readUsd(text: string): number | null {
  const match = /^\s*\$?\s*(\d{1,4})?(?:[.,](\d{1,6}))?\s*$/.exec(text);
  if (!match || (match[1] === undefined && match[2] === undefined)) return null;
  const micros = Number(match[1] ?? "0") * 1_000_000 + Number((match[2] ?? "").padEnd(6, "0"));
  return micros > 0 && micros <= 1_000_000_000 ? micros : null;
}
