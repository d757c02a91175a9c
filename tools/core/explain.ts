import type { Constraint, Reason, ReasonKind, Relaxation, Why } from "./decision.ts";
import type { Step, Warning } from "./normalized-offer.ts";
import { regionText } from "./regions.ts";
import { sourceTitle } from "./source-title.ts";
import { formatBps, formatCount, formatDuration, formatTotal, formatUsdMicros } from "./units.ts";

/**
 * The one wording of codes: steps, reasons, ranks, relaxations. UI, CLI, replies and the trace viewer all read
 * decisions through these functions. Everything here is a fact of the decision; nothing is computed.
 */

const rate = (usdMicros: unknown): string => `$${formatUsdMicros(Number(usdMicros), 4)} per GPU-hour`;

/** Two prices that differ, with as many decimals as it takes to see it. */
function twoPrices(a: unknown, b: unknown): readonly [string, string] {
  const [short, other] = [a, b].map((usdMicros) => formatUsdMicros(Number(usdMicros), 4));
  if (short !== other) return [short!, other!];
  return [formatUsdMicros(Number(a), 6), formatUsdMicros(Number(b), 6)];
}

const STEP_WORDING: Readonly<
  Record<Step["rule"], (inputs: Readonly<Record<string, string>>, result: string) => string>
> = {
  stated: ({ amount, currency, per, scope }) =>
    `The source states ${moneyText(amount, currency)} per ${scope === "gpu" ? "GPU and " : ""}${per}${scope === "unit" ? " for the whole unit" : ""}`,
  "minor-units": ({ amount, usdPerUnit }, result) => `${amount} × $${usdPerUnit} = $${result}`,
  "per-hour-from-block": ({ perBlock, blockSeconds, unit }, result) =>
    `${perBlock} per block × 3600 s ÷ ${blockSeconds} s = ${moneyText(result, unit === "usd" ? "USD" : unit)} per hour`,
  "per-hour-from-second": ({ perSecond, unit }, result) =>
    `${perSecond} per second × 3600 = ${moneyText(result, unit === "usd" ? "USD" : unit)} per hour`,
  "per-gpu-from-unit": ({ usdPerHour, gpus }, result) =>
    `$${usdPerHour} ÷ ${gpus} GPUs = $${result} per GPU-hour`,
  "token-to-usd": ({ tokensPerHour, usdPerToken, token, feed, asOf }, result) =>
    `${tokensPerHour} ${token} × $${usdPerToken} (${feed}, ${asOf}) = $${result} per hour`,
  "token-floor": ({ usdPerGpuHour, floorUsdPerGpuHour }, result) =>
    `The larger of $${usdPerGpuHour} and the provider's floor $${floorUsdPerGpuHour} = $${result} per GPU-hour`,
  "fee-share": ({ usdPerGpuHour, label, bps }, result) =>
    `$${usdPerGpuHour} + ${formatBps(Number(bps))} ${label} = $${result}`,
  "fee-amount": ({ usdPerGpuHour, label, usdPerUnitHour, gpus }, result) =>
    `$${usdPerGpuHour} + ${label} $${usdPerUnitHour} ÷ ${gpus} GPUs = $${result}`,
  "rule-base": ({ of }, result) =>
    of === "ceiling"
      ? `Nothing comparable to follow: the listing's rule starts at its ceiling of $${result} per GPU-hour`
      : `The listing's rule starts at $${result} per GPU-hour`,
  "rule-follow": ({ cheapestUsdPerGpuHour, undercutBps }, result) =>
    `Cheapest comparable $${cheapestUsdPerGpuHour} − ${formatBps(Number(undercutBps))} = $${result} per GPU-hour`,
  "rule-demand": ({ usdPerGpuHour, utilisationBps, multiplierBps }, result) =>
    `$${usdPerGpuHour} × ${formatBps(Number(multiplierBps))} at ${formatBps(Number(utilisationBps))} utilisation = $${result}`,
  "rule-time": ({ usdPerGpuHour, at, multiplierBps }, result) =>
    `$${usdPerGpuHour} × ${formatBps(Number(multiplierBps))} for the hour of ${at} = $${result}`,
  "rule-clamp": ({ usdPerGpuHour, floorUsdPerGpuHour, ceilingUsdPerGpuHour }, result) =>
    `$${usdPerGpuHour} kept between $${floorUsdPerGpuHour} and $${ceilingUsdPerGpuHour} = $${result} per GPU-hour`,
  "round-up": ({ usdPerGpuHour }, result) =>
    `$${usdPerGpuHour} rounded up to a millionth = $${result} per GPU-hour`,
};

