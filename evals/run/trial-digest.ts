import { createHash } from "node:crypto";
import { runsOf, type Trial } from "./trial.ts";

/**
 * SHA-256 of everything that a trial did: two trials of one scenario that are the same to the byte have the same. How far a
 * payment was at the moments when somebody looked is left out, which source answered first, and milliseconds.
 */
export function trialDigest(trial: Trial): string {
  const runs = runsOf(trial).map(({ events, ...run }) => ({
    ...run,
    events: events.filter((event) => event.type !== "CUSTOM" || !UNORDERED.includes(event.name)),
    reports: events
      .flatMap((event) => (event.type === "CUSTOM" && event.name === "source-report" ? [event.value] : []))
      .sort((a, b) => (a.source < b.source ? -1 : 1)),
  }));
  const answers = trial.turns.map((turn) => turn.answers);
  const { end, traces, model, faults } = trial;
  const whole = {
    runs,
    answers,
    end,
    model,
    faults,
    roots: traces.map(({ root, digest }) => [root, digest]),
  };
  return createHash("sha256").update(JSON.stringify(whole)).digest("hex");
}

const UNORDERED: readonly string[] = ["booking-progress", "change-progress", "source-report"];
