/** The escrow's events that a reputation is made of, as viem decodes them; all others may be left out. */
export type ReputationEvent =
  | { readonly eventName: "JobOpened"; readonly args: { readonly jobId: string; readonly provider: string } }
  | { readonly eventName: "JobEnded"; readonly args: { readonly jobId: string; readonly usedSecs: number } }
  | {
      readonly eventName: "JobClosed";
      readonly args: { readonly jobId: string; readonly reason: number; readonly usedSecs: number };
    }
  | { readonly eventName: "JobRated"; readonly args: { readonly jobId: string; readonly stars: number } };

const NAMES: readonly string[] = ["JobOpened", "JobEnded", "JobClosed", "JobRated"];

export const isReputationEvent = <E extends { readonly eventName: string }>(
  event: E,
): event is E & ReputationEvent => NAMES.includes(event.eventName);

/** What a provider's jobs say of it. Every number can be counted again from the chain's events. */
export interface Reputation {
  /** Share of what was promised that was served; what routing calls uptime. Null = too little is known. */
  readonly uptimeBps: number | null;
  /** What buyers and the arbiter thought of it. Null = too little is known. */
  readonly ratingBps: number | null;
  /** Closed jobs that were to be served: all but those that a buyer took back before the start. */
  readonly jobs: number;
  readonly paid: number;
  readonly noShows: number;
  readonly declined: number;
  /** Jobs that an arbiter split, and those split in half because it was silent. */
  readonly disputes: number;
  readonly ratings: number;
  /** Of `jobs`, rounded down; null without jobs. */
  readonly completionBps: number | null;
  readonly noShowBps: number | null;
}

/** The contract's reasons for closing, in its order. */
const REASONS = ["none", "cancelled", "declined", "no-show", "paid", "resolved", "halved"] as const;

/** A reputation starts as if a provider had had this many jobs, or ratings, of a middling sort. */
const PRIOR_COUNT = 5;
const PRIOR_UPTIME_BPS = 9_000;
/** Four stars of five. */
const PRIOR_RATING_BPS = 7_500;
/** Good evidence below this many is not told. */
const LEAST_PAID = 5;
const LEAST_RATINGS = 3;
/** What routing takes an unknown for; bad evidence below it is told at once. */
const UNKNOWN_BPS = 5_000;

interface Job {
  provider: string | null;
  claimedSecs: number | null;
  closed: { readonly reason: (typeof REASONS)[number]; readonly usedSecs: number } | null;
  stars: number | null;
}

/**
 * Reputations by provider (address in lower case), from the escrow's events alone, in any order. The formula:
 *
 * - Each closed job is worth a share: paid 10000, resolved `10000 · seconds the arbiter gave / seconds claimed`, halved
 *   5000, declined 5000, no-show 0. Jobs cancelled by their buyer before the start are not counted.
 * - `uptimeBps = (sum of shares + 5 · 9000) / (jobs + 5)`, rounded down.
 * - Each rating is worth `2500 · (stars - 1)`, each dispute the share of its job.
 * - `ratingBps = (sum of ratings and disputes + 5 · 7500) / (ratings + disputes + 5)`, rounded down.
 * - With fewer than 5 paid jobs, or 3 ratings, the number is null; unless it is below 5000, which is what routing takes
 *   an unknown for. So no failure ever improves a reputation, not even by making it known.
 *
 * Jobs are counted, not buyers or amounts: buyers of untracked jobs have a fresh address each.
 *
 * @throws RangeError when an event is of a job that was not opened: the log has a gap
 * @example // 20 paid jobs and one no-show: (200000 + 45000) / 26 = 9423
 */
export function reputationsOf(events: Iterable<ReputationEvent>): ReadonlyMap<string, Reputation> {
  const byProvider = new Map<string, Job[]>();
  for (const [jobId, job] of jobsOf(events)) {
    if (job.provider === null)
      throw new RangeError(`An event of job ${jobId}, which was not opened: the log has a gap.`);
    const provider = job.provider.toLowerCase();
    byProvider.set(provider, [...(byProvider.get(provider) ?? []), job]);
  }
  return new Map([...byProvider].map(([provider, jobs]) => [provider, reputationOf(jobs)]));
}

function jobsOf(events: Iterable<ReputationEvent>): ReadonlyMap<string, Job> {
  const jobs = new Map<string, Job>();
  for (const { eventName, args } of events) {
    const job = jobs.get(args.jobId) ?? { provider: null, claimedSecs: null, closed: null, stars: null };
    jobs.set(args.jobId, job);
    if (eventName === "JobOpened") job.provider = args.provider;
    else if (eventName === "JobEnded") job.claimedSecs = args.usedSecs;
    else if (eventName === "JobRated") job.stars = args.stars;
    else job.closed = { reason: REASONS[args.reason] ?? "none", usedSecs: args.usedSecs };
  }
  return jobs;
}

function reputationOf(all: readonly Job[]): Reputation {
  const jobs = all.filter(({ closed }) => closed !== null && closed.reason !== "cancelled");
  const count = (...reasons: string[]) =>
    jobs.filter(({ closed }) => reasons.includes(closed!.reason)).length;
  const paid = count("paid");
  const disputed = jobs.filter(({ closed }) => closed!.reason === "resolved" || closed!.reason === "halved");
  const stars = jobs.flatMap((job) => job.stars ?? []);
  const opinions = [...stars.map((given) => 2500 * (given - 1)), ...disputed.map(shareBps)];
  const ofJobs = (n: number) => (jobs.length === 0 ? null : Math.floor((10_000 * n) / jobs.length));
  return {
    uptimeBps: told(smoothed(jobs.map(shareBps), PRIOR_UPTIME_BPS), paid >= LEAST_PAID),
    ratingBps: told(smoothed(opinions, PRIOR_RATING_BPS), stars.length >= LEAST_RATINGS),
    jobs: jobs.length,
    paid,
    noShows: count("no-show"),
    declined: count("declined"),
    disputes: disputed.length,
    ratings: stars.length,
    completionBps: ofJobs(paid),
    noShowBps: ofJobs(count("no-show")),
  };
}

/** What a closed job is worth. */
function shareBps({ closed, claimedSecs }: Job): number {
  switch (closed!.reason) {
    case "paid":
      return 10_000;
    case "resolved":
      return claimedSecs ? Math.min(10_000, Math.floor((10_000 * closed!.usedSecs) / claimedSecs)) : 10_000;
    case "halved":
    case "declined":
      return 5_000;
    default:
      return 0;
  }
}

const smoothed = (values: readonly number[], priorBps: number): number =>
  Math.floor(
    (values.reduce((sum, value) => sum + value, 0) + PRIOR_COUNT * priorBps) / (values.length + PRIOR_COUNT),
  );

const told = (bps: number, isEnough: boolean): number | null => (isEnough || bps < UNKNOWN_BPS ? bps : null);
