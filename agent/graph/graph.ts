import { type BaseCheckpointSaver, END, START, StateGraph } from "@langchain/langgraph";
import { z } from "zod";
import { checkPolicy } from "./nodes/check-policy.ts";
import { clarify } from "./nodes/clarify.ts";
import { confirm } from "./nodes/confirm.ts";
import { fetchQuotes } from "./nodes/fetch-quotes.ts";
import { filter } from "./nodes/filter.ts";
import { fundEscrow } from "./nodes/fund-escrow.ts";
import { normalise } from "./nodes/normalise.ts";
import { rank } from "./nodes/rank.ts";
import { receipt } from "./nodes/receipt.ts";
import { reply } from "./nodes/reply.ts";
import { requote } from "./nodes/requote.ts";
import { seal } from "./nodes/seal.ts";
import { understand } from "./nodes/understand.ts";
import { uploadTrace } from "./nodes/upload-trace.ts";
import type { RunContext } from "./run-context.ts";
import { GraphState } from "./state.ts";
import { traced } from "./traced.ts";

/** Room for a search that ends in a booking, and a few more. */
export const RECURSION_LIMIT = 25;

/** LangGraph wants its runtime context as an object schema; ours is one field. */
export const Context = z.object({ run: z.custom<RunContext>() });

/**
 * understand → (clarify | reply | fetch-quotes → normalise → filter → rank → seal → reply).
 * Booking: understand or seal → requote → (seal) → check-policy → confirm → upload-trace → fund-escrow → receipt; each step up to
 * `confirm` may end in a reply instead. `confirm` only waits; what costs money is alone in the nodes after it, and none of
 * them is tried again by the graph.
 *
 * @param checkpointer where state is kept between nodes, and while somebody is asked for consent
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
    .addNode("requote", traced("requote", requote))
    .addNode("check-policy", traced("check-policy", checkPolicy))
    .addNode("confirm", traced("confirm", confirm))
    .addNode("upload-trace", traced("upload-trace", uploadTrace))
    .addNode("fund-escrow", traced("fund-escrow", fundEscrow))
    .addNode("receipt", traced("receipt", receipt))
    .addConditionalEdges(START, atStart, ["understand", "upload-trace", "reply"])
    .addConditionalEdges("understand", afterUnderstand, ["clarify", "fetch-quotes", "requote", "reply"])
    .addEdge("fetch-quotes", "normalise")
    .addEdge("normalise", "filter")
    .addEdge("filter", "rank")
    .addEdge("rank", "seal")
    .addConditionalEdges("seal", afterSeal, ["requote", "check-policy", "reply"])
    .addConditionalEdges("requote", afterRequote, ["seal", "check-policy", "reply"])
    .addConditionalEdges("check-policy", afterPolicy, ["confirm", "reply"])
    .addConditionalEdges("confirm", afterConfirm, ["upload-trace", "reply"])
    .addEdge("upload-trace", "fund-escrow")
    .addEdge("fund-escrow", "receipt")
    .addEdge("receipt", END)
    .addEdge("clarify", END)
    .addEdge("reply", END)
    .compile({ checkpointer });
}

/** An answered approval whose checkpoint is gone goes on from what the database knows of it. */
export function atStart({ booking }: GraphState): "understand" | "upload-trace" | "reply" {
  return booking?.answer ? afterConfirm({ booking }) : "understand";
}

/** A question first; searching only for a search; everything else is answered from what is known. */
export function afterUnderstand({
  understanding,
  booking,
}: GraphState): "clarify" | "fetch-quotes" | "requote" | "reply" {
  if (understanding?.clarify) return "clarify";
  if (understanding?.intent === "search") return "fetch-quotes";
  if (booking === null || booking.refusal !== null) return "reply";
  return booking.isSearch ? "fetch-quotes" : "requote";
}

/** A search ends here; a booking that began as one asks for its price, and one whose price moved goes on. */
export function afterSeal({ booking }: GraphState): "requote" | "check-policy" | "reply" {
  if (booking === null) return "reply";
  return booking.binding === null ? "requote" : "check-policy";
}

/** A price that moved is a new decision, and sealed as one. */
export function afterRequote({ booking }: GraphState): "seal" | "check-policy" | "reply" {
  if (booking === null || booking.binding === null) return "reply";
  return booking.previous === null ? "check-policy" : "seal";
}

export function afterPolicy({ booking }: GraphState): "confirm" | "reply" {
  return booking?.approvalId ? "confirm" : "reply";
}

/** Only the word "approve" of the approval's own route leads to money. */
export function afterConfirm({ booking }: Pick<GraphState, "booking">): "upload-trace" | "reply" {
  return booking?.answer === "approve" ? "upload-trace" : "reply";
}