const CURRENCY_WORDS: Readonly<Record<string, string>> = { USD_CENT: "US cents", UACT: "uact" };
/** `$2.45`; what is stated in another currency by its own name, `2.45 USDC`. */
const moneyText = (amount = "", currency = ""): string =>
  currency === "USD" ? `$${amount}` : `${amount} ${CURRENCY_WORDS[currency] ?? currency}`;

/** One line of arithmetic in words: `$35.92 ÷ 8 GPUs = $4.49 per GPU-hour`. */
export const describeStep = ({ rule, inputs, result }: Step): string => STEP_WORDING[rule](inputs, result);

type Wording = (required: unknown, actual: unknown, reason: ReasonKind) => string;

const REASON_WORDING: Readonly<Record<Constraint, Wording>> = {
  gpu: (_, actual) => `the table of GPUs does not know “${actual}”`,
  price: (required, actual, reason) =>
    reason === "unpriced" ? unpricedText(required) : outlierText(required, Number(actual)),
  tokenPrice: (required, actual, reason) =>
    reason === "unpriced"
      ? unpricedTokenText(required, actual)
      : `the price of the token ${required} is of ${actual}, too old to convert with`,
  availability: (_, actual) => availabilityText(actual),
  gpuModels: (required, actual, reason) =>
    reason === "unknown"
      ? `is ${actual} of a form the source does not state, ${list(required)} asked`
      : `is ${actual}, ${list(required)} asked`,
  minVramGib: (required, actual) => `${gib(actual)} of GPU memory, at least ${required} GiB asked`,
  gpuCount: (required, actual) => shapeText(Number(required), actual),
  maxUsdMicrosPerGpuHour: (required, actual) => {
    const [costs, limit] = twoPrices(actual, required);
    return `costs $${costs} per GPU-hour, at most $${limit} per GPU-hour asked`;
  },
  maxTotalUsdMicros: (required, actual) =>
    actual === null
      ? "the total needs a duration"
      : `comes to ${formatTotal(Number(actual))}, at most ${formatTotal(Number(required))} asked`,
  durationSeconds: (required, actual) => durationText(Number(required), actual),
  startAt: (required) => `is not open at ${required}`,
  regions: (required, actual, reason) => {
    const where = actual ? `says only “${actual}” of where it is` : "does not say where it is";
    return `${reason === "unknown" ? where : `is in ${actual}`}, ${choice(required)} asked`;
  },
  pricingModels: (required, actual) => `has a ${actual} price, ${list(required)} asked`,
  sources: (required, actual) =>
    `comes from ${sourceTitle(String(actual))}, ${choice(required, sourceTitle)} asked`,
  minUptimeBps: (required, actual) =>
    `${share(actual)} uptime, at least ${formatBps(Number(required))} asked`,
  minRatingBps: (required, actual) => `${stars(actual)}, at least ${stars(required)} asked`,
  maxLatencyMs: (required, actual) =>
    `${actual === null ? "latency cannot be estimated" : `about ${actual} ms away by estimate`}, at most ${required} ms asked`,
};

/** Why an offer was left out, as the end of a sentence: `costs $3.2000 per GPU-hour, at most $3.0000 … asked`. */
export const describeReason = ({ constraint, required, actual, reason }: Reason): string =>
  REASON_WORDING[constraint](required, actual, reason);

const GROUP_WORDING: Readonly<Record<Constraint, string>> = {
  gpu: "GPU not recognised",
  price: "Price",
  tokenPrice: "Token price",
  availability: "Not available",
  gpuModels: "Other GPU",
  minVramGib: "GPU memory",
  gpuCount: "GPU count",
  maxUsdMicrosPerGpuHour: "Over the price limit",
  maxTotalUsdMicros: "Over the budget",
  durationSeconds: "Rental length",
  startAt: "Start time",
  regions: "Other region",
  pricingModels: "Pricing model",
  sources: "Source",
  minUptimeBps: "Uptime",
  minRatingBps: "Rating",
  maxLatencyMs: "Latency",
};

