import type { Step } from "./normalized-offer.ts";
import type { Offer } from "./offer.ts";
import type { DynamicPricing, PricingRule, SpotPricing, TokenPricing } from "./pricing.ts";
import {
  add,
  ceil,
  compare,
  divide,
  formatRational,
  fromInteger,
  multiply,
  parseDecimal,
  type Rational,
  ratio,
  showRational,
} from "./rational.ts";
import type { TokenPrice } from "./token-price.ts";
import { usdPerCurrency } from "./units.ts";

/** Called with every line of arithmetic; pricing a whole market passes none and allocates none. */
export type RecordStep = (rule: Step["rule"], inputs: Record<string, string>, result: string) => void;

export interface PriceContext {
  readonly tokenPrices: ReadonlyMap<string, TokenPrice>;
  /** Cheapest comparable offer that is not dynamic, micro-USD per GPU-hour; null when there is none. */
  readonly comparableUsdMicros: number | null;
}

/** What an offer lacks to have a price. */
export type MissingPart = "host" | "token-price" | "market" | "amount";

/** An exact price in USD per GPU-hour, or what is missing to have one. */
export type Priced =
  | { readonly usdPerGpuHour: Rational; readonly missing: null }
  | { readonly usdPerGpuHour: null; readonly missing: MissingPart };

const MICROS = fromInteger(1_000_000);
const SECONDS_PER_HOUR = fromInteger(3600);
const text = showRational;
const missing = (what: MissingPart): Priced => ({
  usdPerGpuHour: null,
  missing: what,
});

/**
 * Effective USD per GPU-hour of an offer: stated price → USD → per hour → per GPU → floor → fees, exact throughout.
 * The one implementation behind snapshots (no recorder) and explanations (with one).
 *
 * @example 3592 USD_CENT per hour per 8-GPU unit → 4.49 USD per GPU-hour
 */
export function priceOffer(offer: Offer, context: PriceContext, record?: RecordStep): Priced {
  if (offer.extras.hostIncluded === false) return missing("host");
  const base = basePrice(offer, context, record);
  return base.usdPerGpuHour === null ? base : addFees(offer, base.usdPerGpuHour, record);
}

/**
 * Micro-USD, rounded up once. Prices of zero or less keep their sign so that they can be rejected as outliers;
 * sums beyond the safe integers, which only absurd prices reach, stop there.
 */
export const toUsdMicros = (usd: Rational): number => toSafeInteger(ceil(multiply(usd, MICROS)));

/** The integer itself, or the nearest safe one. */
export const toSafeInteger = (value: bigint): number =>
  Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Number(value)));

function basePrice(offer: Offer, context: PriceContext, record?: RecordStep): Priced {
  const { pricing } = offer;
  if (pricing.model === "dynamic") return dynamicPrice(pricing, context, record);
  const stated = parseDecimal(pricing.amount);
  if (!stated) return missing("amount");
  const currency = pricing.model === "token" ? pricing.token : pricing.currency;
  record?.(
    "stated",
    { amount: pricing.amount, currency, per: pricing.per, scope: pricing.scope },
    text(stated),
  );
  return pricing.model === "token"
    ? tokenPrice(offer, pricing, stated, context, record)
    : currencyPrice(offer, pricing, stated, record);
}

function currencyPrice(
  offer: Offer,
  pricing: Exclude<Offer["pricing"], TokenPricing | DynamicPricing>,
  stated: Rational,
  record?: RecordStep,
): Priced {
  const rate = usdPerCurrency(pricing.currency);
  const usd = multiply(stated, rate);
  if (rate.n !== rate.d)
    record?.(
      "minor-units",
      { amount: text(stated), usdPerUnit: text(rate), currency: pricing.currency },
      text(usd),
    );
  const hourly = pricing.model === "spot" ? toHourly(usd, pricing, "usd", record) : usd;
  return hourly
    ? { usdPerGpuHour: toPerGpu(hourly, pricing.scope, offer.gpuCount, record), missing: null }
    : missing("amount");
}

