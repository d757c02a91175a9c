import { Problem } from "@necto/tools/protocol/api";
import { ApiKeyView, CreatedApiKey, NewApiKey } from "@necto/tools/protocol/api-key";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { requirePrincipal } from "../../features/accounts/principal.ts";
import type { AppContext } from "../app-context.ts";
import { notFound } from "../problems.ts";

const tags = ["API keys"];

/** Keys of the account that is signed in. Each takes a session: no key makes, lists or revokes keys. */
export const apiKeyRoutes =
  ({ apiKeys }: AppContext): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      "/keys",
      {
        schema: {
          tags,
          summary: "API keys of the account that is signed in, newest first",
          response: { 200: z.object({ keys: z.array(ApiKeyView) }), default: Problem },
        },
      },
      async (request, reply) => {
        reply.header("cache-control", "no-store");
        return { keys: [...(await apiKeys.list(requirePrincipal(request).address))] };
      },
    );

    app.post(
      "/keys",
      {
        schema: {
          tags,
          summary: "Make an API key",
          description:
            "`secret` is told here and never again: only its hash is kept. `Authorization: Bearer <secret>` speaks for this account within the key's scopes.",
          body: NewApiKey,
          response: { 201: CreatedApiKey, default: Problem },
        },
      },
      async (request, reply) => {
        const created = await apiKeys.create(requirePrincipal(request), request.body);
        return reply.code(201).header("cache-control", "no-store").send(created);
      },
    );

    app.delete(
      "/keys/:id",
      {
        schema: {
          tags,
          summary: "Revoke an API key, at once and for good",
          params: z.object({ id: z.string().max(80) }),
          response: { 200: z.object({ revoked: z.string() }), default: Problem },
        },
      },
      async (request) => {
        const { id } = request.params;
        if (!(await apiKeys.revoke(requirePrincipal(request).address, id))) throw notFound("key", id);
        return { revoked: id };
      },
    );
  };
