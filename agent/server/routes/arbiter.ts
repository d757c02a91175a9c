import { NectoError } from "@necto/tools/errors";
import { Problem } from "@necto/tools/protocol/api";
import { ArbiterJob, ResolveBody } from "@necto/tools/protocol/arbiter";
import { Bytes32 } from "@necto/tools/protocol/chain-values";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { type Principal, requirePrincipal } from "../../features/accounts/principal.ts";
import type { ArbiterService } from "../../features/booking/arbiter-service.ts";
import type { AppContext } from "../app-context.ts";
import { IdempotencyKey } from "./approvals.ts";
import { sendAsIs } from "./jobs.ts";

const tags = ["Arbiter"];

/** What is disputed, and the arbiter's decisions: each once. */
export const arbiterRoutes =
  ({ booking }: AppContext): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      "/arbiter/jobs",
      {
        schema: {
          tags,
          summary: "Disputed jobs",
          response: { 200: z.object({ jobs: z.array(ArbiterJob) }), default: Problem },
        },
      },
      async (request) => ({ jobs: [...(await requireArbiter(request).list())] }),
    );

    app.post(
      "/arbiter/jobs/:jobId/resolve",
      {
        schema: {
          tags,
          summary: "Decide a disputed job",
          params: z.object({ jobId: Bytes32 }),
          headers: IdempotencyKey,
          body: ResolveBody,
          response: { 200: ArbiterJob, default: Problem },
        },
      },
      async (request, reply) => {
        const { params, headers, body } = request;
        const decided = requireArbiter(request).resolve({ ...params, body, key: headers["idempotency-key"] });
        return sendAsIs(reply, await decided);
      },
    );

    /** Only the account that the escrow names. */
    function requireArbiter(request: { readonly principal: Principal | null }): ArbiterService {
      const { address } = requirePrincipal(request);
      if (booking?.arbiter?.address === address) return booking.arbiter;
      if (booking?.arbiter)
        throw new NectoError({
          code: "auth/not-arbiter",
          message: "Only the escrow's arbiter decides disputes, and this account is not it.",
        });
      throw new NectoError({
        code: "request/not-found",
        message: "The escrow's arbiter decides elsewhere: its key is not here.",
      });
    }
  };
