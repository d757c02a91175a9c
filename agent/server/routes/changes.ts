import { Problem } from "@necto/tools/protocol/api";
import { ChangeDecision, ChangeView } from "@necto/tools/protocol/change";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { type Principal, requirePrincipal } from "../../features/accounts/principal.ts";
import { openThread } from "../../features/accounts/thread-access.ts";
import { noChange } from "../../features/changes/change-cards.ts";
import type { AppContext } from "../app-context.ts";
import { notFound } from "../problems.ts";
import { IdempotencyKey } from "./approvals.ts";

const Id = z.object({ id: z.string().max(80) });
const tags = ["Provider"];

/** A provider's word on a change of listings: shown to its owner only, answered once. */
export const changeRoutes =
  ({ store, teams, changes }: AppContext): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      "/changes/:id",
      {
        schema: {
          tags,
          summary: "A change that waits for its provider's word, and what became of it",
          params: Id,
          response: { 200: ChangeView, default: Problem },
        },
      },
      async ({ params, principal }) => ownChange(params.id, principal),
    );

    app.get(
      "/threads/:id/changes",
      {
        schema: {
          tags,
          summary: "The changes of a conversation, oldest first",
          params: Id,
          response: { 200: z.array(ChangeView), default: Problem },
        },
      },
      async ({ params, principal }) => {
        const missing = () => notFound("conversation", params.id);
        await openThread({ store, teams }, { threadId: params.id, missing }, principal);
        return [...((await changes?.cards.list(params.id)) ?? [])];
      },
    );

    app.post(
      "/changes/:id",
      {
        schema: {
          tags,
          summary: "Apply or discard a change",
          description:
            "Applies at most once, however often it is sent. 409: answered already, expired, a listing was changed since, or a price moves by more than half and `acceptsLargeChange` does not say so.",
          params: Id,
          headers: IdempotencyKey,
          body: ChangeDecision,
          response: { 202: ChangeView, default: Problem },
        },
      },
      async ({ params, body, headers, principal }, reply) => {
        await ownChange(params.id, principal);
        const key = headers["idempotency-key"];
        const given = await changes!.answers.answer({ id: params.id, decision: body, key });
        // Byte for byte what the first answer was.
        return reply
          .code(given.status as 202)
          .type("application/json; charset=utf-8")
          .serializer((text: unknown) => text as string)
          .send(given.body as never);
      },
    );

    /** Whether there is a change of somebody else is nobody's business. */
    async function ownChange(id: string, principal: Principal | null): Promise<ChangeView> {
      const missing = () => noChange(id);
      requirePrincipal({ principal });
      if (!changes) throw missing();
      const view = await changes.cards.view(id);
      await openThread({ store, teams }, { threadId: view.threadId, missing }, principal);
      return view;
    }
  };
