import { CONSTRAINTS, Decision, REASONS } from "@necto/tools/core/decision";
import { expandDecision } from "@necto/tools/core/expand-decision";
import { NectoError } from "@necto/tools/errors";
import { Problem, RejectedPage } from "@necto/tools/protocol/api";
import { DecisionView } from "@necto/tools/protocol/decision-view";
import { TraceStatus } from "@necto/tools/protocol/trace-status";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { rejectedPage } from "../../graph/decision-view.ts";
import { findDecisionView } from "../../store/runs.ts";
import type { AppContext } from "../app-context.ts";
import { notFound } from "../problems.ts";

const Id = z.object({ id: z.string().max(80) });
const tags = ["Decisions"];

/** Decisions: what was shown is stored, the whole of one is in its trace. */
export const decisionRoutes =
  ({ store, decisions, traces }: AppContext): FastifyPluginAsyncZod =>
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
      "/decisions/:id/trace",
      {
        schema: {
          tags,
          summary: "The trace of a decision: its hashes, and how far it is on its way to 0G",
          params: Id,
          response: { 200: TraceStatus, default: Problem },
        },
      },
      async ({ params }) => {
        const status = await traces.find({ decisionId: params.id });
        if (!status) throw notFound("decision", params.id);
        return status;
      },
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
      const decision = await decisions.find(id);
      if (!decision && !(await findDecisionView(store, id))) throw notFound("decision", id);
      if (!decision)
        throw new NectoError({
          code: "request/gone",
          message: "The trace of this decision cannot be read now. Try again, or ask for a new decision.",
        });
      return decision;
    }
  };
