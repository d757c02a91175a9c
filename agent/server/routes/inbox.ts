import { Problem } from "@necto/tools/protocol/api";
import { InboxPage, InboxState } from "@necto/tools/protocol/inbox";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { requirePrincipal } from "../../features/accounts/principal.ts";
import type { AppContext } from "../app-context.ts";

const tags = ["Inbox"];

/** What the account that is signed in was told. */
export const inboxRoutes =
  ({ inbox }: AppContext): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      "/inbox",
      {
        schema: {
          tags,
          summary: "What the account was told, newest first",
          querystring: z.object({ before: z.string().max(300).optional() }),
          response: { 200: InboxPage, default: Problem },
        },
      },
      async (request, reply) => {
        reply.header("cache-control", "no-store");
        return inbox.page(requirePrincipal(request).address, request.query.before ?? null);
      },
    );

    app.get(
      "/inbox/state",
      {
        schema: {
          tags,
          summary: "How much of it is new",
          description: "The channel `inbox` of the feed tells the same, again with every change.",
          response: { 200: InboxState, default: Problem },
        },
      },
      async (request, reply) => {
        reply.header("cache-control", "no-store");
        return inbox.state(requirePrincipal(request).address);
      },
    );

    app.post(
      "/inbox/read",
      {
        schema: {
          tags,
          summary: "Mark as read: what is named, or everything",
          body: z.strictObject({ ids: z.array(z.string().max(300)).max(200).nullable() }),
          response: { 200: InboxState, default: Problem },
        },
      },
      async (request) => inbox.read(requirePrincipal(request).address, request.body.ids),
    );
  };