const KIND_WORDING: Readonly<Record<ReasonKind, string>> = {
  violates: "",
  unknown: " (source does not say)",
  unidentified: "",
  unpriced: " (not priceable)",
  stale: " (too old)",
  outlier: " (far from all others, or zero)",
  unavailable: "",
  shape: " (not sold in this size)",
};

/** Heading of a group of rejections: `Other region`, `Uptime (source does not say)`. */
export const describeReasonGroup = (constraint: Constraint, reason: ReasonKind): string =>
  GROUP_WORDING[constraint] + KIND_WORDING[reason];

/** A constraint as something that removes offers: `other GPU`, `over the price limit`. */
export const describeConstraint = (constraint: Constraint): string =>
  GROUP_WORDING[constraint].replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase());

const WHY_WORDING: Readonly<Record<NonNullable<Why>["by"], (own: unknown, next: unknown) => string>> = {
  bookable: () => "it can be booked here; the next one is a quote for comparison",
  score: (own, next) =>
    `its balanced score is ${formatBps(Number(own))}, the next one's ${formatBps(Number(next))}`,
  price: (own, next) => `$${twoPrices(own, next).join(" is less than $")} per GPU-hour`,
  latency: (own, next) =>
    `it is about ${own} ms away, the next one ${next === null ? "at an unknown distance" : `${next} ms`}`,
  uptime: (own, next) =>
    next === null
      ? `its uptime is known to be ${share(own)}`
      : `${share(own)} uptime is more than ${share(next)}`,
  interruption: (own, next) =>
    `its chance of an interruption a month is ${share(own)}, the next one's ${share(next)}`,
  rating: (own, next) =>
    next === null ? `it has ${stars(own)}, the next one no rating` : `${stars(own)} against ${stars(next)}`,
  id: () => "everything else is equal; the order of ids decides",
};

/** Why an offer stands before the next one; null for the last of the list. */
export const describeWhy = (why: Why): string | null => why && WHY_WORDING[why.by](why.own, why.next);

const RELAXATION_WORDING: Readonly<Record<Constraint, (to: unknown) => string>> = {
  gpu: () => "Allow unknown GPUs",
  price: () => "Allow odd prices",
  tokenPrice: () => "Allow old token prices",
  availability: () => "Allow unavailable offers",
  gpuModels: (to) => `Allow any form of ${list(to)}`,
  minVramGib: (to) => (to === null ? "Accept unknown GPU memory" : `Accept ${to} GiB of GPU memory`),
  gpuCount: (to) => `Take ${to} ${to === 1 ? "GPU" : "GPUs"}, a size that is sold`,
  maxUsdMicrosPerGpuHour: (to) => `Raise the limit to $${formatUsdMicros(Number(to), 2)} per GPU-hour`,
  maxTotalUsdMicros: (to) => `Raise the budget to ${formatTotal(Number(to))}`,
  durationSeconds: (to) => `Rent for ${formatDuration(Number(to))}`,
  startAt: (to) => `Start at ${to}`,
  regions: (to) => {
    const { include, exclude } = isChoice(to) ? to : { include: [], exclude: [] };
    const where = include.length > 0 ? `Look in ${list(include.map(regionText))}` : "Look anywhere";
    return exclude.length > 0 ? `${where} but not in ${list(exclude.map(regionText))}` : where;
  },
  pricingModels: (to) => `Allow ${Array.isArray(to) ? to.at(-1) : to} prices too`,
  sources: (to) =>
    isChoice(to) && to.exclude.length > 0
      ? `Allow every source but ${list(to.exclude.map(sourceTitle))}`
      : "Allow every source",
  minUptimeBps: (to) => (to === null ? "Accept unknown uptime" : `Accept ${share(to)} uptime`),
  minRatingBps: (to) => (to === null ? "Accept unrated providers" : `Accept ${stars(to)}`),
  maxLatencyMs: (to) => (to === null ? "Drop the latency limit" : `Accept about ${to} ms`),
};

