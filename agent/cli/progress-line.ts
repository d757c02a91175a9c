import type { NodeName, RunEvent } from "@necto/tools/protocol/run-event";

const STEP_WORDS: Readonly<Record<NodeName, string>> = {
  understand: "Understood",
  clarify: "Asking back",
  "fetch-quotes": "Scanned sources",
  normalise: "Normalised",
  filter: "Filtered",
  rank: "Ranked",
  seal: "Sealed",
  reply: "Replied",
  requote: "Asked again",
  "check-policy": "Checked policy",
  diff: "Compared",
  confirm: "Asked for consent",
  apply: "Applied",
  "upload-trace": "Trace is on 0G",
  "fund-escrow": "Paid into escrow",
  receipt: "Receipt",
};

/** One line for people while a run goes on; null for events that say nothing new to them. */
export function progressLine(event: RunEvent): string | null {
  if (event.type === "CUSTOM" && event.name === "source-report") {
    const { source, status, offers, message } = event.value;
    return `    ${source.padEnd(10)} ${status === "failed" ? message : `${offers} offers`}`;
  }
  if (event.type !== "STEP_FINISHED") return null;
  const facts = Object.entries(event.trace.summary)
    .filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => `${name} ${value}`);
  return `  ${STEP_WORDS[event.stepName].padEnd(16)} ${facts.join(", ")} (${event.durationMs} ms)`;
}
