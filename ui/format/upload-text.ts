import type { TraceStatus } from "@necto/tools/protocol/trace-status";
import type { IconName } from "../shell/icons.ts";
import { clockText } from "./text.ts";

/** How far a trace is on its way to 0G, in words. */
export interface UploadText {
  readonly icon: IconName;
  readonly tone: "accent" | "info" | "warning" | "outline";
  /** `On 0G` */
  readonly word: string;
  /** What went wrong and what happens next; null while nothing has. */
  readonly trouble: string | null;
}

/** Null is what nobody has told yet. */
export function uploadText(
  status: Pick<TraceStatus, "state" | "tries" | "problem" | "nextTryAt"> | null,
): UploadText {
  if (!status) return { icon: "waiting", tone: "outline", word: "Kept by this server", trouble: null };
  const { state, problem, tries, nextTryAt } = status;
  if (state === "stored") return { icon: "check", tone: "accent", word: "On 0G", trouble: null };
  const next = nextTryAt === null ? "It is tried again." : `Next try at ${clockText(Date.parse(nextTryAt))}.`;
  const trouble =
    problem &&
    `${problem.message} ${tries === 1 ? "1 try" : `${tries} tries`} so far; nothing is lost. ${next}`;
  if (state === "sending") return { icon: "running", tone: "info", word: "Sending to 0G", trouble: null };
  return trouble
    ? { icon: "warning", tone: "warning", word: "Not on 0G yet", trouble }
    : { icon: "waiting", tone: "outline", word: "Waiting for 0G", trouble: null };
}
