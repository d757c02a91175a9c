import { readFileSync } from "node:fs";
import type { AgentModel } from "@necto/agent/models/agent-model";
import { chatModel } from "@necto/agent/models/chat-model";
import { offlineModel } from "@necto/agent/models/offline-model";
import { parseCassette } from "./cassette.ts";
import { replayFetch } from "./replay-fetch.ts";

/** A chat model whose endpoint is a recording. */
export interface CassetteModel {
  readonly model: AgentModel;
  readonly calls: () => number;
  /** @throws Error when something was asked that nobody recorded */
  readonly check: () => void;
}

export const cassettePath = (name: string): URL => new URL(`${name}.jsonl`, import.meta.url);

/** The endpoint of recordings; nothing is ever sent there. */
export const RECORDED_ENDPOINT = { apiKey: "none", baseUrl: "http://recorded.invalid/v1" } as const;

/** @throws Error for a cassette that is not there, or was recorded of other prompts: record it anew then */
export function openCassette(name: string): CassetteModel {
  const cassette = parseCassette(readFileSync(cassettePath(name), "utf8"));
  const { fetch, calls, misses } = replayFetch(cassette);
  const model = chatModel({ ...RECORDED_ENDPOINT, model: cassette.header.model, fetch }, offlineModel());
  const again = "record it anew: node evals/cassettes/record.ts";
  if (model.promptDigest !== cassette.header.promptDigest)
    throw new Error(
      `The cassette ${name} is stale: prompts or tools have changed since it was recorded; ${again}`,
    );
  return {
    ...{ model, calls },
    check() {
      if (misses.length > 0)
        throw new Error(
          `The cassette ${name} has no answer for ${misses.length} requests (${misses[0]!.slice(0, 12)}…); ${again}`,
        );
    },
  };
}
