import { NectoError } from "@necto/tools/errors";
import { Problem } from "@necto/tools/protocol/api";
import { Bytes32 } from "@necto/tools/protocol/chain-values";
import { FaucetRequest, FaucetResult } from "@necto/tools/protocol/faucet";
import { BuyerJobRow, JOB_ACTIONS, JobActionBody, JobView } from "@necto/tools/protocol/job";
import { BuyerCall } from "@necto/tools/protocol/payment";
import {
  PROVIDER_ACTIONS,
  ProviderAccessBody,
  ProviderActionBody,
  ProviderJobView,
} from "@necto/tools/protocol/provider-job";
import type { FastifyReply } from "fastify";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { requirePrincipal } from "../../features/accounts/principal.ts";
import type { MoneyAnswer } from "../../features/booking/idempotency-queries.ts";
import type { AppContext } from "../app-context.ts";
import { IdempotencyKey } from "./approvals.ts";

const Job = z.object({ jobId: Bytes32 });
const ProviderJob = Job.extend({ action: z.enum(PROVIDER_ACTIONS) });
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
  ({ booking, teams }: AppContext): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      "/jobs",
      {
        schema: {
          tags,
          summary: "Jobs of the account that is signed in, newest first",
          querystring: z.object({ org: Bytes32.optional() }),
          description:
            "Untracked jobs that a wallet paid are in no list: each is read with its capability. With `org`: all of that organisation for its Admins and Viewers, their own for its Users.",
          response: { 200: z.object({ jobs: z.array(BuyerJobRow) }), default: Problem },
        },
      },
      async (request) => {
        const { org } = request.query;
        if (org === undefined) return { jobs: [...(await here().jobs.list(requirePrincipal(request)))] };
        const member = await teams.requireRole(request, org, "viewer");
        return { jobs: [...(await here().jobs.listOfOrg(member, org))] };
      },
    );

    app.get(
      "/jobs/:jobId",
      {
        schema: {
          tags,
          summary: "A job: its state, amounts and transactions",
          description:
            "Read by the account that booked it, by Admins and Viewers of its organisation, by that of its tracked conversation (`thread`), or with its capability (`cap`): an untracked one that a wallet or a fresh key paid with that only.",
          params: Job,
          querystring: Reader,
          response: { 200: JobView, default: Problem },
        },
      },
      async ({ params, query, principal }) => here().jobs.view(params.jobId, { ...query, principal }),
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
      async ({ params, query: { cap, thread, ...body }, principal }) =>
        here().jobs.callFor({ ...params, body, reader: { cap, thread, principal } }),
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
      async ({ params, query, headers, body, principal }, reply) =>
        sendAsIs(
          reply,
          await here().jobs.act({
            ...{ ...params, body, reader: { ...query, principal }, key: headers["idempotency-key"] },
          }),
        ),
    );

    app.get(
      "/provider/jobs",
      {
        schema: {
          tags,
          summary: "Jobs that the account that is signed in is paid for, newest first",
          response: { 200: z.object({ jobs: z.array(ProviderJobView) }), default: Problem },
        },
      },
      async (request) => ({ jobs: [...(await here().jobs.providerJobs(requirePrincipal(request)))] }),
    );

    app.get(
      "/provider/jobs/:jobId/calls/:action",
      {
        schema: {
          tags,
          summary: "The transaction that only the provider's own key may send",
          params: ProviderJob,
          querystring: z.object({ usedSeconds: z.coerce.number().int().min(0).optional() }),
          response: { 200: BuyerCall, default: Problem },
        },
      },
      async (request) => {
        const { params, query: body } = request;
        return here().jobs.providerCallFor({ ...params, body, provider: requirePrincipal(request) });
      },
    );

    app.post(
      "/provider/jobs/:jobId/access",
      {
        schema: {
          tags,
          summary: "How to reach the machine, encrypted to the job's view key",
          params: Job,
          body: ProviderAccessBody,
          response: { 200: ProviderJobView, default: Problem },
        },
      },
      async (request) =>
        here().jobs.postAccess(requirePrincipal(request), { ...request.params, ...request.body }),
    );

    app.post(
      "/provider/jobs/:jobId/:action",
      {
        schema: {
          tags,
          summary: "Start, end or decline a job as the demo provider that is signed in",
          description:
            "A wallet sends its transactions itself (`GET /api/provider/jobs/<job id>/calls/<action>`).",
          params: ProviderJob,
          headers: IdempotencyKey,
          body: ProviderActionBody,
          response: { 200: ProviderJobView, default: Problem },
        },
      },
      async (request, reply) => {
        const { params, headers, body } = request;
        const acting = { ...params, body, provider: requirePrincipal(request) };
        return sendAsIs(
          reply,
          await here().jobs.actAsProvider({ ...acting, key: headers["idempotency-key"] }),
        );
      },
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
