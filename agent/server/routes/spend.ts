import { NectoError } from "@necto/tools/errors";
import { Problem } from "@necto/tools/protocol/api";
import { SpendQuery, SpendView } from "@necto/tools/protocol/spend";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import type { AppContext } from "../app-context.ts";

/** What was spent, and on what. */
export const spendRoutes =
  ({ spend }: AppContext): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      "/spend",
      {
        schema: {
          tags: ["Spend"],
          summary: "What your tracked jobs cost, or those of an organisation of yours",
          description:
            "Money by the escrow's books, at the times of its blocks, in UTC. `spent = toProviders + fee`, and what is held at the end is what was held before, plus deposits, less refunds and what was spent. Periods and groups each add up to `total`. A User of an organisation is told of their own jobs. Untracked jobs are in no spend.",
          querystring: SpendQuery,
          response: { 200: SpendView, default: Problem },
        },
      },
      async (request) => {
        if (spend) return spend.spend(request, request.query);
        throw new NectoError({ code: "request/not-found", message: "Nothing is booked here." });
      },
    );
  };
