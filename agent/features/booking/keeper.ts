import type { JobState } from "@necto/contracts/abi/fold-events";
import type { EscrowRules } from "@necto/tools/chain/escrow";
import type { JobCall } from "@necto/tools/chain/escrow-call";

/** What anybody may do about a job now that its time has come; null while there is nothing. */
export function keeperCallFor(
  job: Pick<JobState, "jobId" | "status" | "since" | "secs">,
  rules: Pick<EscrowRules, "startWindowSecs" | "disputeWindowSecs" | "arbiterWindowSecs">,
  at: number,
): JobCall | null {
  const { jobId, status, since, secs } = job;
  // The contract wants the window to be over; one second more, since blocks and clocks differ.
  const isOver = (seconds: number) => at > since + seconds;
  switch (status) {
    case "funded":
      return isOver(rules.startWindowSecs) ? { call: "reclaim", jobId } : null;
    case "active":
      return isOver(secs) ? { call: "expire", jobId } : null;
    case "ended":
      return isOver(rules.disputeWindowSecs) ? { call: "settle", jobId } : null;
    case "disputed":
      return isOver(rules.arbiterWindowSecs) ? { call: "resolveByTimeout", jobId } : null;
    default:
      return null;
  }
}
