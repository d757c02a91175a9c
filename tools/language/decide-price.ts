import { scaleDecimal } from "./scale-decimal.ts";
import type { PriceScope, PriceStatement } from "./statement.ts";
import type { Clarify } from "./understanding.ts";

/** What else the message says that decides what an amount is for. */
export interface PriceFacts {
  readonly gpuCount: number | null;
  /** Whether this message or the thread is about GPUs at all. */
  readonly isAboutGpus: boolean;
  readonly hasDuration: boolean;
}

export type PriceDecision =
  | { readonly kind: "per-gpu-hour"; readonly usdMicros: number; readonly gpuCount: number | null }
  | { readonly kind: "total"; readonly usdMicros: number }
  | {
      readonly kind: "ask";
      readonly code: Clarify["code"];
      readonly field: string;
      readonly options: readonly string[];
    };

const HOUR = 3600;
const PER_GPU = "maxUsdMicrosPerGpuHour";
const TOTAL = "maxTotalUsdMicros";
/** An hour of one GPU costs between 5 cents and 50 dollars; outside that an amount is for something else. */
const LEAST = 50_000;
const MOST = 50_000_000;
/** Above 5 dollars an amount beside several GPUs or a duration may be for all of it. */
const SURELY_ONE_GPU = 5_000_000;

const dollars = (micros: number): string => `$${micros / 1_000_000}`;

const PERIODS: Readonly<Record<number, string>> = {
  3600: "hour",
  86400: "day",
  604800: "week",
  2628000: "month",
};

/** The readings of an amount, for the period that was said if any. */
function askScope(micros: number, { seconds }: Pick<PriceScope, "seconds">, field = PER_GPU): PriceDecision {
  const period = PERIODS[seconds ?? HOUR] ?? "year";
  const hourly = micros / ((seconds ?? HOUR) / HOUR);
  const perOne =
    period === "hour"
      ? `under ${dollars(micros)} per GPU-hour`
      : `under ${dollars(micros)} per ${period} per GPU`;
  return {
    kind: "ask",
    code: "price-scope",
    field,
    options: [
      ...(hourly <= MOST ? [perOne] : []),
      `under ${dollars(micros)} per ${period} for the whole machine`,
      ...(seconds === null ? [`under ${dollars(micros)} in total`] : []),
    ],
  };
}

const isPlausible = (micros: number): boolean => micros >= LEAST && micros <= MOST;

/** A share of an amount for several GPUs; only when it divides exactly. */
function perGpu(micros: number, count: number | null): number | null {
  return count === null || micros % count !== 0 ? null : micros / count;
}

function toMicros({ amount, unit, scope, cue }: PriceStatement): number | null {
  const micros = scaleDecimal(amount, unit === "cent" ? 4 : 6);
  const isForAll = scope.per === "total" || cue === "total";
  /** `1.500` for a whole job is 1,500 where the point groups thousands. */
  return isForAll && /^\d{1,3}\.\d{3}$/.test(amount) ? null : micros;
}

/**
 * Decides what an amount limits. Prices are per GPU-hour unless something says otherwise:
 * a scope word always wins; "budget" over 50 dollars is for the whole job; an unscoped amount is asked about when it is
 * no plausible GPU-hour (0.05–50 USD), or above 5 USD beside several GPUs or a duration.
 * Amounts per day, week, month (730 h) or year become hours, rounded down so that the limit is never exceeded.
 *
 * @example `8x A100 under $10` asks; `8x H100 under $3` is 3 USD per GPU-hour; `$24/hr for all 8` is 3 USD.
 */
export function decidePrice(said: PriceStatement, facts: PriceFacts): PriceDecision {
  if (said.unit === "foreign") return { kind: "ask", code: "currency", field: PER_GPU, options: [] };
  const micros = toMicros(said);
  if (micros === null) return { kind: "ask", code: "price-scope", field: PER_GPU, options: [] };
  // Whatever it is for, nothing costs nothing: to ask what it is for would lead nowhere.
  if (micros === 0) return { kind: "ask", code: "not-understood", field: PER_GPU, options: [] };
  if (said.bound === "min" || said.bound === "above" || said.bound === "exact")
    return {
      kind: "ask",
      code: "not-understood",
      field: PER_GPU,
      options: [`under ${dollars(micros)} per GPU-hour`],
    };
  if (said.bound === "about") return askScope(micros, said.scope, said.cue === "budget" ? TOTAL : PER_GPU);
  const { seconds, per } = said.scope;
  if (per === "total" || (said.cue === "total" && seconds === null && per === null))
    return { kind: "total", usdMicros: micros };
  if (seconds !== null || per !== null) return rated(said, micros, facts);
  return said.cue === "budget" ? budgeted(micros) : unscoped(said, micros, facts);
}

const budgeted = (micros: number): PriceDecision =>
  micros > MOST ? { kind: "total", usdMicros: micros } : askScope(micros, { seconds: null }, TOTAL);

const perGpuHour = (usdMicros: number, gpuCount: number | null = null): PriceDecision => ({
  kind: "per-gpu-hour",
  usdMicros,
  gpuCount,
});

/** A scope was said: a period, one GPU, or all of them. */
function rated({ scope, beforeDuration }: PriceStatement, micros: number, facts: PriceFacts): PriceDecision {
  const { gpuCount } = facts;
  const seconds = scope.seconds ?? HOUR;
  if (seconds < HOUR) return askScope(micros, scope);
  const hourly = Math.floor(micros / (seconds / HOUR));
  const said = scope.count === null ? null : scaleDecimal(scope.count, 0);
  if (said !== null && gpuCount !== null && said !== gpuCount) return askScope(micros, scope);
  if (scope.per === "gpu") return perGpuHour(hourly);
  if (scope.per !== null) {
    // "$100 for 8 H100 for 2 hours" may be for the two hours.
    if (scope.seconds === null && (facts.hasDuration || beforeDuration)) return askScope(micros, scope);
    const count = said ?? gpuCount;
    const share = seconds === HOUR ? perGpu(hourly, count) : count && Math.floor(hourly / count);
    return share === null ? askScope(micros, scope) : perGpuHour(share, count);
  }
  const isShared = gpuCount !== null && gpuCount > 1 && (hourly > SURELY_ONE_GPU || seconds > HOUR);
  return isShared || hourly > MOST ? askScope(micros, scope) : perGpuHour(hourly);
}

function unscoped(
  { beforeDuration, scope }: PriceStatement,
  micros: number,
  facts: PriceFacts,
): PriceDecision {
  if (!isPlausible(micros) || !facts.isAboutGpus) return askScope(micros, scope);
  const several = facts.gpuCount !== null && facts.gpuCount > 1;
  const mayBeForAll = micros > SURELY_ONE_GPU && (several || facts.hasDuration || beforeDuration);
  return mayBeForAll ? askScope(micros, scope) : perGpuHour(micros);
}
