import { NectoError } from "@necto/tools/errors";
import { Problem } from "@necto/tools/protocol/api";
import { Bytes32 } from "@necto/tools/protocol/chain-values";
import {
  Applied,
  DraftBody,
  DraftPreview,
  HeartbeatAnswer,
  HeartbeatBody,
  ImportBody,
  ImportReport,
  LISTING_ACTIONS,
  ListingCall,
  ListingEditView,
  Listings,
  ListingView,
  PreviewBody,
} from "@necto/tools/protocol/listings";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { requirePrincipal } from "../../features/accounts/principal.ts";
import type { AppContext } from "../app-context.ts";
import { IdempotencyKey } from "./approvals.ts";

const Id = z.object({ listingId: Bytes32 });
const tags = ["Listings"];
const PATH = "/provider/listings";

/** A provider's listings: its own, and nobody else's. */
export const listingRoutes =
  ({ listings }: AppContext): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      PATH,
      {
        schema: {
          tags,
          summary: "Your listings, newest first: as drafted, as published, as the chain and buyers see them",
          response: { 200: Listings, default: Problem },
        },
      },
      async (request) => here().service.list(requirePrincipal(request).address),
    );

    app.post(
      PATH,
      {
        schema: {
          tags,
          summary: "Draft a listing",
          description: "Nothing is on chain or on the market before it is published.",
          body: DraftBody,
          response: { 201: ListingView, default: Problem },
        },
      },
      async (request, reply) => {
        const { address } = requirePrincipal(request);
        return reply.code(201).send(await here().service.create(address, request.body.draft));
      },
    );

    app.get(
      `${PATH}/export`,
      {
        schema: {
          tags,
          summary: "Your listings as a file that can be imported",
          querystring: z.object({ format: z.enum(["csv", "json"]).default("csv") }),
        },
      },
      async (request, reply) => {
        const { format } = request.query;
        const text = await here().service.exportFile(requirePrincipal(request).address, format);
        return reply
          .type(format === "csv" ? "text/csv; charset=utf-8" : "application/json; charset=utf-8")
          .header("content-disposition", `attachment; filename="necto-listings.${format}"`)
          .send(text as never);
      },
    );

    app.post(
      `${PATH}/import`,
      {
        schema: {
          tags,
          summary: "Read a CSV or JSON file into drafts, or say what that would do",
          headers: IdempotencyKey,
          body: ImportBody,
          response: { 200: ImportReport, default: Problem },
        },
      },
      async (request) => {
        const { address } = requirePrincipal(request);
        return here().service.importFile(address, request.body, request.headers["idempotency-key"]);
      },
    );

    app.post(
      `${PATH}/preview`,
      {
        schema: {
          tags,
          summary: "What buyers would see of a draft now, and where it would rank",
          body: PreviewBody,
          response: { 200: DraftPreview, default: Problem },
        },
      },
      async (request) => here().service.previewDraft(requirePrincipal(request).address, request.body),
    );

    app.get(
      `${PATH}/:listingId`,
      {
        schema: {
          tags,
          summary: "One of your listings",
          params: Id,
          response: { 200: ListingView, default: Problem },
        },
      },
      async (request) => here().service.view(requirePrincipal(request).address, request.params.listingId),
    );

    app.post(
      `${PATH}/:listingId`,
      {
        schema: {
          tags,
          summary: "Change a draft; what is published stays as it is",
          params: Id,
          body: DraftBody,
          response: { 200: ListingView, default: Problem },
        },
      },
      async (request) => {
        const { address } = requirePrincipal(request);
        return here().service.edit(address, request.params.listingId, request.body.draft);
      },
    );

    app.post(
      `${PATH}/:listingId/:action`,
      {
        schema: {
          tags,
          summary: "Publish the draft, pause, resume or withdraw",
          description:
            "Recorded once for each key, and brought on chain after that. `calls` are transactions that your wallet has to send; it is empty where the server sends.",
          params: Id.extend({ action: z.enum(LISTING_ACTIONS) }),
          headers: IdempotencyKey,
          response: { 202: Applied, default: Problem },
        },
      },
      async (request, reply) => {
        const { address } = requirePrincipal(request);
        const key = request.headers["idempotency-key"];
        const { status, body } = await here().service.act(address, { ...request.params, key });
        // Byte for byte what the first answer was.
        return reply
          .code(status as 202)
          .type("application/json; charset=utf-8")
          .serializer((text: unknown) => text as string)
          .send(body as never);
      },
    );

    app.get(
      `${PATH}/:listingId/call`,
      {
        schema: {
          tags,
          summary: "The transaction that your wallet has to send next; null when there is none",
          params: Id,
          response: { 200: z.object({ call: ListingCall.nullable() }), default: Problem },
        },
      },
      async (request) => ({
        call: await here().service.callFor(requirePrincipal(request).address, request.params.listingId),
      }),
    );

    app.get(
      `${PATH}/:listingId/history`,
      {
        schema: {
          tags,
          summary: "What was done with a listing, newest first",
          params: Id,
          response: { 200: z.object({ edits: z.array(ListingEditView) }), default: Problem },
        },
      },
      async (request) => ({
        edits: await here().service.history(requirePrincipal(request).address, request.params.listingId),
      }),
    );

    app.delete(
      `${PATH}/:listingId/agents/:agent`,
      {
        schema: {
          tags,
          summary: "Forget an agent that will not be heard of again",
          params: Id.extend({ agent: z.string().max(64) }),
          response: { 200: ListingView, default: Problem },
        },
      },
      async (request) => {
        const { listingId, agent } = request.params;
        return here().service.forgetAgent(requirePrincipal(request).address, listingId, agent);
      },
    );

    app.post(
      "/provider/heartbeat",
      {
        schema: {
          tags,
          summary: "A sign of life of your machines, signed by your key or your operator's",
          description:
            "EIP-712 `Heartbeat(bytes32 listingId,string agent,uint16 units,uint64 signedAt,uint256 nonce)` in the domain `Necto heartbeat`, version 1, of the registry. Say it every minute: after three without one, the units are offline.",
          body: HeartbeatBody,
          response: { 200: HeartbeatAnswer, default: Problem },
        },
      },
      async ({ body }) => here().hear(body),
    );

    function here() {
      if (listings) return listings;
      throw new NectoError({ code: "request/not-found", message: "There is no registry to list on here." });
    }
  };
