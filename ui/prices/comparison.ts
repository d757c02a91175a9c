import { describeStep, describeWarning } from "@necto/tools/core/explain";
import type { Fee } from "@necto/tools/core/offer";
import { formatDuration } from "@necto/tools/core/units";
import type { ComparedOffer } from "@necto/tools/protocol/market";
import { PRICE_CLASS_LABELS, PRICING_LABELS } from "../format/labels.ts";
import { rateText } from "../format/money.ts";
import { memoryText, priceClassText, unitsText } from "../format/offer-text.ts";
import { countOf, countryText, countText, gpuText, percentText, timeText, UNKNOWN } from "../format/text.ts";
import { reasonsText } from "./row-text.ts";

/** One thing about every offer compared, side by side. */
export interface Fact {
  readonly name: string;
  /** One per offer, each a few lines; none = nobody says. */
  readonly cells: readonly (readonly string[])[];
  /** The offers do not agree. */
  readonly differs: boolean;
  /** Offers that are best at it; empty where nothing is better, or all are equal. */
  readonly best: ReadonlySet<number>;
}

type Read = (compared: ComparedOffer) => string | null | readonly string[];
/** A number of which less is better; null when nobody says. */
type Cost = (compared: ComparedOffer) => number | null;

const FACTS: readonly (readonly [name: string, read: Read, cost?: Cost])[] = [
  [
    "$/GPU-hr",
    ({ normalized }) => rate(normalized.usdMicrosPerGpuHour),
    ({ normalized }) => normalized.usdMicrosPerGpuHour,
  ],
  ["$/hr for the unit", ({ usdMicrosPerHour }) => rate(usdMicrosPerHour)],
  ["How the price is made", ({ normalized }) => normalized.steps.map(describeStep)],
  ["Counting interruptions ($/GPU-hr)", ({ normalized }) => rate(normalized.riskAdjustedUsdMicrosPerGpuHour)],
  ["Cautions", ({ normalized }) => normalized.warnings.map(describeWarning)],
  ["Left out of searches", (compared) => reasonsText(compared)],
  ["GPU", ({ offer }) => gpuText(offer.gpu, offer.gpuCount)],
  ["GPU memory", ({ offer }) => known(memoryText(offer))],
  ["Region", ({ offer }) => distinct([countryText(offer.location), offer.location.raw])],
  ["Pricing", pricingLines],
  ["Fees", ({ offer }) => (offer.fees.length === 0 ? "none stated" : offer.fees.map(feeText))],
  ["Shortest rental", ({ offer }) => duration(offer.minDurationSeconds)],
  ["Longest rental", ({ offer }) => duration(offer.maxDurationSeconds)],
  ["Fulfilment", fulfilmentLines],
  ["Available", ({ offer }) => unitsText(offer)],
  ["Open", openLines],
  ["Uptime", ({ offer }) => percent(offer.uptimeBps), ({ offer }) => negated(offer.uptimeBps)],
  ["Rating", ({ offer }) => stars(offer.ratingBps), ({ offer }) => negated(offer.ratingBps)],
  ["vCPU", ({ offer }) => offer.extras.vcpus],
  ["Memory", ({ offer }) => gib(offer.extras.memoryGib)],
  ["Storage", ({ offer }) => gib(offer.extras.storageGib)],
  ["Network", ({ offer }) => mbit(offer.extras.networkMbps)],
  ["Price is", ({ offer }) => [priceClassText(offer), PRICE_CLASS_LABELS[offer.priceClass].meaning]],
  ["Read", ({ offer }) => timeText(offer.observedAt)],
];

/** What is known of two to four offers, thing by thing; what nobody says of any of them is left out. */
export function compareOffers(offers: readonly ComparedOffer[]): Fact[] {
  return FACTS.flatMap(([name, read, cost]) => {
    const cells = offers.map((compared) => toLines(read(compared)));
    if (cells.every((lines) => lines.length === 0)) return [];
    const differs = new Set(cells.map((lines) => lines.join("\n"))).size > 1;
    return { name, cells, differs, best: differs && cost ? bestOf(offers.map(cost)) : new Set<number>() };
  });
}

/** With two offers unpriced and one not, the one is not cheaper than anything. */
function bestOf(costs: readonly (number | null)[]): ReadonlySet<number> {
  const said = costs.filter((cost) => cost !== null);
  if (said.length < 2) return new Set();
  const least = Math.min(...said);
  return new Set(costs.flatMap((cost, index) => (cost === least ? [index] : [])));
}

function toLines(value: string | null | readonly string[]): readonly string[] {
  if (value === null || value === "") return [];
  return typeof value === "string" ? [value] : value;
}

function pricingLines({ offer: { pricing } }: ComparedOffer): string[] {
  const { word } = PRICING_LABELS[pricing.model];
  if (pricing.model === "token") {
    const floor = pricing.floorUsdMicros;
    return [
      `${word}, in ${pricing.token}`,
      ...(floor === null ? [] : [`never below $${rateText(floor)}/GPU-hr`]),
    ];
  }
  if (pricing.model === "dynamic") {
    const { floorUsdMicros, ceilingUsdMicros } = pricing.rule;
    return [word, `between $${rateText(floorUsdMicros)} and $${rateText(ceilingUsdMicros)}/GPU-hr`];
  }
  if (pricing.model === "fixed") return [word];
  const interruption = pricing.interruptionBps;
  return [
    pricing.kind === "auction" ? "Auction" : word,
    interruption === null
      ? "interruptions not stated"
      : `${percentText(interruption)} interrupted within a month`,
  ];
}

function fulfilmentLines({ offer: { fulfilment } }: ComparedOffer): string[] {
  if (fulfilment.kind === "quote-only") return ["Quote only, for comparison"];
  if (fulfilment.kind === "broker") return ["Bookable", "through a broker"];
  return ["Bookable", "escrow with the provider", `ceiling $${rateText(fulfilment.ceilingRate)}/GPU-hr`];
}

function openLines({ offer: { fulfilment } }: ComparedOffer): string[] | null {
  if (fulfilment.kind !== "listing") return null;
  const { status, windows } = fulfilment.spec;
  if (status !== "available") return [status];
  const [next] = windows;
  if (!next) return ["always"];
  const more = windows.length === 1 ? [] : [`and ${countOf(windows.length - 1, "more window")}`];
  return [`${timeText(next.from)} to ${timeText(next.to)}`, ...more];
}

const feeText = (fee: Fee): string =>
  "bps" in fee
    ? `${fee.label}: ${percentText(fee.bps)}`
    : `${fee.label}: $${rateText(fee.usdMicrosPerHour)}/hr for the unit`;

const rate = (usdMicros: number | null): string | null => (usdMicros === null ? null : rateText(usdMicros));
const percent = (bps: number | null): string | null => (bps === null ? null : percentText(bps));
const stars = (bps: number | null): string | null =>
  bps === null ? null : `${(bps / 2_000).toFixed(2)} of 5`;
const gib = (amount: string | null): string | null => (amount === null ? null : `${amount} GiB`);
const mbit = (amount: number | null): string | null =>
  amount === null ? null : `${countText(amount)} Mbit/s`;
const duration = (seconds: number | null): string | null =>
  seconds === null ? null : formatDuration(seconds);
const negated = (value: number | null): number | null => (value === null ? null : -value);
const known = (text: string): string | null => (text === UNKNOWN ? null : text);
const distinct = (parts: readonly string[]): string[] => [
  ...new Set(parts.filter((part) => part && part !== UNKNOWN)),
];
