import { untilAborted } from "@necto/tools/sources/until-aborted";
import type { RunContext } from "../run-context.ts";
import type { GraphState } from "../state.ts";
import type { NodeOutcome } from "../traced.ts";

/** Asks every source; a slow or broken one becomes a report. Shown as a tool call with its result. */
export async function fetchQuotes(
  state: GraphState,
  context: RunContext,
  signal: AbortSignal,
): Promise<NodeOutcome> {
  const toolCallId = context.newId("tool-call");
  const args = JSON.stringify({ requirements: state.understanding!.requirements });
  context.emit({ type: "TOOL_CALL_START", toolCallId, toolCallName: "fetch_quotes" });
  context.emit({ type: "TOOL_CALL_ARGS", toolCallId, delta: args });
  context.emit({ type: "TOOL_CALL_END", toolCallId });
  const scan = context.market.quotes((value) =>
    context.emit({ type: "CUSTOM", name: "source-report", value }),
  );
  // A scan is shared with other runs: stopping leaves it going, and does not wait for it.
  const quotes = await untilAborted(scan, signal);
  context.workbench.quotes = quotes;
  const sources = quotes.reports.map(({ source, status, offers, rowsRejected, code }) => ({
    source,
    status,
    offers,
    rowsRejected,
    code,
  }));
  const content = JSON.stringify({ offers: quotes.offers.length, sources });
  context.emit({ type: "TOOL_CALL_RESULT", messageId: context.newId("message"), toolCallId, content });
  const failed = sources.filter(({ status }) => status === "failed").map(({ source }) => source);
  return {
    patch: {},
    output: { offers: quotes.offers.length, sources },
    summary: { offers: quotes.offers.length, sources: sources.length, failed },
  };
}
