import { z } from "zod";
import { Bps, Count, IsoTime } from "../core/decimal.ts";
import { SealedAccess } from "./access.ts";
import { Address, Bytes32, HexBytes } from "./chain-values.ts";
import { DURATION_LIMITS } from "./order.ts";

export const JOB_STATUSES = ["funded", "active", "ended", "disputed", "closed"] as const;
export const CLOSE_REASONS = [
  "none",
  "cancelled",
  "declined",
  "no-show",
  "paid",
  "resolved",
  "halved",
] as const;
export const JOB_ACTIONS = ["end", "cancel", "extend", "dispute", "rate"] as const;
export type JobAction = (typeof JOB_ACTIONS)[number];

/**
 * How far a broker is: nothing done yet; launched and booting; running; it is done by hand; it could not be had, and the
 * money went back; ended.
 */
export const BROKER_STATES = ["waiting", "launched", "running", "manual", "failed", "ended"] as const;

/** Who rents a job's machine where. */
export const BrokeredJob = z.object({
  /** As the broker is called here. */
  broker: z.string(),
  source: z.string(),
  state: z.enum(BROKER_STATES),
  /** Why it could not be had, or what holds it up. */
  problem: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type BrokeredJob = z.output<typeof BrokeredJob>;

/** An arbiter's decision, as the chain has it. */
export const Resolution = z.object({
  /** Seconds that the provider was paid for, of the whole job. */
  providerSeconds: Count,
  /** keccak256 of the reason's UTF-8 bytes. */
  reasonHash: Bytes32,
  /** Null when it was decided elsewhere, and only the hash is known here. */
  reason: z.string().nullable(),
});
export type Resolution = z.output<typeof Resolution>;

/** A job as its buyer sees it. Amounts in micro-USDC, from the chain. */
export const JobView = z.object({
  jobId: Bytes32,
  status: z.enum(JOB_STATUSES),
  reason: z.enum(CLOSE_REASONS),
  buyer: Address,
  payee: Address,
  /** The order's own words; null for a job that was not booked here. */
  order: z
    .object({
      offerId: z.string(),
      provider: z.string(),
      gpu: z.string(),
      gpuCount: Count,
      units: Count,
      country: z.string().nullable(),
      listingId: Bytes32,
      listingVersion: Count,
    })
    .nullable(),
  /** Of a job that a broker fulfils at another market; null when the provider does itself. */
  brokered: BrokeredJob.nullable(),
  /** What the arbiter decided; null for a job that no arbiter did. */
  resolution: Resolution.nullable(),
  rateUsdMicrosPerHour: Count,
  durationSeconds: Count,
  /** Claimed or final; null before the end. */
  usedSeconds: Count.nullable(),
  amounts: z.object({
    depositUsdMicros: Count,
    /** Earned up to `at` by the meter, the fee included; final once closed. */
    earnedUsdMicros: Count,
    /** Part of the earned. */
    feeUsdMicros: Count,
    /** Goes back to the buyer if it ended at `at`; final once closed. */
    refundUsdMicros: Count,
  }),
  feeBps: Bps,
  /** Time of the newest block: what the amounts are counted to. */
  at: IsoTime,
  startedAt: IsoTime.nullable(),
  /** When what was paid for is used up; null before the start. */
  endsAt: IsoTime.nullable(),
  /** When the present state runs out by itself, and what happens then. */
  deadline: z.object({ at: IsoTime, next: z.enum(["reclaim", "expire", "settle", "resolve"]) }).nullable(),
  timeline: z.array(z.object({ event: z.string(), at: IsoTime, txHash: Bytes32.nullable() })),
  decisionRoot: Bytes32,
  /** The organisation that it was booked for, and the member who did; null for none, for other readers, and once the account is deleted. */
  org: Bytes32.nullable(),
  /** As the organisation is called now; null with `org`. */
  orgName: z.string().nullable(),
  member: Address.nullable(),
  chain: z.object({ id: Count, name: z.string(), explorerUrl: z.string().nullable() }),
  escrow: Address,
  token: z.object({
    address: Address,
    symbol: z.string(),
    /** Of its EIP-712 domain, for the signature of an extension; null when it takes none (no EIP-3009). */
    domainName: z.string().nullable(),
    domainVersion: z.string().nullable(),
  }),
  access: SealedAccess.nullable(),
  /** Whether the buyer left a view key; without one no access document can be posted. */
  hasViewKey: z.boolean(),
  stars: z.number().int().min(1).max(5).nullable(),
  actions: z.array(z.enum(JOB_ACTIONS)),
  /**
   * `demo`: `POST /api/jobs/:id/<action>` sends for the demo account. `transaction`: the buyer's own key sends
   * (`GET /api/jobs/:id/calls/<action>`), except `extend`, which a signature is enough for.
   */
  acts: z.enum(["demo", "transaction"]),
});
export type JobView = z.output<typeof JobView>;

/** A row of a list of jobs. */
export const JobRow = JobView.pick({
  jobId: true,
  status: true,
  reason: true,
  order: true,
  brokered: true,
  rateUsdMicrosPerHour: true,
  durationSeconds: true,
  amounts: true,
  at: true,
  startedAt: true,
});
export type JobRow = z.output<typeof JobRow>;

/** The same for its buyer, and for its organisation. */
export const BuyerJobRow = JobRow.extend({
  ...{ org: JobView.shape.org, orgName: JobView.shape.orgName, member: JobView.shape.member },
});
export type BuyerJobRow = z.output<typeof BuyerJobRow>;

/** Body of `POST /api/jobs/:jobId/:action`, with `Idempotency-Key`. */
export const JobActionBody = z.strictObject({
  /** `extend`: seconds more. */
  extraSeconds: z.number().int().min(60).max(DURATION_LIMITS.max).optional(),
  /** `dispute`: what the buyer accepts of the claim, and the hash of its evidence. */
  acceptedSeconds: Count.optional(),
  evidenceHash: Bytes32.optional(),
  /** `rate` */
  stars: z.number().int().min(1).max(5).optional(),
  /** `extend` of a wallet or a fresh key: its signature, and the validity that was signed. */
  signature: HexBytes.optional(),
  validBefore: Count.optional(),
});
export type JobActionBody = z.output<typeof JobActionBody>;
