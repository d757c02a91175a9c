import { Problem } from "@necto/tools/protocol/api";
import {
  HISTORY_RANGES,
  HISTORY_REGIONS,
  MarketBody,
  type MeasuredVolatility,
  MOST_COMPARED,
  OffersBody,
  PriceHistory,
  VolatilityView,
} from "@necto/tools/protocol/market";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { expandOffers } from "../../market/expand-offers.ts";
import { listPrices, listVolatility } from "../../store/price-history.ts";
import type { AppContext } from "../app-context.ts";

const tags = ["Market"];

/** A month of hours does not change its mind within minutes. */
const VOLATILITY_MAX_AGE_S = 600;

/** The live price table: every row of the market, and what prices were. */
export const priceRoutes =
  ({ agent, liveMarket, store, status, now }: AppContext): FastifyPluginAsyncZod =>
  async (app) => {
    const origin = status.prices === "sandbox" ? ("sandbox" as const) : ("market" as const);

    let volatility: { readonly until: number; readonly measured: Promise<MeasuredVolatility[]> } | null =
      null;
    /** A month of hours of every series is much to read: once for all pages. */
    function measureOnce(): Promise<MeasuredVolatility[]> {
      if (volatility && now() < volatility.until) return volatility.measured;
      const measured = listVolatility(store, origin, now());
      volatility = { until: now() + VOLATILITY_MAX_AGE_S * 1_000, measured };
      measured.catch(() => {
        volatility = null;
      });
      return measured;
    }

    app.get(
      "/market/snapshot",
      {
        schema: {
          tags,
          summary: "Every offer of every source as columns, rejected ones with their reasons",
          description:
            "The state of the feed's `market` channel at `seq`; `delta` frames with a greater seq lead on from it.",
          querystring: z.object({ at: z.coerce.number().int().min(0).optional() }),
          response: { 200: MarketBody, default: Problem },
        },
      },
      async (_, reply) => {
        // Serialised once per state, not once per page.
        const body: unknown = await liveMarket.body();
        return reply
          .type("application/json; charset=utf-8")
          .header("cache-control", "no-store")
          .send(body as MarketBody);
      },
    );

    app.get(
      "/market/offers",
      {
        schema: {
          tags,
          summary: "A few offers by their ids, with every line of their arithmetic",
          querystring: z.object({
            id: z.preprocess(
              (value) => (Array.isArray(value) ? value : [value]),
              z.array(z.string().min(1).max(300)).min(1).max(MOST_COMPARED),
            ),
          }),
          response: { 200: OffersBody, default: Problem },
        },
      },
      async ({ query }, reply) => {
        reply.header("cache-control", "no-store");
        return expandOffers(await agent.snapshot(), query.id);
      },
    );

    app.get(
      "/market/history",
      {
        schema: {
          tags,
          summary: "Recorded prices of one GPU model in one region, per pricing model and hour or day",
          querystring: z.object({
            gpu: z.string().min(1).max(60),
            region: z.enum(HISTORY_REGIONS).default("WORLD"),
            range: z.enum(HISTORY_RANGES).default("24h"),
          }),
          response: { 200: PriceHistory, default: Problem },
        },
      },
      async ({ query }) => {
        const { gpu, range } = query;
        return { gpu, range, origin, ...(await listPrices(store, { ...query, origin }, now())) };
      },
    );

    app.get(
      "/market/volatility",
      {
        schema: {
          tags,
          summary: "How fast recorded prices moved, per GPU model and pricing model",
          response: { 200: VolatilityView, default: Problem },
        },
      },
      async (_, reply) => {
        reply.header("cache-control", `private, max-age=${VOLATILITY_MAX_AGE_S}`);
        return { origin, measured: await measureOnce() };
      },
    );
  };