/** The nearest single change in words: `Raise the limit to $3.05 per GPU-hour: 14 more offers`. */
export const describeRelaxation = ({
  constraint,
  to,
  gains,
}: Pick<Relaxation, "constraint" | "to" | "gains">): string =>
  `${RELAXATION_WORDING[constraint](to)}: ${formatCount(gains, "more offer", "more offers")}`;

const WARNING_WORDING: Readonly<Record<Warning, string>> = {
  "price-far-from-median": "More than five times away from the usual price of this GPU",
  "token-price-aging": "The token's price is more than 10 minutes old",
  "token-feeds-apart": "Two price feeds of the token are more than 1.5 % apart; the higher one is used",
  "multi-node": "Made up of several machines",
  "recorded-price": "A recorded price of the date shown, not an offer of today",
  "source-flagged": "The source marks this row as doubtful",
};

export const describeWarning = (warning: Warning): string => WARNING_WORDING[warning];

const list = (value: unknown): string => (Array.isArray(value) ? value.join(" or ") : String(value));
const gib = (value: unknown): string => (value === null ? "an unknown amount" : `${value} GiB`);
const share = (value: unknown): string => (value === null ? "unknown" : formatBps(Number(value)));

function stars(value: unknown): string {
  if (value === null) return "no rating";
  const hundredths = Math.round(Number(value) / 20);
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100)
    .padStart(2, "0")
    .replace(/0$/, "")} stars`;
}

interface Choice {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}
const isChoice = (value: unknown): value is Choice =>
  typeof value === "object" && value !== null && "include" in value;

function choice(value: unknown, title: (name: string) => string = String): string {
  if (!isChoice(value)) return String(value);
  const parts = [
    value.include.length > 0 ? list(value.include.map(title)) : "",
    value.exclude.length > 0 ? `not ${list(value.exclude.map(title))}` : "",
  ];
  return parts.filter(Boolean).join(", ");
}

function outlierText(required: unknown, actual: number): string {
  if (actual <= 0) return "a price of zero or less";
  const median = (required as { medianUsdMicrosPerGpuHour?: number | null } | null)
    ?.medianUsdMicrosPerGpuHour;
  return median
    ? `costs ${rate(actual)}, more than ten times away from the median ${rate(median)}`
    : `costs ${rate(actual)}, which no GPU does`;
}

const UNPRICED_WORDING: Readonly<Record<string, string>> = {
  host: "the price covers the GPU only, without a host",
  market: "its rule follows no price and has none of its own",
  amount: "the source's price cannot be read",
};

function unpricedText(required: unknown): string {
  const { missing } = (required ?? {}) as { missing?: string | null };
  return UNPRICED_WORDING[missing ?? ""] ?? "it has no price";
}

function unpricedTokenText(required: unknown, actual: unknown): string {
  const { usd } = (actual ?? {}) as { usd?: readonly string[] };
  return usd
    ? `the price feeds of the token ${required} are more than 3 % apart (${usd.map((price) => `$${price}`).join(" and ")}), so none is believed`
    : `the token ${required} has no price to convert with`;
}

function availabilityText(actual: unknown): string {
  const known = actual as { unitsAvailable?: number; status?: string; windows?: unknown[] } | null;
  if (known?.unitsAvailable === 0) return "sold out";
  if (known?.status && known.status !== "available") return `the provider set it ${known.status}`;
  return known?.windows?.length ? "not open for the whole time asked" : "not available";
}

function shapeText(required: number, actual: unknown): string {
  const { gpusPerUnit, unitsAvailable } = actual as { gpusPerUnit: number; unitsAvailable: number | null };
  const sold = `sold as ${gpusPerUnit}×`;
  if (required % gpusPerUnit !== 0) return `${sold}, which cannot make ${required}`;
  return `${sold}, ${unitsAvailable === null ? "and how many there are is not known" : `with ${formatCount(unitsAvailable, "unit")} free`}, ${required} asked`;
}

function durationText(required: number, actual: unknown): string {
  const { minSeconds, maxSeconds } = actual as { minSeconds: number | null; maxSeconds: number | null };
  if (minSeconds !== null && required < minSeconds)
    return `rented for at least ${formatDuration(minSeconds)}, ${formatDuration(required)} asked`;
  return `rented for at most ${maxSeconds === null ? "unknown" : formatDuration(maxSeconds)}, ${formatDuration(required)} asked`;
}
