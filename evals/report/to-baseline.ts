import type { Report } from "./report.ts";

/** What a later run is compared with: verdicts, and nothing that changes with the machine. */
export const toBaseline = ({ format, lane, scenarios }: Report) => ({
  ...{ format, lane },
  scenarios: scenarios.map(({ id, passes, trials, isIdentical, isLive, infra, known }) => ({
    ...{ id, passes, trials, isIdentical, isLive, infra, known },
  })),
});
