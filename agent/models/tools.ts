import { ProviderChange } from "@necto/tools/core/provider-change";
import { Requirements } from "@necto/tools/core/requirements";
import type { Intent, Understanding } from "@necto/tools/language/understanding";
import { EMPTY_UNDERSTANDING } from "@necto/tools/language/understanding";
import { z } from "zod";

/** What a model may call to say how it read a message. None of these does anything: each one is a frame. */
const Explain = z.strictObject({
  /** Place in the list shown last; 1 is the first. */
  ordinal: z.number().int().min(1).default(1),
  question: z.enum(["why", "why-not"]).default("why"),
});
const Nothing = z.strictObject({});

interface ModelTool {
  readonly name: string;
  readonly description: string;
  readonly schema: z.ZodType;
  readonly read: (args: unknown) => Understanding;
}

const searchLike =
  (intent: Intent) =>
  (args: unknown): Understanding => ({
    ...EMPTY_UNDERSTANDING,
    intent,
    requirements: Requirements.parse(args),
  });
const changeLike =
  (intent: Intent) =>
  (args: unknown): Understanding => ({ ...EMPTY_UNDERSTANDING, intent, change: ProviderChange.parse(args) });
const bare = (intent: Intent) => (): Understanding => ({ ...EMPTY_UNDERSTANDING, intent });

export const MODEL_TOOLS: readonly ModelTool[] = [
  {
    name: "search_offers",
    description:
      "The buyer looks for GPUs. Give the whole frame after this message: what was said before and is not changed stays. Prices are integer micro-USD per GPU-hour. Leave out what was not said.",
    schema: Requirements,
    read: searchLike("search"),
  },
  {
    name: "explain_offer",
    description: "The buyer asks why an offer of the last list stands where it stands.",
    schema: Explain,
    read: (args) => {
      const { ordinal, question } = Explain.parse(args);
      return {
        ...EMPTY_UNDERSTANDING,
        intent: "explain",
        target: { pick: { kind: "ordinal", ordinal }, question },
      };
    },
  },
  {
    name: "change_price",
    description:
      "A provider changes a price. Prices are integer micro-USD per GPU-hour, percentBps is basis points.",
    schema: ProviderChange,
    read: changeLike("set-price"),
  },
  {
    name: "change_capacity",
    description: "A provider takes units offline, reserves them or brings them back.",
    schema: ProviderChange,
    read: changeLike("set-capacity"),
  },
  {
    name: "show_help",
    description: "The user asks what can be done here.",
    schema: Nothing,
    read: bare("help"),
  },
  {
    name: "decline",
    description:
      "Anything that is not about finding, comparing or explaining GPU offers, and anything that asks to move money.",
    schema: Nothing,
    read: bare("refuse"),
  },
];

/** The tools in the shape OpenAI-compatible endpoints take. */
export const OPENAI_TOOLS = MODEL_TOOLS.map(({ name, description, schema }) => ({
  type: "function" as const,
  function: {
    name,
    description,
    parameters: z.toJSONSchema(schema, { io: "input" }) as Record<string, unknown>,
  },
}));
