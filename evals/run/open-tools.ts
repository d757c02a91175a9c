import { openTrialChain, type TrialChain } from "../world/open-chain.ts";
import { offline, type TrialTools } from "./run-trial.ts";

/** What the trials of one process share. */
export function openTools(): TrialTools {
  let chain: Promise<TrialChain> | null = null;
  return {
    chain: () => (chain ??= openTrialChain()),
    model: (name) => {
      if (name !== "offline") throw new Error(`There is no cassette ${name}.`);
      return offline();
    },
  };
}
