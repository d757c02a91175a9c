import { LISTING_TEXT_NOTICE, SearchInput, SearchOutput } from "@necto/tools/protocol/mcp";
import type { AppContext } from "../app-context.ts";
import { defineTool, READ_ONLY } from "./mcp-tool.ts";

/** A question in words, as the agent answers it without a conversation. */
export const searchTool = ({ agent, traces, status, now, onFault }: AppContext) =>
  defineTool(
    {
      name: "search",
      title: "Find and rank GPU offers",
      description:
        "Reads a request in words, asks all GPU markets, and ranks every offer that fits by its whole price; offers that do not fit are counted. Answers the best offers with the arithmetic of their prices in micro-USD, a decision id for `explain` and `book`, and the root of the decision's trace for `verify`. If the request is unclear it asks back (`clarify`) instead. Changes nothing and costs nothing; the words are not kept, the decision's trace is, without naming anybody. Limits: 2,000 characters, 20 offers. Freshness: live prices are some seconds old unless a source is away, then `sources` says how old its last answer is; a price is not binding before `book`. " +
        LISTING_TEXT_NOTICE,
      input: SearchInput,
      output: SearchOutput,
      annotations: READ_ONLY,
      async run({ text, limit }, { signal }) {
        const { decision, top, trace, reply, ...rest } = await agent.ask(
          { text, role: "buyer" },
          {
            signal,
            keepTrace: (kept, decisionId) =>
              traces.keep({ trace: kept, decisionId, salt: null, at: new Date(now()).toISOString() }),
          },
        );
        const { intent, clarify, sources } = rest;
        return {
          ...{ notice: LISTING_TEXT_NOTICE, origin: originOfPrices(status), intent, clarify },
          reply: decision === null ? reply : null,
          decision: decision && {
            ...{ id: decision.id, decidedAt: decision.decidedAt, requirements: decision.requirements },
            ...{ offersSeen: decision.offersSeen, rankedTotal: decision.ranked.length },
            rejectedTotal: decision.rejected.length,
            ranked: top.slice(0, limit),
            relaxations: decision.relaxations.map((relaxation) => ({
              ...relaxation,
              requirements: { ...decision.requirements, [relaxation.constraint]: relaxation.to },
            })),
            trace,
          },
          sources,
        };
      },
    },
    onFault,
  );

/** Made-up prices of the sandbox are told as such. */
export const originOfPrices = ({ prices }: AppContext["status"]): "sandbox" | "market" =>
  prices === "sandbox" ? "sandbox" : "market";
