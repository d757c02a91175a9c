import { decide } from "@necto/tools/core/decide";
import { Decision } from "@necto/tools/core/decision";
import { expandDecision } from "@necto/tools/core/expand-decision";
import { NormalizedOffer } from "@necto/tools/core/normalized-offer";
import { Offer } from "@necto/tools/core/offer";
import { Requirements } from "@necto/tools/core/requirements";
import { SourceReport } from "@necto/tools/core/source-report";
import { Ask, AskResult, Problem, StatusView } from "@necto/tools/protocol/api";
import { MatchView } from "@necto/tools/protocol/match-view";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { toMatchView } from "../../graph/match-view.ts";
import { listOffers } from "../../market/list-offers.ts";
import type { AppContext } from "../app-context.ts";

const tags = ["Market"];

/** The agent without a conversation: ask, route, look at the market. Of a question only its traces are kept. */
export const marketRoutes =
  ({ agent, traces, status, now }: AppContext): FastifyPluginAsyncZod =>
  async (app) => {
    app.post(
      "/ask",
      {
        schema: { tags, summary: "Ask in words", body: Ask, response: { 200: AskResult, default: Problem } },
      },
      async ({ body }) =>
        agent.ask(body, {
          keepTrace: (trace, decisionId) =>
            traces.keep({ trace, decisionId, salt: null, at: new Date(now()).toISOString() }),
        }),
    );

    app.post(
      "/route",
      {
        schema: {
          tags,
          summary: "Route a frame",
          body: Requirements,
          response: { 200: Decision, default: Problem },
        },
      },
      async ({ body }) => expandDecision(decide(await agent.snapshot(), body, agent.stamp())),
    );

    app.post(
      "/match",
      {
        schema: {
          tags,
          summary: "How many offers a frame would rank now, the cheapest, and what keeps the others out",
          body: Requirements,
          response: { 200: MatchView, default: Problem },
        },
      },
      async ({ body }, reply) => {
        reply.header("cache-control", "no-store");
        return toMatchView(decide(await agent.snapshot(), body, agent.stamp()));
      },
    );

    app.get(
      "/offers",
      {
        schema: {
          tags,
          summary: "Offers of all sources, cheapest first",
          querystring: z.object({
            gpu: z.string().max(60).optional(),
            region: z.string().max(20).optional(),
            source: z.string().max(40).optional(),
            limit: z.coerce.number().int().min(1).max(1000).default(100),
          }),
          response: {
            200: z.object({
              total: z.number(),
              offers: z.array(z.object({ offer: Offer, normalized: NormalizedOffer })),
            }),
            default: Problem,
          },
        },
      },
      async ({ query }) => listOffers(await agent.snapshot(), query),
    );

    app.get(
      "/sources",
      {
        schema: {
          tags,
          summary: "What each source answered last",
          response: { 200: z.array(SourceReport), default: Problem },
        },
      },
      async () => [...(await agent.snapshot()).sources],
    );

    app.get(
      "/status",
      { schema: { tags, summary: "What this installation is", response: { 200: StatusView } } },
      async () => status,
    );
  };
