import { NectoError } from "@necto/tools/errors";
import { Problem } from "@necto/tools/protocol/api";
import { Bytes32 } from "@necto/tools/protocol/chain-values";
import { MandateList, MandateView, NewMandate } from "@necto/tools/protocol/mandate";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { requirePrincipal } from "../../features/accounts/principal.ts";
import type { AppContext } from "../app-context.ts";
import { notFound } from "../problems.ts";

const tags = ["Mandates"];

/** What an account lets Necto book by itself. Each takes a session: no key gives a mandate, sees one or takes one back. */
export const mandateRoutes =
  ({ mandates }: AppContext): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      "/mandates",
      {
        schema: {
          tags,
          summary: "Mandates of the account that is signed in, newest first, with what they have booked",
          response: { 200: MandateList, default: Problem },
        },
      },
      async (request, reply) => {
        const principal = requirePrincipal(request);
        reply.header("cache-control", "no-store");
        if (mandates === null) return { account: principal.address, deal: null, canPay: false, mandates: [] };
        return mandates.service.list(principal);
      },
    );

    app.post(
      "/mandates",
      {
        schema: {
          tags,
          summary: "Let Necto book by itself when a watch fires, within bounds",
          description:
            "The account signs the bounds as EIP-712 data (`Mandate`); nothing is ever booked outside of one. For a wallet, whose payments each need its own signature, orders are prepared and wait for it.",
          body: NewMandate,
          response: { 201: MandateView, default: Problem },
        },
      },
      async (request, reply) => {
        const principal = requirePrincipal(request);
        return reply.code(201).send(await here().service.sign(principal, request.body));
      },
    );

    app.delete(
      "/mandates/:id",
      {
        schema: {
          tags,
          summary: "Revoke a mandate, at once and for good",
          description: "A payment that is written down already stays.",
          params: z.object({ id: Bytes32 }),
          response: { 200: z.object({ revoked: z.string() }), default: Problem },
        },
      },
      async (request) => {
        const principal = requirePrincipal(request);
        const { id } = request.params;
        const isRevoked = await mandates?.service.revoke(principal, id);
        if (!isRevoked) throw notFound("mandate in force", id);
        return { revoked: id };
      },
    );

    function here() {
      if (mandates) return mandates;
      throw new NectoError({ code: "request/not-found", message: "Nothing can be booked here." });
    }
  };
