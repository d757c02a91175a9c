import { z } from "zod";
import { Bps, Count, IsoTime } from "../core/decimal.ts";
import { Address, Bytes32, HexBytes } from "./chain-values.ts";

/** A UTC day, `YYYY-MM-DD`. */
export const Day = z.iso.date();

export const PERIODS = ["day", "week", "month"] as const;
export type Period = (typeof PERIODS)[number];

/** Longest range that is told at once, days. */
export const MOST_DAYS = 366;

/** Which of a provider's jobs are counted. */
export const EarningsQuery = z.object({
  /** Both days are counted. */
  from: Day,
  to: Day,
  /** UTC; weeks begin on Monday. */
  by: z.enum(PERIODS).default("day"),
  listing: Bytes32.optional(),
  /** As the listing names it now. */
  gpu: z.string().max(80).optional(),
});
export type EarningsQuery = z.output<typeof EarningsQuery>;

/** Sums over some jobs. Money by the escrow's books, micro-USD; `gross = fee + net`. */
export const EarningsSum = z.object({
  /** Jobs that were closed after they had been started, by the day they were closed. */
  jobs: Count,
  grossUsdMicros: Count,
  feeUsdMicros: Count,
  netUsdMicros: Count,
  /** Seconds that the meters of jobs ran, times their units. */
  rentedUnitSeconds: Count,
  /** Seconds that units were for rent, rented ones among them; see `offeredSeconds`. */
  offeredUnitSeconds: Count,
  /** Rented of offered, rounded down; null when nothing was offered. */
  utilisationBps: Bps.nullable(),
});
export type EarningsSum = z.output<typeof EarningsSum>;

/** One transaction that moved money of a provider. */
export const Payout = z.object({
  at: IsoTime,
  /** `paid`: pushed to its account; `credited`: the token refused the push, so it waits; `withdrawn`: taken out. */
  kind: z.enum(["paid", "credited", "withdrawn"]),
  amountUsdMicros: Count,
  txHash: Bytes32,
});
export type Payout = z.output<typeof Payout>;

/** What a provider earned, by the escrow's books. */
export const EarningsView = z.object({
  from: Day,
  to: Day,
  by: z.enum(PERIODS),
  /** Until when the chain is read. */
  at: IsoTime,
  total: EarningsSum,
  /** Every period of the range, empty ones too; each begins on its `day` or on the first of the range. */
  periods: z.array(EarningsSum.extend({ day: Day })),
  /** Listings that have something in the range. */
  listings: z.array(
    EarningsSum.extend({ listingId: Bytes32, title: z.string().nullable(), gpu: z.string().nullable() }),
  ),
  gpus: z.array(EarningsSum.extend({ gpu: z.string().nullable() })),
  /** All listings that may be chosen. */
  choices: z.array(
    z.object({ listingId: Bytes32, title: z.string().nullable(), gpu: z.string().nullable() }),
  ),
  /** Of the whole account in the range, whatever is chosen: one push may pay several jobs. */
  payouts: z.object({
    paidUsdMicros: Count,
    creditedUsdMicros: Count,
    withdrawnUsdMicros: Count,
    /** Credit that can be withdrawn now. */
    claimableUsdMicros: Count,
    /** Newest first, at most 200. */
    transactions: z.array(Payout),
    count: Count,
    /** The last withdrawal that this installation sends, while it is not over or when it was refused. */
    withdrawal: z.object({ state: z.enum(["sending", "failed"]), problem: z.string().nullable() }).nullable(),
  }),
  chain: z.object({ name: z.string(), explorerUrl: z.string().nullable(), symbol: z.string() }),
  /** Who sends a withdrawal. */
  sends: z.enum(["server", "wallet"]),
});
export type EarningsView = z.output<typeof EarningsView>;

/** Which jobs a usage log lists. */
export const UsageQuery = z.object({
  /** By the day they were opened; both are counted. */
  from: Day,
  to: Day,
  listing: Bytes32.optional(),
  status: z.enum(["funded", "active", "ended", "disputed", "closed"]).optional(),
  mode: z.enum(["tracked", "untracked"]).optional(),
});
export type UsageQuery = z.output<typeof UsageQuery>;

/** Sums of a log's rows. */
const UsageAmounts = z.object({
  usedSeconds: Count,
  grossUsdMicros: Count,
  feeUsdMicros: Count,
  netUsdMicros: Count,
});

/** A job as its provider's log shows it. */
export const UsageRow = UsageAmounts.extend({
  openedAt: IsoTime,
  startedAt: IsoTime.nullable(),
  endedAt: IsoTime.nullable(),
  status: z.enum(["funded", "active", "ended", "disputed", "closed"]),
  reason: z.string(),
  listingId: Bytes32,
  title: z.string().nullable(),
  gpu: z.string().nullable(),
  units: Count,
  rateUsdMicrosPerHour: Count,
  durationSeconds: Count,
  mode: z.enum(["tracked", "untracked"]),
  /** The three are of tracked jobs only: by its id, too, the chain would name an untracked job's buyer. */
  jobId: Bytes32.nullable(),
  buyer: Address.nullable(),
  txHash: Bytes32.nullable(),
});
export type UsageRow = z.output<typeof UsageRow>;

export const UsageView = z.object({
  from: Day,
  to: Day,
  at: IsoTime,
  /** Newest first. */
  rows: z.array(UsageRow),
  /** Jobs that the query finds; more than there are rows when it finds more than 5000. */
  count: Count,
  /** Of all that are found. */
  total: UsageAmounts,
  choices: EarningsView.shape.choices,
  chain: EarningsView.shape.chain,
});
export type UsageView = z.output<typeof UsageView>;

/** A withdrawal of everything that is credited. `call` is for the provider's own wallet; null where the server sends. */
export const Withdrawal = z.object({
  amountUsdMicros: Count,
  call: z.object({ to: Address, data: HexBytes, chainId: Count }).nullable(),
});
export type Withdrawal = z.output<typeof Withdrawal>;

const Share = Bps.nullable();

/** What a provider's jobs say of it, with everything that it takes to count it again. */
export const ReputationView = z.object({
  provider: Address,
  chainId: Count,
  escrow: Address,
  /** Events up to this block are counted. */
  block: Count,
  uptimeBps: Share,
  ratingBps: Share,
  jobs: Count,
  paid: Count,
  noShows: Count,
  declined: Count,
  disputes: Count,
  ratings: Count,
  completionBps: Share,
  noShowBps: Share,
  /** In plain words, with its constants. */
  formula: z.array(z.string()),
});
export type ReputationView = z.output<typeof ReputationView>;

/** Why a listing lost routes in the last days; see `LossReport`. */
export const LossesView = z.object({
  listingId: Bytes32,
  days: Count,
  won: Count,
  /** Null when they are too few to be told. */
  lost: Count.nullable(),
  groups: z.array(
    z.object({
      cause: z.string(),
      gapUpToBps: Count.nullable(),
      routes: Count,
      usdMicrosToWin: Count.nullable(),
    }),
  ),
});
export type LossesView = z.output<typeof LossesView>;
