import { z } from "zod";
import { Count, IsoTime } from "../core/decimal.ts";
import { Requirements } from "../core/requirements.ts";
import { Bytes32 } from "./chain-values.ts";
import { BookRequest } from "./order.ts";
import { Role } from "./team.ts";

/** An account, `0x` and 40 hex digits in lower case. */
const Account = z.string().regex(/^0x[0-9a-f]{40}$/, "expected an address in lower case");
/** Micro-USD; null for no limit. */
const Limit = Count.nullable().default(null);
const Source = z.string().regex(/^[a-z0-9-]{1,40}$/, "expected the name of a source");

/** What a team allows its members to book. With nothing said it restricts nothing. Days are of UTC. */
export const TeamPolicy = z.strictObject({
  /** One order with its extensions. */
  maxOrderUsdMicros: Limit,
  /** Everything that the team agrees to on one day. */
  maxDayUsdMicros: Limit,
  /** The same of each member. */
  maxMemberDayUsdMicros: Limit,
  maxUsdMicrosPerGpuHour: Limit,
  /** Empty allows all. */
  sources: z.array(Source).max(40).default([]),
  /** Region tokens of `Requirements`; an offer that does not say its country is in none that is asked for. */
  regions: Requirements.shape.regions,
  /** An order above it needs an Admin's word. */
  adminAboveUsdMicros: Limit,
});
export type TeamPolicy = z.output<typeof TeamPolicy>;

export const FREE_POLICY: TeamPolicy = TeamPolicy.parse({});

/** Why a team's policy does not allow something; in this order. */
export const TEAM_REASONS = [
  "team-role",
  "team-source",
  "team-region",
  "team-gpu-hour-cap",
  "team-order-cap",
  "team-day-cap",
  "team-member-day-cap",
  "team-budget",
  "team-member-budget",
  "needs-admin",
] as const;
export type TeamReason = (typeof TEAM_REASONS)[number];

/** The body of `PUT /api/orgs/:org/policy`. */
export const PolicyChange = z.strictObject({
  policy: TeamPolicy,
  /** The version that it is a change of; 0 where none was ever set. Another one since is a conflict. */
  since: Count,
});
export type PolicyChange = z.output<typeof PolicyChange>;

export const BUDGET_ACTIONS = ["warn", "stop"] as const;
export const DEFAULT_THRESHOLDS = [5_000, 8_000, 10_000] as const;

/** The body of `PUT /api/orgs/:org/budgets`: for one UTC month after the other. */
export const BudgetChange = z.strictObject({
  /** Null for the whole team. */
  member: Account.nullable().default(null),
  /** Null takes the budget away. */
  usdMicros: Count.min(1).nullable(),
  /** Shares of it, in basis points, each of which Admins are told of once a month. */
  thresholdsBps: z
    .array(z.number().int().min(100).max(10_000))
    .min(1)
    .max(10)
    .default([...DEFAULT_THRESHOLDS]),
  /** `warn` tells and stops nothing; `stop` refuses what would go above it. */
  action: z.enum(BUDGET_ACTIONS).default("warn"),
});
export type BudgetChange = z.output<typeof BudgetChange>;

export const BudgetView = BudgetChange.extend({
  usdMicros: Count.min(1),
  /** Of this month so far; null where the reader may not know it. */
  spentUsdMicros: Count.nullable(),
  setAt: IsoTime,
});
export type BudgetView = z.output<typeof BudgetView>;

export const PolicyView = z.object({
  org: Bytes32,
  /** Of the team. */
  name: z.string(),
  /** Of the reader. */
  role: Role,
  /** How many times it was set; 0 for never. */
  version: Count,
  policy: TeamPolicy,
  /** Newest first, the present one with it. */
  history: z.array(
    z.object({
      version: Count,
      at: IsoTime,
      /** Null once that account is deleted. */
      by: Account.nullable(),
      policy: TeamPolicy,
    }),
  ),
  /** Agreed to today, failed payments aside. The team's is null for a User, who is told of no other's spend. */
  today: z.object({ teamUsdMicros: Count.nullable(), memberUsdMicros: Count }),
  /** `2026-11` */
  month: z.string(),
  budgets: z.array(BudgetView),
  /** Sources whose offers can be booked here at all. */
  bookableSources: z.array(z.string()),
});
export type PolicyView = z.output<typeof PolicyView>;

/** An order that is above what a member may book without an Admin, as the conversation shows it. */
export const NeedsAdmin = z.object({
  org: Bytes32,
  team: z.string(),
  threadId: z.string(),
  ...BookRequest.shape,
  durationSeconds: Count,
  /** As in `Order`. */
  source: z.string(),
  provider: z.string(),
  gpu: z.string(),
  totalUsdMicros: Count,
  /** From there on an Admin is asked. */
  limitUsdMicros: Count,
});
export type NeedsAdmin = z.output<typeof NeedsAdmin>;

/** The body of `POST /api/orgs/:org/requests`: asks the team's Admins for an order. */
export const OrderAsk = z.strictObject({
  threadId: z.string().min(1).max(80),
  ...BookRequest.shape,
  durationSeconds: Count.min(1),
  /** The most that it may cost, since prices move; null for what it costs now. */
  maxTotalUsdMicros: Count.nullable().default(null),
});
export type OrderAsk = z.output<typeof OrderAsk>;

/** Why an Admin refuses an order. */
export const ASK_REFUSALS = [
  "too-expensive",
  "other-provider",
  "shorter",
  "no-budget",
  "not-now",
  "not-needed",
] as const;

/** `lapsed`: allowed, and not used in time. */
export const ASK_STATUSES = ["pending", "allowed", "refused", "used", "lapsed"] as const;

/** What a member asked for, and what became of it. */
export const OrderAskView = z.object({
  id: z.string(),
  /** Null once that account is deleted. */
  member: Account.nullable(),
  status: z.enum(ASK_STATUSES),
  source: z.string(),
  provider: z.string(),
  /** Account that the escrow pays. */
  payee: z.string(),
  gpu: z.string(),
  gpuCount: Count,
  units: Count,
  durationSeconds: Count,
  rateUsdMicrosPerHour: Count,
  totalUsdMicros: Count,
  maxTotalUsdMicros: Count,
  decisionId: z.string(),
  offerId: z.string(),
  /** The member's conversation: told to that member alone. */
  threadId: z.string().nullable(),
  askedAt: IsoTime,
  decidedAt: IsoTime.nullable(),
  refusal: z.enum(ASK_REFUSALS).nullable(),
  /** An allowance can be used until then. */
  validUntil: IsoTime.nullable(),
});
export type OrderAskView = z.output<typeof OrderAskView>;

/** The body of `POST /api/orgs/:org/requests/:id`. */
export const AskAnswer = z.discriminatedUnion("decision", [
  z.strictObject({ decision: z.literal("allow"), hours: z.number().int().min(1).max(24).default(24) }),
  z.strictObject({ decision: z.literal("refuse"), reason: z.enum(ASK_REFUSALS) }),
]);
export type AskAnswer = z.output<typeof AskAnswer>;
