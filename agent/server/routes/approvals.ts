import { NectoError } from "@necto/tools/errors";
import { Problem } from "@necto/tools/protocol/api";
import { ApprovalDecision, ApprovalView } from "@necto/tools/protocol/approval";
import { BookingStatus } from "@necto/tools/protocol/booking";
import { Address } from "@necto/tools/protocol/chain-values";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Principal } from "../../features/accounts/principal.ts";
import { openThread } from "../../features/accounts/thread-access.ts";
import { DEMO_TITLES, noApproval } from "../../features/booking/approval-desk.ts";
import { findApproval } from "../../features/booking/approval-queries.ts";
import type { AppContext } from "../app-context.ts";
import { notFound } from "../problems.ts";

const Id = z.object({ id: z.string().max(80) });
/** Headers as Fastify gives them. */
export const IdempotencyKey = z.object({
  "idempotency-key": z.string({ error: "an Idempotency-Key header is needed, such as a UUID" }),
});
const tags = ["Booking"];

/** Consent: shown to whoever may use its thread, answered once. */
export const approvalRoutes =
  ({ store, teams, booking }: AppContext): FastifyPluginAsyncZod =>
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
              ? "With live prices nothing can be booked here: no chain is set (ADI_CHAIN_ID)."
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
      async ({ params, query, principal }) => {
        await requireAccess(params.id, principal);
        return here().approvals.view(params.id, query.buyer ?? null);
      },
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
      async ({ params, principal }) => {
        const missing = () => notFound("conversation", params.id);
        await openThread({ store, teams }, { threadId: params.id, missing }, principal);
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
      async ({ params, body, headers, principal }, reply) => {
        await requireAccess(params.id, principal);
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

    app.post(
      "/approvals/:id/stop",
      {
        schema: {
          tags,
          summary: "Stop an approved order that is not paid yet",
          description:
            "Takes back what still waits for its trace or for its buyer's own transaction. 409 when it is too late, with what to do instead.",
          params: Id,
          response: { 200: ApprovalView, default: Problem },
        },
      },
      async ({ params, principal }) => {
        await requireAccess(params.id, principal);
        await here().stop(params.id);
        return here().approvals.view(params.id);
      },
    );

    async function requireAccess(id: string, principal: Principal | null): Promise<void> {
      const missing = () => noApproval(id);
      here();
      const approval = await findApproval(store.db, id);
      if (approval === null) throw missing();
      await openThread({ store, teams }, { threadId: approval.threadId, missing }, principal);
    }
    function here() {
      if (booking) return booking;
      throw new NectoError({ code: "request/not-found", message: "Nothing can be booked here." });
    }
  };
