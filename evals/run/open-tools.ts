import { chatModel } from "@necto/agent/models/chat-model";
import { offlineModel } from "@necto/agent/models/offline-model";
import { openCassette } from "../cassettes/open-cassette.ts";
import type { LiveModel } from "../live/live-model.ts";
import { openTrialChain, type TrialChain } from "../world/open-chain.ts";
import { openSdkNetwork } from "../world/trial-storage.ts";
import type { TrialModel, TrialTools } from "./run-trial.ts";

/**
 * What the trials of one process share.
 *
 * @param live reads the words in the place of the offline model; recordings stay what they are
 */
export function openTools(live: LiveModel | null = null): TrialTools {
  let chain: Promise<TrialChain> | null = null;
  let zeroG: ReturnType<typeof openSdkNetwork> | null = null;
  return {
    chain: () => (chain ??= openTrialChain()),
    zeroG: () => (zeroG ??= openSdkNetwork()),
    async model(name) {
      if (name !== "offline") return openCassette(name);
      return live ? openLive(live) : { model: offlineModel(), calls: () => 0, check: () => {} };
    },
  };
}

function openLive(live: LiveModel): TrialModel {
  let calls = 0;
  const fetch: typeof globalThis.fetch = (input, init) => {
    calls += 1;
    return globalThis.fetch(input, init);
  };
  return { model: chatModel({ ...live, fetch }, offlineModel()), calls: () => calls, check: () => {} };
}