function tokenPrice(
  offer: Offer,
  pricing: TokenPricing,
  stated: Rational,
  { tokenPrices }: PriceContext,
  record?: RecordStep,
): Priced {
  const feed = tokenPrices.get(pricing.coinId)?.used;
  const rate = feed ? parseDecimal(feed.usd) : null;
  if (!feed || !rate || rate.n <= 0n) return missing("token-price");
  const tokensPerHour = toHourly(stated, pricing, pricing.token, record);
  if (!tokensPerHour) return missing("amount");
  const usdPerHour = multiply(tokensPerHour, rate);
  record?.(
    "token-to-usd",
    {
      tokensPerHour: text(tokensPerHour),
      usdPerToken: feed.usd,
      token: pricing.token,
      feed: feed.source,
      asOf: feed.asOf,
    },
    text(usdPerHour),
  );
  const perGpu = toPerGpu(usdPerHour, pricing.scope, offer.gpuCount, record);
  if (pricing.floorUsdMicros === null) return { usdPerGpuHour: perGpu, missing: null };
  const floor = ratio(pricing.floorUsdMicros, 1_000_000);
  const floored = compare(perGpu, floor) < 0 ? floor : perGpu;
  record?.("token-floor", { usdPerGpuHour: text(perGpu), floorUsdPerGpuHour: text(floor) }, text(floored));
  return { usdPerGpuHour: floored, missing: null };
}

function toHourly(
  value: Rational,
  { per, blockSeconds }: Pick<SpotPricing | TokenPricing, "per" | "blockSeconds">,
  unit: string,
  record?: RecordStep,
): Rational | null {
  if (per === "hour") return value;
  if (per === "second") {
    const hourly = multiply(value, SECONDS_PER_HOUR);
    record?.("per-hour-from-second", { perSecond: text(value), unit }, text(hourly));
    return hourly;
  }
  const seconds = blockSeconds === null ? null : parseDecimal(blockSeconds);
  if (!seconds || seconds.n <= 0n) return null;
  const hourly = divide(multiply(value, SECONDS_PER_HOUR), seconds);
  record?.("per-hour-from-block", { perBlock: text(value), blockSeconds: text(seconds), unit }, text(hourly));
  return hourly;
}

function toPerGpu(usdPerHour: Rational, scope: "gpu" | "unit", gpus: number, record?: RecordStep): Rational {
  if (scope === "gpu" || gpus === 1) return usdPerHour;
  const perGpu = { n: usdPerHour.n, d: usdPerHour.d * BigInt(gpus) };
  record?.("per-gpu-from-unit", { usdPerHour: text(usdPerHour), gpus: String(gpus) }, text(perGpu));
  return perGpu;
}

function addFees(offer: Offer, base: Rational, record?: RecordStep): Priced {
  let usd = base;
  for (const fee of offer.fees) {
    const before = usd;
    if ("bps" in fee) {
      usd = multiply(usd, ratio(10_000 + fee.bps, 10_000));
      record?.(
        "fee-share",
        { usdPerGpuHour: text(before), label: fee.label, bps: String(fee.bps) },
        text(usd),
      );
    } else {
      const perUnit = ratio(fee.usdMicrosPerHour, 1_000_000);
      usd = add(usd, ratio(fee.usdMicrosPerHour, 1_000_000 * offer.gpuCount));
      record?.(
        "fee-amount",
        {
          usdPerGpuHour: text(before),
          label: fee.label,
          usdPerUnitHour: text(perUnit),
          gpus: String(offer.gpuCount),
        },
        text(usd),
      );
    }
  }
  record?.("round-up", { usdPerGpuHour: text(usd) }, formatRational(ratio(toUsdMicros(usd), 1_000_000), 6));
  return { usdPerGpuHour: usd, missing: null };
}

