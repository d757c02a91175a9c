import { NectoError } from "@necto/tools/errors";
import { Problem } from "@necto/tools/protocol/api";
import { Address, Bytes32 } from "@necto/tools/protocol/chain-values";
import {
  EarningsQuery,
  EarningsView,
  LossesView,
  ReputationView,
  UsageQuery,
  UsageView,
  Withdrawal,
} from "@necto/tools/protocol/earnings";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { requirePrincipal } from "../../features/accounts/principal.ts";
import type { AppContext } from "../app-context.ts";
import { IdempotencyKey } from "./approvals.ts";

const tags = ["Earnings"];
const Listing = z.object({ listingId: Bytes32 });

/** What a provider earned, from whom as far as that may be told, and what it did not earn. */
export const earningsRoutes =
  ({ earnings }: AppContext): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      "/provider/earnings",
      {
        schema: {
          tags,
          summary: "Your earnings by period, listing and GPU, and your payouts",
          description:
            "Money by the escrow's books, at the times of its blocks, in UTC. `gross = fee + net`; periods, listings and GPUs each add up to `total`.",
          querystring: EarningsQuery,
          response: { 200: EarningsView, default: Problem },
        },
      },
      async (request) => here().earnings(requirePrincipal(request), request.query),
    );

    app.get(
      "/provider/usage",
      {
        schema: {
          tags,
          summary: "Your jobs, newest first",
          description: "Jobs of untracked conversations say neither who rented nor where the chain says so.",
          querystring: UsageQuery,
          response: { 200: UsageView, default: Problem },
        },
      },
      async (request) => here().usage(requirePrincipal(request), request.query),
    );

    app.get(
      "/provider/withdrawals/call",
      {
        schema: {
          tags,
          summary: "The transaction with which your wallet takes out what is credited",
          response: { 200: Withdrawal, default: Problem },
        },
      },
      async (request) => here().withdrawalCall(requirePrincipal(request)),
    );

    app.post(
      "/provider/withdrawals",
      {
        schema: {
          tags,
          summary: "Take out what is credited, as a demo account",
          description: "Recorded once for each key, and brought on chain after that. A wallet sends its own.",
          headers: IdempotencyKey,
          body: z.strictObject({}),
          response: { 202: Withdrawal, default: Problem },
        },
      },
      async (request, reply) => {
        const key = request.headers["idempotency-key"];
        const { status, body } = await here().withdraw(requirePrincipal(request), key);
        // Byte for byte what the first answer was.
        return reply
          .code(status as 202)
          .type("application/json; charset=utf-8")
          .serializer((text: unknown) => text as string)
          .send(body as never);
      },
    );

    app.get(
      "/provider/listings/:listingId/losses",
      {
        schema: {
          tags,
          summary: "Why one of your listings lost routes in the last days",
          description:
            "By constraint or price gap, with the price that would have won half of them. Fewer than three routes are never told apart, and new ones are told when there are three.",
          params: Listing,
          querystring: z.object({ days: z.coerce.number().int().min(1).max(30).default(7) }),
          response: { 200: LossesView, default: Problem },
        },
      },
      async (request) =>
        here().losses(requirePrincipal(request).address, request.params.listingId, request.query.days),
    );

    app.get(
      "/providers/:address/reputation",
      {
        schema: {
          tags,
          summary: "What a provider's jobs say of it, with the formula and the counts",
          description: "Anybody can count it again from the escrow's events up to `block`.",
          params: z.object({ address: Address }),
          response: { 200: ReputationView, default: Problem },
        },
      },
      async ({ params }) => here().reputation(params.address),
    );

    function here() {
      if (earnings) return earnings;
      throw new NectoError({ code: "request/not-found", message: "Nothing is earned here." });
    }
  };
