import type { PricingModel } from "../core/pricing.ts";
import type { Mode, RankBy } from "../core/requirements.ts";
import type { SpendGrouping } from "./read-spend-question.ts";
import type { Clarify, Pick } from "./understanding.ts";

/** What a comparator says of the number behind it; `above` excludes the number itself, `none` means no comparator. */
export type Bound = "max" | "min" | "above" | "about" | "exact" | "none";

/** A decimal number as said: plain text such as `1500` or `2.50`. */
export type DecimalSaid = string;

/** Seconds of the period a price is for; null when not said. */
export interface PriceScope {
  readonly seconds: number | null;
  readonly per: "gpu" | "node" | "all" | "total" | null;
  /** `for all 8`. */
  readonly count: DecimalSaid | null;
}

export type Slot =
  | "price"
  | "budget"
  | "region"
  | "gpu"
  | "count"
  | "duration"
  | "start"
  | "pricing"
  | "source"
  | "uptime"
  | "rating"
  | "latency"
  | "vram"
  | "origin"
  | "rank"
  | "mode";

/** A day as said. */
export type DaySaid =
  | { readonly kind: "date"; readonly year: number | null; readonly month: number; readonly day: number }
  | { readonly kind: "ahead"; readonly days: number }
  | { readonly kind: "weekday"; readonly weekday: number; readonly next: boolean };

/** A moment as said; what was left out is null. */
export type TimeSaid =
  | {
      readonly kind: "point";
      readonly day: DaySaid | null;
      /** Minutes after midnight. */
      readonly minute: number | null;
      /** Minutes east of UTC. */
      readonly zone: number | "vague" | null;
    }
  | { readonly kind: "iso"; readonly text: string }
  | { readonly kind: "after"; readonly seconds: number };

export interface PriceStatement {
  readonly kind: "price";
  readonly bound: Bound;
  readonly amount: DecimalSaid;
  readonly unit: "usd" | "cent" | "foreign" | "bare";
  readonly cue: "price" | "budget" | "total" | null;
  readonly scope: PriceScope;
  /** A duration follows directly: `$20 for 6 hours` may be for the whole time. */
  readonly beforeDuration: boolean;
}

/** A price as said. */
export interface AmountSaid {
  readonly amount: DecimalSaid;
  readonly unit: PriceStatement["unit"];
  readonly scope: PriceScope;
}

/** A time that is over, or still goes on, as said. */
export type PeriodSaid =
  /** `last week` (`back` 1), `this month` (0), `yesterday` (day, 1). */
  | {
      readonly kind: "calendar";
      readonly unit: "day" | "week" | "month" | "quarter" | "year";
      readonly back: number;
    }
  /** `the last 30 days`. */
  | { readonly kind: "length"; readonly seconds: number }
  /** `in October`; the year is the last that has begun unless it was said. */
  | { readonly kind: "month"; readonly month: number; readonly year: number | null }
  /** `since 1 November`, `from 1 November to 15 November`. */
  | { readonly kind: "days"; readonly from: DaySaid; readonly to: DaySaid | null };

/** One thing a message says. `add` means beside what was there, not instead. */
export type Statement =
  | {
      readonly kind: "gpu";
      readonly models: readonly string[];
      readonly minVramGib: number | null;
      readonly negated: boolean;
      readonly add: boolean;
    }
  | { readonly kind: "gpu-noun" }
  | { readonly kind: "count"; readonly count: number }
  | PriceStatement
  | { readonly kind: "vram"; readonly bound: Bound; readonly gib: number }
  | { readonly kind: "duration"; readonly seconds: number }
  | { readonly kind: "start"; readonly at: TimeSaid }
  | { readonly kind: "end"; readonly at: TimeSaid }
  | { readonly kind: "window"; readonly from: TimeSaid; readonly to: TimeSaid }
  | {
      readonly kind: "region";
      readonly tokens: readonly string[];
      readonly negated: boolean;
      readonly add: boolean;
      /** "Remove EU": what was asked for is no longer, without becoming excluded. */
      readonly takesAway?: boolean;
    }
  | { readonly kind: "any-region" }
  | {
      readonly kind: "pricing";
      readonly models: readonly PricingModel[];
      readonly op: "only" | "exclude" | "allow";
    }
  | {
      readonly kind: "source";
      readonly sources: readonly string[];
      readonly negated: boolean;
      readonly add: boolean;
      readonly takesAway?: boolean;
    }
  | { readonly kind: "uptime"; readonly bps: number }
  | { readonly kind: "rating"; readonly bps: number }
  | { readonly kind: "latency"; readonly ms: number }
  | { readonly kind: "origin"; readonly country: string; readonly near: boolean }
  | { readonly kind: "rank"; readonly rankBy: RankBy; readonly weak: boolean }
  | { readonly kind: "mode"; readonly mode: Mode }
  | { readonly kind: "reset"; readonly slot: Slot }
  | { readonly kind: "reset-all" }
  | { readonly kind: "undo" }
  | { readonly kind: "pick"; readonly pick: Pick }
  | { readonly kind: "status"; readonly status: "available" | "reserved" | "offline" }
  | ({ readonly kind: "set-price" } & AmountSaid)
  | { readonly kind: "percent"; readonly bps: number }
  /** Micro-USD per GPU-hour more, or fewer when negative. */
  | { readonly kind: "amount-change"; readonly usdMicros: number }
  /** Follow the cheapest comparable offer; null when not said how much under it. */
  | { readonly kind: "follow"; readonly undercutBps: number | null }
  | ({ readonly kind: "price-bound"; readonly bound: "floor" | "ceiling" } & AmountSaid)
  /** `the minimum price of … to 1.50`: the amount stands elsewhere. */
  | { readonly kind: "bound-named"; readonly bound: "floor" | "ceiling" }
  | { readonly kind: "price-range"; readonly low: AmountSaid; readonly high: AmountSaid }
  /** How many GPUs there are; `isMore` when it is said how many more, or fewer when negative. */
  | { readonly kind: "total"; readonly count: number; readonly isMore: boolean }
  /** Every listing. */
  | { readonly kind: "all" }
  | { readonly kind: "period"; readonly period: PeriodSaid }
  | { readonly kind: "grouping"; readonly by: SpendGrouping }
  | { readonly kind: "listing"; readonly id: string }
  /** Words of the head or of the conversation that change nothing. */
  | { readonly kind: "said" }
  /** Understood well enough to know that it must be asked. */
  | {
      readonly kind: "ask";
      readonly code: Clarify["code"];
      readonly field: string | null;
      readonly options: readonly string[];
    };

/** A rule's proposal: tokens `from` to `to` mean `statement`. */
export interface Candidate {
  readonly from: number;
  readonly to: number;
  readonly score: number;
  readonly statement: Statement;
}
