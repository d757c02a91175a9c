import type { ChatModelConfig } from "../config/config.ts";
import type { AgentModel } from "./agent-model.ts";
import { offlineModel } from "./offline-model.ts";

/** The chat model of the configuration, or the offline model without one. The endpoint's client is loaded only when used. */
export async function createModel(config: ChatModelConfig | null): Promise<AgentModel> {
  const offline = offlineModel();
  if (config === null) return offline;
  const { chatModel } = await import("./chat-model.ts");
  return chatModel(config, offline);
}
