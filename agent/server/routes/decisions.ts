import { CONSTRAINTS, Decision, REASONS } from "@necto/tools/core/decision";
import { expandDecision } from "@necto/tools/core/expand-decision";
import { NectoError } from "@necto/tools/errors";
import { Problem, RejectedPage } from "@necto/tools/protocol/api";
import { DecisionView } from "@necto/tools/protocol/decision-view";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { rejectedPage } from "../../graph/decision-view.ts";
import { findDecisionView } from "../../store/runs.ts";
import type { AppContext } from "../app-context.ts";
import { notFound } from "../problems.ts";

const Id = z.object({ id: z.string().max(80) });
const tags = ["Decisions"];

/** Decisions: what was shown is stored, the whole of one can be read while its market is still in memory. */
export const decisionRoutes =
  ({ store, decisions }: AppContext): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      "/decisions/:id",
      {
        schema: {
          tags,
          summary: "A decision as the page shows it",
          params: Id,
          response: { 200: DecisionView, default: Problem },
        },
      },
      async ({ params }) => {
        const view = await findDecisionView(store, params.id);
        if (!view) throw notFound("decision", params.id);
        return view;
      },
    );

    app.get(
      "/decisions/:id/full",
      {
        schema: {
          tags,
          summary: "A decision with every offer and every reason",
          params: Id,
          response: { 200: Decision, default: Problem },
        },
      },
      async ({ params }) => expandDecision(await inMemory(params.id)),
    );

    app.get(
      "/decisions/:id/rejected",
      {
        schema: {
          tags,
          summary: "Rejected offers, page by page",
          params: Id,
          querystring: z.object({
            constraint: z.enum(CONSTRAINTS).optional(),
            reason: z.enum(REASONS).optional(),
            offset: z.coerce.number().int().min(0).default(0),
            limit: z.coerce.number().int().min(1).max(100).default(20),
          }),
          response: { 200: RejectedPage, default: Problem },
        },
      },
      async ({ params, query: { constraint, reason, ...page } }) =>
        rejectedPage(await inMemory(params.id), constraint && reason ? { constraint, reason } : null, page),
    );

    async function inMemory(id: string) {
      const decision = decisions.find(id);
      if (!decision && !(await findDecisionView(store, id))) throw notFound("decision", id);
      if (!decision)
        throw new NectoError({
          code: "request/gone",
          message: "The market of this decision is no longer in memory. Ask again for a new one.",
        });
      return decision;
    }
  };
