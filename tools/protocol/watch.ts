import { z } from "zod";
import { Count, IsoTime } from "../core/decimal.ts";
import { Requirements } from "../core/requirements.ts";

/** Watches of one account. */
export const MAX_WATCHES = 50;
/** Watches of nobody, of a whole server. */
export const MAX_UNTRACKED_WATCHES = 5_000;
/** An untracked watch is forgotten after so many days. */
export const UNTRACKED_WATCH_DAYS = 30;

/** What is waited for: an offer that meets these requirements for less than a price. */
export const WatchTerms = z.strictObject({
  /** What must match; its own highest price is left out, the line stands for it. */
  requirements: Requirements,
  /** The line: micro-USD per GPU-hour. A price under it is told, one at it is not. */
  usdMicrosPerGpuHour: z.number().int().positive().max(1_000_000_000),
});
export type WatchTerms = z.output<typeof WatchTerms>;

/** Body of `POST /api/watches`. */
export const NewWatch = z.strictObject({
  ...WatchTerms.shape,
  /**
   * keccak256 of 32 random bytes that stay in the browser: the watch is then nobody's and read with those bytes. Null: it is the
   * account's that is signed in.
   */
  capabilityHash: z
    .string()
    .regex(/^0x[0-9a-f]{64}$/)
    .nullable()
    .default(null),
});
export type NewWatch = z.output<typeof NewWatch>;

/** One crossing that was told. */
export const Firing = z.object({
  id: z.string(),
  watchId: z.string(),
  /** From 1, by watch. */
  crossing: z.number().int().positive(),
  snapshotDigest: z.string(),
  /** What was decided by it, if anything was. */
  decisionId: z.string().nullable(),
  /** The cheapest fresh offer that matched. */
  offerId: z.string(),
  usdMicrosPerGpuHour: Count,
  /** When the market was like that. */
  at: IsoTime,
});
export type Firing = z.output<typeof Firing>;

export const WATCH_STATES = ["armed", "fired", "paused"] as const;

/** A watch as its owner sees it. */
export const WatchView = z.object({
  id: z.string(),
  ...WatchTerms.shape,
  /** `fired`: it has told, and waits for the price to rise before it can tell again. */
  state: z.enum(WATCH_STATES),
  /** From this price on a watch that fired is armed again. */
  rearmUsdMicros: Count,
  /** Crossings so far. */
  crossings: Count,
  /** The last ones, newest first. */
  firings: z.array(Firing),
  createdAt: IsoTime,
  /** The cheapest fresh offer that matches now; null while there is none. */
  best: z.object({ offerId: z.string(), provider: z.string(), usdMicrosPerGpuHour: Count }).nullable(),
  /** When the market was like that. */
  asOf: IsoTime,
  /** Only one of an account can tell a program. */
  hasWebhook: z.boolean(),
  /** Null for one of an account: it stays. */
  expiresAt: IsoTime.nullable(),
});
export type WatchView = z.output<typeof WatchView>;
