import { Problem } from "@necto/tools/protocol/api";
import { NewWatch, WatchView } from "@necto/tools/protocol/watch";
import { CreatedWebhook, NewWebhook, WebhookView } from "@necto/tools/protocol/webhook";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { type Hex, keccak256 } from "viem";
import { z } from "zod";
import { type Principal, requirePrincipal } from "../../features/accounts/principal.ts";
import type { WatchOwner } from "../../features/watches/watch-queries.ts";
import type { AppContext } from "../app-context.ts";
import { notFound } from "../problems.ts";

const tags = ["Watches"];
const Watch = z.object({ id: z.string().max(80) });
const Reader = z.object({
  /** What opens an untracked watch: the 32 bytes that it was made with the hash of. */
  cap: z
    .string()
    .regex(/^0x[0-9a-f]{64}$/)
    .optional(),
});

/** Watches of the account that is signed in, and untracked ones, each of whoever has what opens it. */
export const watchRoutes =
  ({ watches: { service, webhooks } }: AppContext): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      "/watches",
      {
        schema: {
          tags,
          summary: "Watches of the account that is signed in, oldest first",
          response: { 200: z.object({ watches: z.array(WatchView) }), default: Problem },
        },
      },
      async (request, reply) => {
        reply.header("cache-control", "no-store");
        return { watches: [...(await service.list(account(request)))] };
      },
    );

    app.post(
      "/watches",
      {
        schema: {
          tags,
          summary: "Watch for a price under a line",
          description:
            "Tells once per crossing: when the cheapest fresh matching price falls under the line, and again only after it was one percent above it. With `capabilityHash` the watch is nobody's: no cookie is looked at, it is read with the capability only, and forgotten after 30 days.",
          body: NewWatch,
          response: { 201: WatchView, default: Problem },
        },
      },
      async (request, reply) => {
        const { capabilityHash, ...terms } = request.body;
        const owner = capabilityHash === null ? account(request) : { capabilityHash };
        const watch = await service.create(owner, terms);
        return reply.code(201).header("cache-control", "no-store").send(watch);
      },
    );

    app.get(
      "/watches/:id",
      {
        schema: {
          tags,
          summary: "One watch, with what it told",
          params: Watch,
          querystring: Reader,
          response: { 200: WatchView, default: Problem },
        },
      },
      async (request, reply) => {
        reply.header("cache-control", "no-store");
        const { id } = request.params;
        return orMissing(id, await service.find(ownerOf(request), id));
      },
    );

    app.post(
      "/watches/:id",
      {
        schema: {
          tags,
          summary: "Pause a watch, or let it go on",
          params: Watch,
          querystring: Reader,
          body: z.strictObject({ paused: z.boolean() }),
          response: { 200: WatchView, default: Problem },
        },
      },
      async (request) => {
        const [{ id }, owner] = [request.params, ownerOf(request)];
        await service.pause(owner, id, request.body.paused);
        return orMissing(id, await service.find(owner, id));
      },
    );

    app.delete(
      "/watches/:id",
      {
        schema: {
          tags,
          summary: "Delete a watch with everything it told",
          params: Watch,
          querystring: Reader,
          response: { 200: z.object({ deleted: z.string() }), default: Problem },
        },
      },
      async (request) => {
        const { id } = request.params;
        if (!(await service.delete(ownerOf(request), id))) throw notFound("watch", id);
        return { deleted: id };
      },
    );

    app.get(
      "/watches/:id/webhook",
      {
        schema: {
          tags,
          summary: "Where a watch tells a program, and what became of the last messages",
          params: Watch,
          response: { 200: z.object({ webhook: WebhookView.nullable() }), default: Problem },
        },
      },
      async (request, reply) => {
        reply.header("cache-control", "no-store");
        const { id } = request.params;
        orMissing(id, await service.find(account(request), id));
        return { webhook: await webhooks.view(id) };
      },
    );

    app.put(
      "/watches/:id/webhook",
      {
        schema: {
          tags,
          summary: "Have a watch tell a program",
          description:
            "Each firing is posted as JSON, signed as Standard Webhooks says (`webhook-id`, `webhook-timestamp`, `webhook-signature`), at least once: the same `webhook-id` is the same message. Tried for 24 hours. `secret` is told here and never again.",
          params: Watch,
          body: NewWebhook,
          response: { 201: CreatedWebhook, default: Problem },
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        const created = await webhooks.set({ ...account(request), watchId: id }, request.body.url);
        return reply.code(201).header("cache-control", "no-store").send(orMissing(id, created));
      },
    );

    app.post(
      "/watches/:id/webhook/test",
      {
        schema: {
          tags,
          summary: "Send a message that says it is a test, once",
          params: Watch,
          response: { 200: WebhookView, default: Problem },
        },
      },
      async (request) => {
        const { id } = request.params;
        return orMissing(id, await webhooks.test({ ...account(request), watchId: id }));
      },
    );

    app.delete(
      "/watches/:id/webhook",
      {
        schema: {
          tags,
          summary: "Have a watch tell no program any more",
          params: Watch,
          response: { 200: z.object({ removed: z.string() }), default: Problem },
        },
      },
      async (request) => {
        const { id } = request.params;
        if (!(await webhooks.remove({ ...account(request), watchId: id }))) throw notFound("webhook", id);
        return { removed: id };
      },
    );
  };

interface Asking {
  readonly principal: Principal | null;
}

const account = (request: Asking) => ({ account: requirePrincipal(request).address });

/** Whoever has a capability comes with it alone: who else they are is not looked at. */
const ownerOf = ({
  query: { cap },
  principal,
}: Asking & { readonly query: { cap?: string | undefined } }): WatchOwner =>
  cap === undefined ? account({ principal }) : { capabilityHash: keccak256(cap as Hex) };

function orMissing<T>(id: string, found: T | null): T {
  if (found === null) throw notFound("watch", id);
  return found;
}
