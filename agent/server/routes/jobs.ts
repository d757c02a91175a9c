import { NectoError } from "@necto/tools/errors";
import { Problem } from "@necto/tools/protocol/api";
import {
  BuyerCall,
  Bytes32,
  DemoBuyer,
  DemoProvider,
  FaucetRequest,
  FaucetResult,
  JOB_ACTIONS,
  JobActionBody,
  JobRow,
  JobView,
  ProviderActionBody,
  ProviderJobView,
} from "@necto/tools/protocol/booking";
import type { FastifyReply } from "fastify";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { MoneyAnswer } from "../../features/booking/idempotency-queries.ts";
import type { AppContext } from "../app-context.ts";
import { IdempotencyKey } from "./approvals.ts";

const Job = z.object({ jobId: Bytes32 });
const Action = Job.extend({ action: z.enum(JOB_ACTIONS) });
const Reader = z.object({ cap: Bytes32.optional(), thread: z.string().max(80).optional() });
/** Numbers of a query are text. */
const CallQuery = Reader.extend({
  acceptedSeconds: z.coerce.number().int().min(0).optional(),
  evidenceHash: Bytes32.optional(),
  stars: z.coerce.number().int().min(1).max(5).optional(),
});
const tags = ["Jobs"];

/** Jobs: read by whoever may, changed once for each key. */
export const jobRoutes =
  ({ booking }: AppContext): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      "/jobs",
      {
        schema: {
          tags,
          summary: "Jobs of a demo account of the sandbox, newest first",
          querystring: z.object({ account: DemoBuyer }),
          response: { 200: z.object({ jobs: z.array(JobRow) }), default: Problem },
        },
      },
      async ({ query }) => ({ jobs: [...(await sandbox().jobs.list(query.account))] }),
    );

    app.get(
      "/jobs/:jobId",
      {
        schema: {
          tags,
          summary: "A job: its state, amounts and transactions",
          description: "An untracked job is read with its capability (`cap`) only.",
          params: Job,
          querystring: Reader,
          response: { 200: JobView, default: Problem },
        },
      },
      async ({ params, query }) => here().jobs.view(params.jobId, query),
    );

    app.get(
      "/jobs/:jobId/calls/:action",
      {
        schema: {
          tags,
          summary: "The transaction that only the buyer's own key may send",
          params: Action,
          querystring: CallQuery,
          response: { 200: BuyerCall, default: Problem },
        },
      },
      async ({ params, query: { cap, thread, ...body } }) =>
        here().jobs.callFor({ ...params, body, reader: { cap, thread } }),
    );

    app.post(
      "/jobs/:jobId/:action",
      {
        schema: {
          tags,
          summary: "End, cancel, extend, dispute or rate a job",
          params: Action,
          querystring: Reader,
          headers: IdempotencyKey,
          body: JobActionBody,
          response: { 200: JobView, default: Problem },
        },
      },
      async ({ params, query, headers, body }, reply) =>
        sendAsIs(
          reply,
          await here().jobs.act({ ...params, body, reader: query, key: headers["idempotency-key"] }),
        ),
    );

    app.get(
      "/provider/jobs",
      {
        schema: {
          tags,
          summary: "Jobs of a demo provider of the sandbox, newest first",
          querystring: z.object({ account: DemoProvider }),
          response: { 200: z.object({ jobs: z.array(ProviderJobView) }), default: Problem },
        },
      },
      async ({ query }) => ({ jobs: [...(await sandbox().jobs.providerJobs(query.account))] }),
    );

    app.post(
      "/provider/jobs/:jobId/:action",
      {
        schema: {
          tags,
          summary: "Start, end or decline a job as a demo provider",
          params: Job.extend({ action: z.enum(["start", "end", "decline"]) }),
          headers: IdempotencyKey,
          body: ProviderActionBody,
          response: { 200: ProviderJobView, default: Problem },
        },
      },
      async ({ params, headers, body }, reply) =>
        sendAsIs(
          reply,
          await sandbox().jobs.actAsProvider({ ...params, body, key: headers["idempotency-key"] }),
        ),
    );

    app.post(
      "/sandbox/faucet",
      {
        schema: {
          tags,
          summary: "Test USDC of the sandbox for an address, and coins for gas on wish",
          body: FaucetRequest,
          response: { 200: FaucetResult, default: Problem },
        },
      },
      async ({ body }) => {
        const { faucet } = here();
        if (faucet === null) throw notInSandbox();
        return faucet.give(body);
      },
    );

    function here() {
      if (booking) return booking;
      throw new NectoError({ code: "request/not-found", message: "Nothing can be booked here." });
    }
    function sandbox() {
      const found = here();
      if (!found.open.isSandbox) throw notInSandbox();
      return found;
    }
  };

/** Byte for byte what the first answer was. */
export const sendAsIs = (reply: FastifyReply, { status, body }: MoneyAnswer) =>
  reply
    .code(status as 200)
    .type("application/json; charset=utf-8")
    .serializer((text: unknown) => text as string)
    .send(body as never) as never;

const notInSandbox = (): NectoError =>
  new NectoError({ code: "request/not-found", message: "This is there in the sandbox only." });
