import { type BaseCheckpointSaver, END, START, StateGraph } from "@langchain/langgraph";
import { z } from "zod";
import { apply } from "./nodes/apply.ts";
import { changeReceipt } from "./nodes/change-receipt.ts";
import { checkPolicy } from "./nodes/check-policy.ts";
import { clarify } from "./nodes/clarify.ts";
import { confirm } from "./nodes/confirm.ts";
import { diff } from "./nodes/diff.ts";
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
import { type Node, traced } from "./traced.ts";

/** Room for a search that ends in a booking, and a few more. */
export const RECURSION_LIMIT = 25;

/** LangGraph wants its runtime context as an object schema; ours is one field. */
export const Context = z.object({ run: z.custom<RunContext>() });

/**
 * understand → (clarify | reply | fetch-quotes → normalise → filter → rank → seal → reply).
 * Booking: understand or seal → requote → (seal) → check-policy → confirm → upload-trace → fund-escrow → receipt; each step up to
 * `confirm` may end in a reply instead. A provider's change: understand → diff → confirm → apply → receipt. `confirm` only waits; what costs money is alone in the nodes after it, and none of
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
    .addNode("diff", traced("diff", diff))
    .addNode("confirm", traced("confirm", confirm))
    .addNode("apply", traced("apply", apply))
    .addNode("upload-trace", traced("upload-trace", uploadTrace))
    .addNode("fund-escrow", traced("fund-escrow", fundEscrow))
    .addNode("receipt", traced("receipt", receiptOf))
    .addConditionalEdges(START, atStart, ["understand", "upload-trace", "apply", "reply"])
    .addConditionalEdges("understand", afterUnderstand, [
      "clarify",
      "fetch-quotes",
      "requote",
      "diff",
      "reply",
    ])
    .addConditionalEdges("diff", afterDiff, ["confirm", "reply"])
    .addEdge("fetch-quotes", "normalise")
    .addEdge("normalise", "filter")
    .addEdge("filter", "rank")
    .addEdge("rank", "seal")
    .addConditionalEdges("seal", afterSeal, ["requote", "check-policy", "reply"])
    .addConditionalEdges("requote", afterRequote, ["seal", "check-policy", "reply"])
    .addConditionalEdges("check-policy", afterPolicy, ["confirm", "reply"])
    .addConditionalEdges("confirm", afterConfirm, ["upload-trace", "apply", "reply"])
    .addEdge("apply", "receipt")
    .addEdge("upload-trace", "fund-escrow")
    .addEdge("fund-escrow", "receipt")
    .addEdge("receipt", END)
    .addEdge("clarify", END)
    .addEdge("reply", END)
    .compile({ checkpointer });
}

/** An answered approval whose checkpoint is gone goes on from what the database knows of it. */
export function atStart({ booking, change }: GraphState): "understand" | "upload-trace" | "apply" | "reply" {
  return (booking?.answer ?? change?.answer) ? afterConfirm({ booking, change }) : "understand";
}

/** A question first; searching only for a search; everything else is answered from what is known. */
export function afterUnderstand({
  understanding,
  booking,
  change,
}: GraphState): "clarify" | "fetch-quotes" | "requote" | "diff" | "reply" {
  if (change !== null) return change.refusal === null ? "diff" : "reply";
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

export function afterDiff({ change }: GraphState): "confirm" | "reply" {
  return change?.changeId ? "confirm" : "reply";
}

/** Only the word "approve" of a card's own route leads to money, or to a change. */
export function afterConfirm({
  booking,
  change,
}: Pick<GraphState, "booking" | "change">): "upload-trace" | "apply" | "reply" {
  if (change?.answer === "approve") return "apply";
  return booking?.answer === "approve" ? "upload-trace" : "reply";
}

/** What was done last has the receipt. */
const receiptOf: Node = (state, context) => (state.change ? changeReceipt : receipt)(state, context);
