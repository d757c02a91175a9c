import { add, fromInteger, multiply, type Rational, ratio, ZERO } from "./rational.ts";

/** Hours of work lost per interruption when the buyer says nothing. */
const LOST_HOURS = ratio(1, 2);
const HOURS_PER_MONTH = 730;
/** Terms of the series below; at 30 % a month the rest is under one part in 10^7. */
const SERIES_TERMS = 12;

/**
 * Interruptions per hour from a monthly chance: `-ln(1 - p) / 730`, as the exact sum
 * `p + p²/2 + p³/3 + …` so that every machine gets the same digits.
 */
export function interruptionsPerHour(monthlyBps: number): Rational {
  const p = ratio(monthlyBps, 10_000);
  let power = p;
  let sum = ZERO;
  for (let k = 1; k <= SERIES_TERMS; k++) {
    sum = add(sum, multiply(power, ratio(1, k)));
    power = multiply(power, p);
  }
  return multiply(sum, ratio(1, HOURS_PER_MONTH));
}

/** `price · (1 + λ · lostHours)`, USD per GPU-hour; shown beside the effective price, ranks nothing. */
export function riskAdjusted(usdPerGpuHour: Rational, interruptionBps: number): Rational {
  return multiply(
    usdPerGpuHour,
    add(fromInteger(1), multiply(interruptionsPerHour(interruptionBps), LOST_HOURS)),
  );
}
