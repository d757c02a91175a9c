import { runScenario } from "./run-scenario.ts";

/** What a process can be asked to do. */
export const LANES = {
  scenario: runScenario,
} as const;
