import type { BookingProgress, BookingState } from "@necto/tools/protocol/booking";

export type StepMark = "done" | "running" | "waiting" | "failed";

/** One line of a booking's way. */
export interface ProgressStep {
  readonly word: string;
  readonly mark: StepMark;
}

const WORDS = ["Trace on 0G", "Sending", "Submitted", "Confirmed"] as const;
/** While the payer has to send something itself. */
const BUYER_SENDS = "Your transaction";

/** How many lines are done, by the state; the next one is running. */
const DONE: Readonly<Record<Exclude<BookingState, "failed">, number>> = {
  "waiting-for-trace": 0,
  "waiting-for-buyer": 1,
  recorded: 1,
  sent: 3,
  funded: 4,
};

/**
 * The way of an approved booking, line by line: its trace is stored, the payment is sent, a node has it, the chain has it.
 * A failed one says so at the line it had reached, as far as its hashes tell.
 */
export function progressSteps({
  state,
  txHash,
}: Pick<BookingProgress, "state" | "txHash">): readonly ProgressStep[] {
  const done = state === "failed" ? (txHash === null ? 1 : 3) : DONE[state];
  return WORDS.map((name, index) => {
    const word = state === "waiting-for-buyer" && index === done ? BUYER_SENDS : name;
    if (index < done) return { word, mark: "done" };
    if (index > done) return { word, mark: "waiting" };
    return { word, mark: state === "failed" ? "failed" : "running" };
  });
}
