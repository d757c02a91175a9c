import { readConfig } from "@necto/agent/config/config";
import { NectoError } from "@necto/tools/errors";

/** A real endpoint that reads the words in the live lane. */
export interface LiveModel {
  readonly apiKey: string;
  readonly baseUrl: string | null;
  readonly model: string;
}

/** The one switch of the live lane. With it, and never without, the endpoint of `OPENAI_…` is asked. */
export const LIVE_SWITCH = "NECTO_EVAL_LIVE";

export function liveModelOf(environment: Readonly<Record<string, string | undefined>>): LiveModel | null {
  if (!environment[LIVE_SWITCH]) return null;
  const { chatModel } = readConfig({ ...pick(environment) }, "/nowhere");
  if (chatModel === null)
    throw new NectoError({
      code: "request/usage",
      message: `${LIVE_SWITCH} is set, and no endpoint is: set OPENAI_API_KEY too.`,
    });
  return chatModel;
}

const pick = (environment: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => name.startsWith("OPENAI_")));