function dynamicPrice(
  { rule, ruleInputs }: DynamicPricing,
  context: PriceContext,
  record?: RecordStep,
): Priced {
  const base = ruleBase(rule, context, record);
  if (!base) return missing("market");
  const demand = demandMultiplierBps(rule, ruleInputs.utilisationBps);
  const afterDemand = multiply(base, ratio(demand, 10_000));
  if (demand !== 10_000)
    record?.(
      "rule-demand",
      {
        usdPerGpuHour: text(base),
        utilisationBps: String(ruleInputs.utilisationBps),
        multiplierBps: String(demand),
      },
      text(afterDemand),
    );
  const tier = timeMultiplierBps(rule, Date.parse(ruleInputs.at));
  const afterTime = multiply(afterDemand, ratio(tier, 10_000));
  if (tier !== 10_000)
    record?.(
      "rule-time",
      { usdPerGpuHour: text(afterDemand), at: ruleInputs.at, multiplierBps: String(tier) },
      text(afterTime),
    );
  return { usdPerGpuHour: clampToRule(rule, afterTime, record), missing: null };
}

function ruleBase(
  rule: PricingRule,
  { comparableUsdMicros }: PriceContext,
  record?: RecordStep,
): Rational | null {
  if (rule.follow && comparableUsdMicros !== null) {
    const market = ratio(comparableUsdMicros, 1_000_000);
    const followed = multiply(market, ratio(10_000 - rule.follow.undercutBps, 10_000));
    record?.(
      "rule-follow",
      { cheapestUsdPerGpuHour: text(market), undercutBps: String(rule.follow.undercutBps) },
      text(followed),
    );
    return followed;
  }
  // A follower without a market to follow asks its ceiling: it never guesses a low price.
  const isCeiling = rule.baseUsdMicros === null;
  const micros = rule.baseUsdMicros ?? (rule.follow ? rule.ceilingUsdMicros : null);
  if (micros === null) return null;
  const base = ratio(micros, 1_000_000);
  record?.("rule-base", { usdPerGpuHour: text(base), of: isCeiling ? "ceiling" : "base" }, text(base));
  return base;
}

function demandMultiplierBps({ demandCurve }: PricingRule, utilisationBps: number | null): number {
  if (utilisationBps === null) return 10_000;
  let best: PricingRule["demandCurve"][number] | null = null;
  for (const step of demandCurve)
    if (
      step.fromUtilisationBps <= utilisationBps &&
      (!best || step.fromUtilisationBps > best.fromUtilisationBps)
    )
      best = step;
  return best?.multiplierBps ?? 10_000;
}

/** Multiplier of the first weekly tier that contains a minute (epoch milliseconds), 10000 when none does. */
export function timeMultiplierBps({ timeTiers }: PricingRule, at: number): number {
  const minuteOfDay = Math.floor(at / 60_000) % 1440;
  // 1970-01-01 was a Thursday.
  const day = (Math.floor(at / 86_400_000) + 4) % 7;
  const tier = timeTiers.find(
    ({ days, fromMinute, toMinute }) =>
      days.includes(day) && fromMinute <= minuteOfDay && minuteOfDay < toMinute,
  );
  return tier?.multiplierBps ?? 10_000;
}

function clampToRule(rule: PricingRule, usd: Rational, record?: RecordStep): Rational {
  const floor = ratio(rule.floorUsdMicros, 1_000_000);
  const ceiling = ratio(rule.ceilingUsdMicros, 1_000_000);
  const clamped = compare(usd, floor) < 0 ? floor : compare(usd, ceiling) > 0 ? ceiling : usd;
  record?.(
    "rule-clamp",
    { usdPerGpuHour: text(usd), floorUsdPerGpuHour: text(floor), ceilingUsdPerGpuHour: text(ceiling) },
    text(clamped),
  );
  return clamped;
}
