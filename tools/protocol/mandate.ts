import { z } from "zod";
import { Count, IsoTime } from "../core/decimal.ts";
import { Address, Bytes32, HexBytes } from "./chain-values.ts";
import { MAX_MANDATE_ORDERS } from "./mandate-data.ts";
import { DURATION_LIMITS } from "./order.ts";

const Positive = Count.refine((count) => count > 0, { error: "expected more than nothing" });

/**
 * What an account lets Necto book by itself whenever one watch fires, and sign for once: EIP-712 data. Amounts in micro-USD;
 * everything is a bound, and nothing is booked outside of any of them.
 */
export const MandateTerms = z.strictObject({
  /** Who pays. In lower case. */
  account: Address.toLowerCase(),
  chainId: Positive,
  escrow: Address.toLowerCase(),
  token: Address.toLowerCase(),
  watchId: z.string().min(1).max(80),
  /** keccak256 of the canonical JSON of what the watch looks for: a watch that was changed needs another mandate. */
  requirementsHash: Bytes32,
  maxUsdMicrosPerGpuHour: Positive,
  maxOrderUsdMicros: Positive,
  /** Of all its orders of one UTC day together. */
  maxDayUsdMicros: Positive,
  maxOrders: z.number().int().min(1).max(MAX_MANDATE_ORDERS),
  /** How long each order runs. */
  durationSeconds: z.number().int().min(DURATION_LIMITS.min).max(DURATION_LIMITS.max),
  /** Unix seconds; from then on nothing is booked. */
  validUntil: Positive,
  /** Public half of the key that access to what is booked is encrypted to; its secret stays with the buyer. */
  viewKey: Bytes32,
  /** 32 random bytes: makes it one of its kind. */
  nonce: Bytes32,
});
export type MandateTerms = z.output<typeof MandateTerms>;

/** Body of `POST /api/mandates`. */
export const NewMandate = z.strictObject({
  terms: MandateTerms,
  /** Of `toMandateData`. Null from a demo account of the sandbox, whose key the server has: then the click is its word. */
  signature: HexBytes.nullable(),
});
export type NewMandate = z.output<typeof NewMandate>;

/** Why a mandate is none any more. */
export const MANDATE_ENDS = ["revoked", "expired", "used-up", "watch-changed", "bad-signature"] as const;
export const MandateEnd = z.enum(MANDATE_ENDS);
export type MandateEnd = z.output<typeof MandateEnd>;

/** Why nothing was booked although the watch fired. */
export const SKIP_REASONS = [
  ...MANDATE_ENDS,
  /** The day's orders, this one, or its price would be over a bound. */
  "day-cap",
  "order-cap",
  "price",
  /** The order is not for what was signed: another chain, escrow, token or time. */
  "terms",
  /** Nothing that matches is left that can be booked here under the bounds. */
  "no-offer",
  /** Its provider, or the policy here, says no. */
  "refused",
  "policy",
  "funds",
  "payment-failed",
  /** The price was of too long ago, or Necto could not ask in time. */
  "too-late",
  /** Somebody answered the order in person. */
  "answered",
  /** A wallet was asked, and said no, or nothing in time. */
  "declined",
  "unanswered",
] as const;
export const SkipReason = z.enum(SKIP_REASONS);
export type SkipReason = z.output<typeof SkipReason>;

/** How far a firing of the watch is: `booked` and `skipped` are ends, `waiting` is for its wallet's answer, all others go on by themselves. */
export const MANDATE_ORDER_STATES = [
  "due",
  "searching",
  "asking",
  "answering",
  "paying",
  "booked",
  "skipped",
  "waiting",
] as const;
export type MandateOrderState = (typeof MANDATE_ORDER_STATES)[number];

/** What became of one firing. */
export const MandateOrderView = z.object({
  firingId: z.string(),
  firedAt: IsoTime,
  state: z.enum(MANDATE_ORDER_STATES),
  /** Set with `skipped`. */
  reason: SkipReason.nullable(),
  /** Micro-USD; null before there was a price. */
  totalUsdMicros: Count.nullable(),
  jobId: Bytes32.nullable(),
});
export type MandateOrderView = z.output<typeof MandateOrderView>;

/** A mandate as its account sees it. */
export const MandateView = z.object({
  /** Hash of what was signed. */
  id: Bytes32,
  terms: MandateTerms,
  /** Null while it is in force. */
  end: z.object({ reason: MandateEnd, at: IsoTime }).nullable(),
  /** False for a wallet: its orders are prepared and wait for its signature. */
  canPay: z.boolean(),
  /** The conversation that its orders are in. */
  threadId: z.string(),
  signedAt: IsoTime,
  /** Of the orders that were booked or are being paid. */
  orders: Count,
  spentUsdMicros: Count,
  spentTodayUsdMicros: Count,
  /** Newest first. */
  firings: z.array(MandateOrderView),
});
export type MandateView = z.output<typeof MandateView>;

/** What mandates are made of here: `GET /api/mandates`. */
export const MandateList = z.object({
  /** Null where nothing can be booked. */
  deal: z.object({ chainId: Count, escrow: Address, token: Address, symbol: z.string() }).nullable(),
  /** Who asks, and pays. In lower case. */
  account: Address,
  /** Whether its orders can be paid without it. */
  canPay: z.boolean(),
  mandates: z.array(MandateView),
});
export type MandateList = z.output<typeof MandateList>;
