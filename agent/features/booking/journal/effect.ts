import type { StoredJob } from "@necto/tools/chain/escrow";
import type { EscrowCall } from "@necto/tools/chain/escrow-call";
import { z } from "zod";

/** How the chain shows that something has happened, whoever did it. */
export const Effect = z.discriminatedUnion("is", [
  z.object({ is: z.literal("opened") }),
  z.object({ is: z.literal("started") }),
  z.object({ is: z.literal("ended") }),
  z.object({ is: z.literal("disputed") }),
  z.object({ is: z.literal("closed") }),
  z.object({ is: z.literal("rated") }),
  z.object({ is: z.literal("extended"), secs: z.number() }),
]);
export type Effect = z.output<typeof Effect>;

/** Null for calls that leave no such sign: done twice, they do nothing more. */
export function effectOf(call: EscrowCall): Effect | null {
  switch (call.call) {
    case "open":
    case "openWithAuthorization":
    case "openWithPermit":
    case "openWithPermit2":
      return { is: "opened" };
    case "start":
      return { is: "started" };
    case "claimEnd":
    case "expire":
      return { is: "ended" };
    case "end":
    case "settle":
    case "cancel":
    case "reclaim":
    case "resolve":
    case "resolveByTimeout":
      return { is: "closed" };
    case "dispute":
      return { is: "disputed" };
    case "rate":
      return { is: "rated" };
    case "extendWithAuthorization":
      return { is: "extended", secs: call.secs + call.extraSecs };
    case "checkpoint":
    case "withdraw":
      return null;
  }
}

/**
 * Whether it has happened to the job.
 *
 * @param job null when there is none
 */
export function hasEffect(effect: Effect, job: StoredJob | null): boolean {
  if (job === null) return false;
  const { status, reason, secs, isRated } = job;
  const wasPaid = status === "closed" && ["paid", "resolved", "halved"].includes(reason);
  switch (effect.is) {
    case "opened":
      return true;
    case "started":
      return status === "active" || status === "ended" || status === "disputed" || wasPaid;
    case "ended":
      return status === "ended" || status === "disputed" || wasPaid;
    case "disputed":
      return status === "disputed" || reason === "resolved" || reason === "halved";
    case "closed":
      return status === "closed";
    case "rated":
      return isRated;
    case "extended":
      return secs >= effect.secs;
  }
}
