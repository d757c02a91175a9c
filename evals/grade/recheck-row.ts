import type { RankedRow } from "@necto/tools/protocol/decision-view";

type Fraction = readonly [numerator: bigint, denominator: bigint];

/** Decimal text as a fraction: `3.59` → 359/100. */
function fractionOf(text: string): Fraction {
  const [whole = "0", decimals = ""] = text.split(".");
  return [BigInt(whole + decimals), 10n ** BigInt(decimals.length)];
}

const roundUp = ([numerator, denominator]: Fraction): bigint => (numerator + denominator - 1n) / denominator;

/** Micro-USD of one unit of each currency whose worth never changes. */
const MICROS: Readonly<Record<string, Fraction>> = {
  USD: [1_000_000n, 1n],
  USDC: [1_000_000n, 1n],
  USD_CENT: [10_000n, 1n],
};

/**
 * The arithmetic of a row done again, by nothing that the agent uses: what its source states per hour, divided among the
 * GPUs of the unit, and the bills that follow from it.
 *
 * @param durationSeconds of the search; null without one
 * @returns everything that does not come out the same
 */
export function recheckRow({ ranked, offer }: RankedRow, durationSeconds: number | null): string[] {
  const { usdMicrosPerGpuHour, usdMicrosPerHour, units, billedGpus, totalUsdMicros } = ranked;
  const wrong: string[] = [];
  const say = (what: string, actual: unknown, expected: unknown) =>
    wrong.push(`${offer.id}: ${what} is ${actual}, ${expected} comes out`);
  if (billedGpus !== units * offer.gpuCount) say("billed GPUs", billedGpus, units * offer.gpuCount);
  // The hourly bill is of the exact rate, the price of a GPU-hour is rounded up from it.
  const most = usdMicrosPerGpuHour * billedGpus;
  if (usdMicrosPerHour > most || usdMicrosPerHour <= most - 2 * billedGpus)
    say("the hourly bill", usdMicrosPerHour, most);
  const stated = statedPrice(offer);
  if (stated !== null && stated !== BigInt(usdMicrosPerGpuHour))
    say("the price of a GPU-hour", usdMicrosPerGpuHour, stated);
  if (durationSeconds !== null) {
    const total = roundUp([BigInt(usdMicrosPerHour) * BigInt(durationSeconds), 3_600n]);
    if (totalUsdMicros === null || BigInt(totalUsdMicros) !== total) say("the total", totalUsdMicros, total);
  }
  return wrong;
}

/** Micro-USD per GPU-hour; null where tokens, blocks or fees come in, which the decision's replay is held against. */
function statedPrice({ pricing, fees, gpuCount }: RankedRow["offer"]): bigint | null {
  if (pricing.model !== "fixed" && pricing.model !== "spot") return null;
  const micros = MICROS[pricing.currency];
  if (pricing.per !== "hour" || fees.length > 0 || !micros) return null;
  const [numerator, denominator] = fractionOf(pricing.amount);
  const gpus = pricing.scope === "unit" ? BigInt(gpuCount) : 1n;
  return roundUp([numerator * micros[0], denominator * micros[1] * gpus]);
}
