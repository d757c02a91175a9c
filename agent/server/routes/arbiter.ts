import { NectoError } from "@necto/tools/errors";
import { Problem } from "@necto/tools/protocol/api";
import { ArbiterJob, ResolveBody } from "@necto/tools/protocol/arbiter";
import { Bytes32 } from "@necto/tools/protocol/booking";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
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
      async () => ({ jobs: [...(await requireArbiter().list())] }),
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
      async ({ params, headers, body }, reply) =>
        sendAsIs(reply, await requireArbiter().resolve({ ...params, body, key: headers["idempotency-key"] })),
    );

    /** Who may decide, in this one place: in the sandbox whoever opens the page, since its key is public. */
    function requireArbiter(): ArbiterService {
      if (booking?.arbiter) return booking.arbiter;
      throw new NectoError({
        code: "request/not-found",
        message: "The escrow's arbiter decides elsewhere: its key is not here.",
      });
    }
  };
