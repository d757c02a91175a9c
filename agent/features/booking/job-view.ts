import type { JobState } from "@necto/contracts/abi/fold-events";
import type { EscrowRules, StoredJob } from "@necto/tools/chain/escrow";
import { divideJob } from "@necto/tools/protocol/divide-job";
import type { JobAction, JobView } from "@necto/tools/protocol/job";
import type { BrokerLaunch } from "./broker/broker-queries.ts";
import type { BookedJob } from "./job-queries.ts";

/** What is known of a job at a block. */
export interface JobFacts {
  readonly job: StoredJob;
  /** By its events: exact payouts, and the buyer's stars. Null while they are not read yet. */
  readonly state: JobState | null;
  readonly timeline: JobView["timeline"];
  readonly resolution: JobView["resolution"];
  readonly booked: BookedJob | null;
  /** What a broker does for it; null when the provider fulfils itself. */
  readonly launch: BrokerLaunch | null;
  readonly rules: Pick<EscrowRules, "startWindowSecs" | "disputeWindowSecs" | "arbiterWindowSecs">;
  /** Unix seconds. */
  readonly at: number;
}

const iso = (seconds: number): string => new Date(seconds * 1_000).toISOString();

/** Seconds that the meter has counted up to a time. */
export function usedSecondsAt({ status, since, secs, usedSecs }: StoredJob, at: number): number {
  if (status === "funded") return 0;
  if (status === "active") return Math.min(Math.max(at - since, 0), secs);
  return usedSecs;
}

/**
 * A job's amounts in micro-USDC: what is earned by the meter now, and what would go back if it ended now. The deposit is
 * their sum, always.
 */
export function amountsOf({ job, state, at }: Pick<JobFacts, "job" | "state" | "at">): JobView["amounts"] {
  const deposit = Number(job.deposit);
  if (job.status === "closed" && state?.status === "closed")
    return {
      ...{ depositUsdMicros: deposit, earnedUsdMicros: Number(state.toProvider + state.fees) },
      ...{ feeUsdMicros: Number(state.fees), refundUsdMicros: Number(state.toBuyer) },
    };
  const { toProvider, fee, toBuyer } = divideJob(job, usedSecondsAt(job, at));
  return {
    ...{ depositUsdMicros: deposit, earnedUsdMicros: Number(toProvider + fee) },
    ...{ feeUsdMicros: Number(fee), refundUsdMicros: Number(toBuyer) },
  };
}

/** When the present state runs out by itself, and what anybody may do then. */
export function deadlineOf({ job, rules }: Pick<JobFacts, "job" | "rules">): JobView["deadline"] {
  const { status, since, secs } = job;
  switch (status) {
    case "funded":
      return { at: iso(since + rules.startWindowSecs), next: "reclaim" };
    case "active":
      return { at: iso(since + secs), next: "expire" };
    case "ended":
      return { at: iso(since + rules.disputeWindowSecs), next: "settle" };
    case "disputed":
      return { at: iso(since + rules.arbiterWindowSecs), next: "resolve" };
    default:
      return null;
  }
}

/** What its buyer can do now. */
export function actionsOf({ job, rules, at }: Pick<JobFacts, "job" | "rules" | "at">): JobAction[] {
  const { status, since, secs, usedSecs, reason, isRated } = job;
  if (status === "funded") return ["cancel"];
  if (status === "active") return at < since + secs ? ["end", "extend", "dispute"] : ["end", "dispute"];
  if (status === "ended") return at < since + rules.disputeWindowSecs ? ["dispute"] : [];
  const hasRun = usedSecs > 0 && ["paid", "resolved", "halved"].includes(reason);
  return status === "closed" && hasRun && !isRated ? ["rate"] : [];
}

const brokeredOf = ({ broker, source, state, problem }: BrokerLaunch): NonNullable<JobView["brokered"]> => ({
  ...{ broker, source, state, problem },
});

/** The times that the timeline tells; null before they have come. */
export const startedAtOf = (timeline: JobView["timeline"]): string | null =>
  timeline.find(({ event }) => event === "JobStarted")?.at ?? null;

/** A job without what is about whoever reads it. */
export function jobFieldsOf(facts: JobFacts) {
  const { job, state, booked, launch, timeline, at } = facts;
  const startedAt = startedAtOf(timeline) ?? (job.status === "active" ? iso(job.since) : null);
  const hasEnded = job.status === "ended" || job.status === "disputed" || job.status === "closed";
  return {
    ...{ jobId: job.jobId, status: job.status as JobView["status"], reason: job.reason, timeline },
    ...{ buyer: job.buyer, payee: job.provider, order: booked?.order ?? null },
    ...{ brokered: launch && brokeredOf(launch), resolution: facts.resolution },
    ...{ rateUsdMicrosPerHour: Number(job.rate), durationSeconds: job.secs, feeBps: job.feeBps },
    ...{ usedSeconds: hasEnded ? job.usedSecs : null, amounts: amountsOf(facts), at: iso(at), startedAt },
    endsAt: startedAt === null ? null : new Date(Date.parse(startedAt) + job.secs * 1_000).toISOString(),
    ...{ deadline: deadlineOf(facts), decisionRoot: job.root, actions: actionsOf(facts) },
    ...{ hasViewKey: (booked?.viewKey ?? null) !== null, access: booked?.access ?? null },
    ...{ org: booked?.org ?? null, orgName: booked?.orgName ?? null, member: booked?.member ?? null },
    stars: state?.stars ?? null,
  };
}
