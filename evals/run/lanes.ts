import { runAttacks } from "../lanes/run-attacks.ts";
import { runLanguage } from "../lanes/run-language.ts";
import { runMoney } from "../lanes/run-money.ts";
import { runParaphrases } from "../lanes/run-paraphrases.ts";
import { proveGuard } from "./prove-guard.ts";
import { runScenario } from "./run-scenario.ts";

/** What a process can be asked to do. */
export const LANES = {
  guard: proveGuard,
  scenario: runScenario,
  attacks: runAttacks,
  language: runLanguage,
  money: runMoney,
  paraphrases: runParaphrases,
} as const;
