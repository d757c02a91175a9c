import type { AgentModel } from "@necto/agent/models/agent-model";

/** A model that remembers what it was shown. */
export interface WatchedModel extends AgentModel {
  /** Everything that was put before it to be reworded. */
  readonly phrased: string[];
}

export function watchModel(model: AgentModel): WatchedModel {
  const phrased: string[] = [];
  return {
    ...model,
    phrased,
    phrase(facts, signal) {
      phrased.push(facts);
      return model.phrase(facts, signal);
    },
  };
}
