import { z } from "zod";
import { Bps, Count, DecimalText, IsoTime } from "./decimal.ts";

export const PRICING_MODELS = ["fixed", "spot", "token", "dynamic"] as const;
export type PricingModel = (typeof PRICING_MODELS)[number];

/** Currencies sources state prices in, each an exact multiple of one USD (`units.ts` has the table). */
export const CURRENCIES = ["USD", "USD_CENT", "USDC", "ACT", "UACT"] as const;
export type Currency = (typeof CURRENCIES)[number];

/** Whether an amount is for one GPU or for the whole unit sold. */
const Scope = z.enum(["gpu", "unit"]);

export const FixedPricing = z.object({
  model: z.literal("fixed"),
  amount: DecimalText,
  currency: z.enum(CURRENCIES),
  per: z.literal("hour"),
  scope: Scope,
});

export const SpotPricing = z.object({
  model: z.literal("spot"),
  kind: z.enum(["spot", "auction"]),
  amount: DecimalText,
  currency: z.enum(CURRENCIES),
  per: z.enum(["hour", "block"]),
  /** Seconds per block as decimal text, e.g. `6.098`; needed when `per` is `block`. */
  blockSeconds: DecimalText.nullable().default(null),
  scope: Scope,
  /** Chance of an interruption within a month, as the source's band states it. */
  interruptionBps: Bps.nullable().default(null),
});

export const TokenPricing = z.object({
  model: z.literal("token"),
  /** Whole tokens (not base units) per `per`. */
  amount: DecimalText,
  token: z.string(),
  /** CoinGecko id, the key of a `TokenPrice`. */
  coinId: z.string(),
  per: z.enum(["second", "block", "hour"]),
  blockSeconds: DecimalText.nullable().default(null),
  scope: Scope,
  /** The provider's lowest price per GPU-hour, whatever the token does. */
  floorUsdMicros: Count.nullable().default(null),
});

/** A price rule of a Necto listing. All prices are micro-USD per GPU-hour; multipliers are basis points, 10000 = unchanged. */
export const PricingRule = z
  .object({
    floorUsdMicros: Count,
    ceilingUsdMicros: Count,
    /** Starting price; null when the rule follows the market. */
    baseUsdMicros: Count.nullable().default(null),
    /** Follow the cheapest comparable offer that is not dynamic, this much below it. */
    follow: z.object({ undercutBps: Bps }).nullable().default(null),
    /** Demand curve: the step with the highest `fromUtilisationBps` at or below the utilisation applies. */
    demandCurve: z.array(z.object({ fromUtilisationBps: Bps, multiplierBps: Count })).default([]),
    /** Weekly UTC tiers; the first that contains the minute applies. `days`: 0 = Sunday. A tier over midnight is two. */
    timeTiers: z
      .array(
        z
          .object({
            days: z.array(z.number().int().min(0).max(6)),
            fromMinute: z.number().int().min(0).max(1440),
            toMinute: z.number().int().min(0).max(1440),
            multiplierBps: Count,
          })
          .refine(({ fromMinute, toMinute }) => fromMinute < toMinute, {
            path: ["toMinute"],
            message: "a tier ends after it begins; write one over midnight as two",
          }),
      )
      .default([]),
  })
  .refine(({ floorUsdMicros, ceilingUsdMicros }) => floorUsdMicros <= ceilingUsdMicros, {
    path: ["floorUsdMicros"],
    message: "the floor is above the ceiling",
  });
export type PricingRule = z.output<typeof PricingRule>;

export const DynamicPricing = z.object({
  model: z.literal("dynamic"),
  rule: PricingRule,
  /** What the rule was evaluated with, recorded so that a decision replays. */
  ruleInputs: z.object({ utilisationBps: Bps.nullable().default(null), at: IsoTime }),
});

/** The price as the source states it; nothing here is converted. */
export const Pricing = z.discriminatedUnion("model", [
  FixedPricing,
  SpotPricing,
  TokenPricing,
  DynamicPricing,
]);
export type Pricing = z.output<typeof Pricing>;
export type FixedPricing = z.output<typeof FixedPricing>;
export type SpotPricing = z.output<typeof SpotPricing>;
export type TokenPricing = z.output<typeof TokenPricing>;
export type DynamicPricing = z.output<typeof DynamicPricing>;
