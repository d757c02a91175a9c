import type { ListingDraft } from "@necto/tools/core/listing-draft";
import { formatUsdMicros } from "@necto/tools/core/units";
import type { ListingAction, ListingState, ListingView, PendingChange } from "@necto/tools/protocol/listings";
import { rateText } from "../format/money.ts";
import type { IconName } from "../shell/icons.ts";

interface Badge {
  readonly word: string;
  readonly tone: "info" | "success" | "warning" | "outline" | "danger";
  readonly icon: IconName;
}

const STATES: Readonly<Record<ListingState, Badge>> = {
  draft: { word: "Draft", tone: "outline", icon: "record" },
  publishing: { word: "Publishing", tone: "info", icon: "running" },
  published: { word: "Published", tone: "success", icon: "check" },
  paused: { word: "Paused", tone: "warning", icon: "pause" },
  withdrawn: { word: "Withdrawn", tone: "outline", icon: "stopped" },
};

export const stateBadge = ({ state }: Pick<ListingView, "state">): Badge => STATES[state];

const CALLS: Readonly<Record<PendingChange["call"], string>> = {
  registerListing: "Registration",
  updateListing: "New terms",
  updateRate: "New ceiling",
  setStatus: "New status",
};

/** What the chain does not have yet, in words. */
export function pendingText({ call, state, problem }: PendingChange): string {
  if (state === "sending") return `${CALLS[call]} on its way to the chain`;
  if (state === "wallet") return `${CALLS[call]} waits for your wallet`;
  return `${CALLS[call]} failed: ${problem ?? "the chain refused it"}`;
}

/** `8× H100 SXM`, or `H100 SXM` for units of one. */
export const gpuText = ({ gpu, formFactor, gpuCount }: ListingDraft): string =>
  [gpuCount > 1 ? `${gpuCount}×` : "", gpu, formFactor ?? ""].filter(Boolean).join(" ");

export const placeText = ({ city, country }: ListingDraft): string =>
  [city, country].filter(Boolean).join(", ");

/** What is asked for, as it is stated: `$2.45 per GPU and hour`, `4.3 AKT …`, `$1.90 to $2.90, by a rule`. */
export function askText({ pricing }: ListingDraft): string {
  if (pricing.model === "fixed") return `$${pricing.amount} per GPU and hour`;
  if (pricing.model === "token") return `${pricing.amount} ${pricing.token} per GPU and ${pricing.per}`;
  const { floorUsdMicros, ceilingUsdMicros } = pricing.rule;
  return `$${usdText(floorUsdMicros)} to $${usdText(ceilingUsdMicros)}, by a rule`;
}

/** As people write it: `2.45`. */
export const usdText = (usdMicros: number): string =>
  formatUsdMicros(usdMicros, 6).replace(/(\.\d{2}\d*?)0+$/, "$1");

/** Micro-USD of a decimal text with at most six decimals; null for anything else. */
export function microsOf(text: string): number | null {
  const [, whole, fraction = ""] = /^(\d{1,9})(?:\.(\d{1,6}))?$/.exec(text.trim()) ?? [];
  return whole === undefined ? null : Number(whole + fraction.padEnd(6, "0"));
}

/** What buyers see: `2.4500`, or why not. */
export function marketText({ market, state }: Pick<ListingView, "market" | "state">): string {
  if (market === null) return state === "draft" ? "Not published" : "Not on the market";
  return market.usdMicrosPerGpuHour === null ? "No price now" : rateText(market.usdMicrosPerGpuHour);
}

export const ACTION_WORDS: Readonly<Record<ListingAction, string>> = {
  publish: "Publish",
  pause: "Pause",
  resume: "Resume",
  withdraw: "Withdraw",
};

/** What can be done with a listing now. */
export function actionsOf({ state, isEdited, published }: ListingView): readonly ListingAction[] {
  if (state === "draft" || state === "withdrawn") return ["publish"];
  const publish = isEdited ? (["publish"] as const) : [];
  return published?.status === "available"
    ? [...publish, "pause", "withdraw"]
    : [...publish, "resume", "withdraw"];
}
