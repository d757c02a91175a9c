import type { ListingDraft } from "../listing-draft.ts";
import type { FixedPricing, PricingRule, TokenPricing } from "../pricing.ts";
import { compare, isPositive, parseDecimal, ratio } from "../rational.ts";
import { usdPerGpuHour } from "../scale-price.ts";
import { formatBps, formatRate } from "../units.ts";
import { type DraftProblem, when } from "./problem.ts";

/** 1,000 USD per GPU-hour: more is a slip of the keyboard. */
const MOST_USD_MICROS = 1_000_000_000;

/** What is wrong with the price: nothing to pay, beyond the ceiling, or a rule that says no price. */
export function checkPricing(draft: ListingDraft): DraftProblem[] {
  const { pricing, ceilingUsdMicros } = draft;
  const problems = [
    ...when(ceilingUsdMicros === 0, "ceilingUsdMicros", () => "The highest rate must be above zero."),
    ...when(
      ceilingUsdMicros > MOST_USD_MICROS,
      "ceilingUsdMicros",
      () => `No GPU is rented for more than ${perHour(MOST_USD_MICROS)}.`,
    ),
  ];
  if (pricing.model === "fixed") return [...problems, ...checkFixed(draft, pricing)];
  if (pricing.model === "token") return [...problems, ...checkToken(draft, pricing)];
  return [...problems, ...checkRule(draft, pricing.rule)];
}

function checkFixed({ gpuCount, ceilingUsdMicros }: ListingDraft, pricing: FixedPricing): DraftProblem[] {
  const perGpu = usdPerGpuHour(pricing, gpuCount);
  return [
    ...when(!isPositive(perGpu), "pricing.amount", () => "The price must be above zero."),
    ...when(
      compare(perGpu, ratio(ceilingUsdMicros, 1_000_000)) > 0,
      "pricing.amount",
      () =>
        `The price is above the highest rate of ${perHour(ceilingUsdMicros)}. Raise the highest rate first.`,
    ),
  ];
}

function checkToken(
  { ceilingUsdMicros }: ListingDraft,
  { amount, token, coinId, per, blockSeconds, floorUsdMicros }: TokenPricing,
): DraftProblem[] {
  const seconds = blockSeconds === null ? null : parseDecimal(blockSeconds);
  return [
    ...when(!isPositive(parseDecimal(amount)!), "pricing.amount", () => "The price must be above zero."),
    ...when(token.trim() === "", "pricing.token", () => "Name the token, such as AKT."),
    ...when(
      coinId.trim() === "",
      "pricing.coinId",
      () => "Say which coin prices the token, such as akash-network.",
    ),
    ...when(
      per === "block" && (seconds === null || !isPositive(seconds)),
      "pricing.blockSeconds",
      () => "A price per block needs the seconds of a block.",
    ),
    ...when(
      floorUsdMicros !== null && floorUsdMicros > ceilingUsdMicros,
      "pricing.floorUsdMicros",
      () => `The floor is above the highest rate of ${perHour(ceilingUsdMicros)}.`,
    ),
  ];
}

function checkRule({ ceilingUsdMicros }: ListingDraft, rule: PricingRule): DraftProblem[] {
  const { baseUsdMicros: base, floorUsdMicros: floor, ceilingUsdMicros: ceiling, follow, timeTiers } = rule;
  return [
    ...when(floor === 0, "pricing.rule.floorUsdMicros", () => "The floor must be above zero."),
    ...when(
      ceiling > ceilingUsdMicros,
      "pricing.rule.ceilingUsdMicros",
      () => `The rule may ask ${perHour(ceiling)}, above the highest rate of ${perHour(ceilingUsdMicros)}.`,
    ),
    ...when(
      base !== null && (base < floor || base > ceiling),
      "pricing.rule.baseUsdMicros",
      () =>
        `The starting price must be between the floor of ${perHour(floor)} and the ceiling of ${perHour(ceiling)}.`,
    ),
    ...when(
      base === null && follow === null,
      "pricing.rule",
      () => "The rule says no price: give a starting price, or follow the market.",
    ),
    ...when(
      follow !== null && follow.undercutBps === 10_000,
      "pricing.rule.follow.undercutBps",
      () => "100% under the market is free of charge, so the price would always be the floor.",
    ),
    ...checkCurve(rule),
    ...timeTiers.flatMap(({ multiplierBps, days }, i) => [
      ...when(
        multiplierBps === 0,
        `pricing.rule.timeTiers.${i}.multiplierBps`,
        () => "A share of 0% is free of charge.",
      ),
      ...when(
        days.length === 0,
        `pricing.rule.timeTiers.${i}.days`,
        () => "The tier is on no day: name its days or take it out.",
      ),
    ]),
  ];
}

/** Below the first step the price is unchanged, which is a step too. */
function checkCurve({ demandCurve }: PricingRule): DraftProblem[] {
  const steps = demandCurve
    .map((step, at) => ({ ...step, field: `pricing.rule.demandCurve.${at}` }))
    .sort((a, b) => a.fromUtilisationBps - b.fromUtilisationBps);
  let before = { fromUtilisationBps: -1, multiplierBps: steps[0]?.fromUtilisationBps === 0 ? 0 : 10_000 };
  return steps.flatMap((step) => {
    const last = before;
    before = step;
    return [
      ...when(
        step.multiplierBps === 0,
        `${step.field}.multiplierBps`,
        () => "A share of 0% is free of charge.",
      ),
      ...when(
        step.fromUtilisationBps === last.fromUtilisationBps,
        `${step.field}.fromUtilisationBps`,
        () => `Two steps begin at ${formatBps(step.fromUtilisationBps)}: keep one.`,
      ),
      ...when(
        step.multiplierBps < last.multiplierBps,
        `${step.field}.multiplierBps`,
        () =>
          `The price would fall from ${formatBps(last.multiplierBps)} to ${formatBps(step.multiplierBps)} as more is rented out, ` +
          "so that a buyer could make it cheaper by booking first. A demand curve only rises.",
      ),
    ];
  });
}

const perHour = (usdMicros: number): string => `${formatRate(usdMicros)} per GPU-hour`;
