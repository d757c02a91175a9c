import { type BaseCheckpointSaver, END, START, StateGraph } from "@langchain/langgraph";
import { z } from "zod";
import { clarify } from "./nodes/clarify.ts";
import { fetchQuotes } from "./nodes/fetch-quotes.ts";
import { filter } from "./nodes/filter.ts";
import { normalise } from "./nodes/normalise.ts";
import { rank } from "./nodes/rank.ts";
import { reply } from "./nodes/reply.ts";
import { seal } from "./nodes/seal.ts";
import { understand } from "./nodes/understand.ts";
import type { RunContext } from "./run-context.ts";
import { GraphState } from "./state.ts";
import { traced } from "./traced.ts";

/** Room for the eight nodes of a run and a few more. */
export const RECURSION_LIMIT = 20;

/** LangGraph wants its runtime context as an object schema; ours is one field. */
export const Context = z.object({ run: z.custom<RunContext>() });

/**
 * understand → (clarify | reply | fetch-quotes → normalise → filter → rank → seal → reply).
 *
 * @param checkpointer where tracked threads' state is kept between nodes; false for untracked threads, which leave none
 */
export function buildGraph(checkpointer: BaseCheckpointSaver | false) {
  return new StateGraph(GraphState, { context: Context })
    .addNode("understand", traced("understand", understand))
    .addNode("clarify", traced("clarify", clarify))
    .addNode("fetch-quotes", traced("fetch-quotes", fetchQuotes))
    .addNode("normalise", traced("normalise", normalise))
    .addNode("filter", traced("filter", filter))
    .addNode("rank", traced("rank", rank))
    .addNode("seal", traced("seal", seal))
    .addNode("reply", traced("reply", reply))
    .addEdge(START, "understand")
    .addConditionalEdges("understand", afterUnderstand, ["clarify", "fetch-quotes", "reply"])
    .addEdge("fetch-quotes", "normalise")
    .addEdge("normalise", "filter")
    .addEdge("filter", "rank")
    .addEdge("rank", "seal")
    .addEdge("seal", "reply")
    .addEdge("clarify", END)
    .addEdge("reply", END)
    .compile({ checkpointer });
}

/** A question first; searching only for a search; everything else is answered from what is known. */
export function afterUnderstand({ understanding }: GraphState): "clarify" | "fetch-quotes" | "reply" {
  if (understanding?.clarify) return "clarify";
  return understanding?.intent === "search" ? "fetch-quotes" : "reply";
}
