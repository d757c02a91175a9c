import type { PriceClass } from "@necto/tools/core/offer";
import type { PricingModel } from "@necto/tools/core/pricing";
import type { NodeName } from "@necto/tools/protocol/run-event";
import type { StepStatus } from "../chat/run-state.ts";
import type { IconName } from "../shell/icons.ts";

/** What each step of the graph does, as the step list says it. */
export const STEP_LABELS: Readonly<Record<NodeName, string>> = {
  understand: "Understand",
  clarify: "Ask back",
  "fetch-quotes": "Scan sources",
  normalise: "Normalise",
  filter: "Filter",
  rank: "Rank",
  seal: "Seal",
  reply: "Reply",
  requote: "Ask for the price again",
  "check-policy": "Check the policy",
  diff: "Compare with the listings",
  confirm: "Ask for consent",
  apply: "Apply",
  "upload-trace": "Store the trace",
  "fund-escrow": "Pay into escrow",
  receipt: "Receipt",
};

export const STEP_STATUS: Readonly<Record<StepStatus, { readonly icon: IconName; readonly word: string }>> = {
  running: { icon: "running", word: "running" },
  done: { icon: "check", word: "done" },
  failed: { icon: "failed", word: "failed" },
  stopped: { icon: "stopped", word: "stopped" },
};

export const PRICING_LABELS: Readonly<
  Record<PricingModel, { readonly word: string; readonly style: string }>
> = {
  fixed: { word: "Fixed", style: "outline" },
  spot: { word: "Spot", style: "violet" },
  token: { word: "Token", style: "warning" },
  dynamic: { word: "Dynamic", style: "info" },
};

/** Where a price comes from in time. Nothing that is sandbox or recorded may look live. */
export const PRICE_CLASS_LABELS: Readonly<
  Record<PriceClass, { readonly word: string; readonly isDated: boolean; readonly meaning: string }>
> = {
  live: { word: "Live", isDated: false, meaning: "The source's price of this moment" },
  list: { word: "List", isDated: true, meaning: "From the source's price list" },
  historical: { word: "Past bids", isDated: true, meaning: "From bids of the past" },
  recorded: { word: "Recorded", isDated: true, meaning: "From a dated catalogue; may have changed since" },
  sandbox: {
    word: "Sandbox",
    isDated: false,
    meaning: "A made-up price of the built-in sandbox; nothing real is sold",
  },
};

/** Sources that answer with prices of tokens, not with offers. */
const PRICE_FEEDS: ReadonlySet<string> = new Set(["coingecko", "akash-oracle"]);
export const isPriceFeed = (source: string): boolean => PRICE_FEEDS.has(source);

/** Fields of the requirements in the user's words. */
export const FIELD_LABELS: Readonly<Record<string, string>> = {
  gpuModels: "GPU model",
  minVramGib: "GPU memory",
  gpuCount: "GPU count",
  maxUsdMicrosPerGpuHour: "Price limit per GPU-hour",
  maxTotalUsdMicros: "Budget",
  durationSeconds: "Duration",
  startAt: "Start",
  regions: "Region",
  pricingModels: "Pricing",
  sources: "Source",
  minUptimeBps: "Uptime",
  minRatingBps: "Rating",
  maxLatencyMs: "Latency",
  buyerCountry: "Where you are",
  rankBy: "Ranking",
  mode: "Tracking",
};
