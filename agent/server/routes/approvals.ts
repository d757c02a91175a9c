import { NectoError } from "@necto/tools/errors";
import { Problem } from "@necto/tools/protocol/api";
import { Address, ApprovalDecision, ApprovalView, BookingStatus } from "@necto/tools/protocol/booking";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { DEMO_TITLES } from "../../features/booking/approval-desk.ts";
import { findThread } from "../../store/threads.ts";
import type { AppContext } from "../app-context.ts";
import { notFound } from "../problems.ts";

const Id = z.object({ id: z.string().max(80) });
/** Headers as Fastify gives them. */
export const IdempotencyKey = z.object({
  "idempotency-key": z.string({ error: "an Idempotency-Key header is needed, such as a UUID" }),
});
const tags = ["Booking"];

/** Consent: shown to whoever knows its id, answered once. */
export const approvalRoutes =
  ({ store, booking }: AppContext): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      "/booking",
      {
        schema: {
          tags,
          summary: "What can be booked here, and under which caps",
          response: { 200: BookingStatus },
        },
      },
      async () => {
        const open = booking?.open ?? null;
        return {
          enabled: open?.rules.isEnabled ?? false,
          reason:
            open === null
              ? "Live prices have no escrow here yet, so nothing can be booked."
              : open.rules.isEnabled
                ? null
                : "Booking is switched off here (NECTO_BOOKING=off).",
          isSandbox: open?.isSandbox ?? false,
          maxOrderUsdMicros: open?.rules.maxOrderUsdMicros ?? null,
          maxDayUsdMicros: open?.rules.maxDayUsdMicros ?? null,
          chain: open && { id: open.chain.id, name: open.chain.name, rpcUrl: open.chain.rpcUrl },
          escrow: open?.policy.escrow ?? null,
          token: open?.policy.token ?? null,
          demoBuyers: (booking?.demo ?? []).map(({ account, signer: { address } }) => ({
            ...{ account, address, title: DEMO_TITLES[account] },
          })),
        };
      },
    );

    app.get(
      "/approvals/:id",
      {
        schema: {
          tags,
          summary: "An order that waits for consent, and what became of it",
          description: "With `buyer`, `checkout` is what that address signs, and the job that it opens.",
          params: Id,
          querystring: z.object({ buyer: Address.optional() }),
          response: { 200: ApprovalView, default: Problem },
        },
      },
      async ({ params, query }) => here().approvals.view(params.id, query.buyer ?? null),
    );

    app.get(
      "/threads/:id/approvals",
      {
        schema: {
          tags,
          summary: "The approvals of a conversation, oldest first",
          params: Id,
          response: { 200: z.array(ApprovalView), default: Problem },
        },
      },
      async ({ params }) => {
        if (!(await findThread(store, params.id))) throw notFound("conversation", params.id);
        return [...((await booking?.approvals.list(params.id)) ?? [])];
      },
    );

    app.post(
      "/approvals/:id",
      {
        schema: {
          tags,
          summary: "Approve or decline an order",
          description:
            "Pays at most once, however often it is sent. 409: answered already, expired, or something it was about has changed; then a new order is asked for in the same conversation.",
          params: Id,
          headers: IdempotencyKey,
          body: ApprovalDecision,
          response: { 202: ApprovalView, default: Problem },
        },
      },
      async ({ params, body, headers }, reply) => {
        const given = await here().answers.answer({
          ...{ id: params.id, decision: body, key: headers["idempotency-key"] },
        });
        // Byte for byte what the first answer was.
        return reply
          .code(given.status as 202)
          .type("application/json; charset=utf-8")
          .serializer((text: unknown) => text as string)
          .send(given.body as never);
      },
    );

    function here() {
      if (booking) return booking;
      throw new NectoError({ code: "request/not-found", message: "Nothing can be booked here." });
    }
  };
