import { understand } from "@necto/tools/language/understand";
import type { LanguageContext, Understanding } from "@necto/tools/language/understanding";
import type { AgentModel } from "../models/agent-model.ts";

export interface ScriptedModel extends AgentModel {
  /** Everything that was put before the model to be reworded, in order. */
  readonly phrased: string[];
  readonly understood: { readonly text: string; readonly context: LanguageContext }[];
}

interface Script {
  /** By the words of a message; the parser reads what the script does not name. */
  readonly readings?: Readonly<Record<string, Partial<Understanding>>>;
  readonly fallbackReason?: string;
  readonly phrase?: (facts: string) => string;
  readonly fail?: Error;
}

/** A model that answers from a script and remembers what it was shown. */
export function scriptedModel({ readings, fallbackReason, phrase, fail }: Script = {}): ScriptedModel {
  const phrased: string[] = [];
  const understood: ScriptedModel["understood"] = [];
  return {
    name: "scripted",
    promptDigest: null,
    phrased,
    understood,
    async understand(text, context) {
      understood.push({ text, context });
      if (fail) throw fail;
      const understanding = { ...understand(text, context), ...readings?.[text] };
      return { understanding, model: "scripted", fallbackReason: fallbackReason ?? null };
    },
    async phrase(facts) {
      phrased.push(facts);
      return phrase ? phrase(facts) : facts;
    },
  };
}
