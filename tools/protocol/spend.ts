import { z } from "zod";
import { Bps, Count, IsoTime } from "../core/decimal.ts";
import { Address, Bytes32 } from "./chain-values.ts";
import { Day, EarningsView, PERIODS } from "./earnings.ts";

/** What jobs are put together by. `region` is the machine's country, `source` where its price came from. */
export const SPEND_GROUPS = ["provider", "member", "gpu", "source", "region", "job"] as const;
export type SpendGroup = (typeof SPEND_GROUPS)[number];

/** Stands for what a job does not say: where its machine is, or who booked it once that account is deleted. */
export const NOT_SAID = "unknown";

const MemberKey = z.union([Address.toLowerCase(), z.literal(NOT_SAID)]);
const Words = z.string().min(1).max(80);

/** Whose spend, when, of which jobs, put together by what. */
export const SpendQuery = z.object({
  /** An organisation's; your own, without one. */
  org: Bytes32.optional(),
  /** Both days are counted. */
  from: Day,
  to: Day,
  /** UTC; weeks begin on Monday. */
  by: z.enum(PERIODS).default("day"),
  group: z.enum(SPEND_GROUPS).default("provider"),
  member: MemberKey.optional(),
  provider: Address.toLowerCase().optional(),
  /** As the order named it. */
  gpu: Words.optional(),
  source: Words.optional(),
  region: Words.optional(),
  job: Bytes32.optional(),
});
export type SpendQuery = z.output<typeof SpendQuery>;

/** Sums over some jobs in some time, by the escrow's books at the times of its blocks, micro-USD. */
export const SpendSum = z.object({
  /** Jobs whose deposit was made in the time. */
  jobs: Count,
  /** What went into escrow: deposits and extensions. */
  depositedUsdMicros: Count,
  /** What came back from it. */
  refundedUsdMicros: Count,
  toProvidersUsdMicros: Count,
  feeUsdMicros: Count,
  /** What is gone for good: `toProviders + fee`. */
  spentUsdMicros: Count,
  /** What is in escrow at the end of the time; `held before + deposited − refunded − spent`. */
  heldUsdMicros: Count,
});
export type SpendSum = z.output<typeof SpendSum>;

/** A job of the drill-down. */
export const SpendJob = z.object({
  jobId: Bytes32,
  openedAt: IsoTime,
  status: z.enum(["funded", "active", "ended", "disputed", "closed"]),
  reason: z.string(),
  member: Address.nullable(),
  provider: Address,
  providerTitle: z.string(),
  gpu: z.string(),
  gpus: Count,
  source: z.string(),
  region: z.string().nullable(),
});
export type SpendJob = z.output<typeof SpendJob>;

/** What closed jobs cost, beside what something else would have cost for the same GPUs and seconds. */
export const SpendComparison = z.object({
  /** Jobs that can be compared. */
  jobs: Count,
  paidUsdMicros: Count,
  wouldHaveCostUsdMicros: Count,
  /** `wouldHaveCost − paid`: less than 0 where the other would have been cheaper. */
  savedUsdMicros: z.number().int(),
});
export type SpendComparison = z.output<typeof SpendComparison>;

/** By the recorded decision of each job that was closed in the range and cost something; never by prices of today. */
export const SpendSavings = z.object({
  jobs: Count,
  /** Of them, those whose decision was not recorded or cannot be read. */
  notKnown: Count,
  /** The median of the offers that met what was asked for and could be booked, by their price per GPU-hour. */
  median: SpendComparison,
  /** The cheapest bookable offer of the same GPU, count and duration that what was asked for ruled out. */
  ruledOut: SpendComparison,
  /** Jobs with a known decision where nothing of that kind was ruled out. */
  nothingRuledOut: Count,
});
export type SpendSavings = z.output<typeof SpendSavings>;

/** How a provider did for the buyer. */
export const SpendProvider = z.object({
  provider: Address,
  title: z.string(),
  spentUsdMicros: Count,
  /** Of everything that was spent, rounded down; null when nothing was. */
  shareBps: Bps.nullable(),
  /** Jobs opened in the range; the counts after `averages` are of them. */
  jobs: Count,
  /** Paid per GPU-hour used, over the jobs that were closed in the range and cost something; rounded up, null without one. */
  usdMicrosPerGpuHour: Count.nullable(),
  /**
   * The jobs among them whose market at the time of the decision is recorded: what they paid per GPU-hour, and the median of
   * the same GPU, region and pricing model then, weighted alike. Null when it is known of none.
   */
  market: z.object({ jobs: Count, usdMicrosPerGpuHour: Count, p50UsdMicrosPerGpuHour: Count }).nullable(),
  declined: Count,
  noShows: Count,
  disputed: Count,
  /** The broker could not rent the machine. */
  launchFailed: Count,
  /** Closed, and all of the deposit came back, whyever; your own cancellations among them. */
  refunded: Count,
});
export type SpendProvider = z.output<typeof SpendProvider>;

/** What a team may spend in a time, as its policy says. */
export const SpendBudget = z.object({
  limitUsdMicros: Count,
  /** As the policy counts it. */
  usedUsdMicros: Count,
  from: Day,
  to: Day,
});
export type SpendBudget = z.output<typeof SpendBudget>;

const Choice = z.object({ key: z.string(), title: z.string().nullable() });

/** What tracked jobs cost, by the escrow's books. Of untracked ones nothing is in it. */
export const SpendView = z.object({
  from: Day,
  to: Day,
  by: z.enum(PERIODS),
  group: z.enum(SPEND_GROUPS),
  /** Until when the chain is read. */
  at: IsoTime,
  /** Null for your own. */
  org: z.object({ id: Bytes32, name: z.string() }).nullable(),
  /** Whether it is of all members; false where a member is told of their own jobs only. */
  isOfAll: z.boolean(),
  /** In escrow when the range begins. */
  heldBeforeUsdMicros: Count,
  total: SpendSum,
  /** Every period of the range, empty ones too; each begins on its `day` or on the first of the range. */
  periods: z.array(SpendSum.extend({ day: Day })),
  /** Those that have something in the range, most spent first; they add up to `total`. At most 10,000. */
  groups: z.array(
    SpendSum.extend({ key: z.string(), title: z.string().nullable(), job: SpendJob.nullable() }),
  ),
  /** What the groups beyond those come to together; null when all are there. */
  rest: SpendSum.extend({ groups: Count }).nullable(),
  providers: z.array(SpendProvider),
  savings: SpendSavings,
  budget: SpendBudget.nullable(),
  /** What can be chosen in the range. */
  choices: z.record(z.enum(["member", "provider", "gpu", "source", "region"]), z.array(Choice)),
  chain: EarningsView.shape.chain,
});
export type SpendView = z.output<typeof SpendView>;
