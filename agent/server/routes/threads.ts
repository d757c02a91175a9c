import { NectoError } from "@necto/tools/errors";
import { NewRun, NewThread, Problem, RunView, ThreadRow, ThreadView } from "@necto/tools/protocol/api";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { type Principal, requirePrincipal } from "../../features/accounts/principal.ts";
import { openThread } from "../../features/accounts/thread-access.ts";
import type { OpenApiKey } from "../../features/api-keys/api-key-service.ts";
import { findRun, listRuns, type Run } from "../../store/runs.ts";
import { insertThread, listThreads, type Thread } from "../../store/threads.ts";
import type { AppContext } from "../app-context.ts";
import { notFound } from "../problems.ts";
import { requireScope } from "../read-api-key.ts";

const Id = z.object({ id: z.string().max(80) });
const tags = ["Conversations"];

/**
 * Conversations and their runs. Ids are random: that of an untracked thread is its key, and nothing lists them. A tracked
 * one is its account's, and in its list.
 */
export const threadRoutes =
  ({ store, teams, runs, now, newId }: AppContext): FastifyPluginAsyncZod =>
  async (app) => {
    const toRunView = ({ id, threadId, status, startedAt, lastSeq }: Run): RunView => ({
      id,
      threadId,
      status,
      startedAt,
      lastSeq,
      epoch: store.epoch,
    });
    const toThreadView = async ({ id, mode, role, org, createdAt, state }: Thread): Promise<ThreadView> => ({
      ...{ id, mode, role, org },
      createdAt,
      requirements: state.requirements,
      runs: (await listRuns(store, { threadId: id })).map(toRunView),
    });

    app.post(
      "/threads",
      {
        schema: {
          tags,
          summary: "Start a conversation",
          description:
            "Untracked unless said otherwise: then no account has it, also when somebody is signed in, and its id is its key. A tracked one, and a provider's, takes a session. With `org` it is for an organisation, of which one is a User or an Admin.",
          body: NewThread,
          response: { 201: ThreadView, default: Problem },
        },
      },
      async (request, reply) => {
        const { mode, role, org } = request.body;
        requireScopeFor(role, request.apiKey);
        if (mode === "untracked" && role === "provider")
          throw new NectoError({
            code: "request/invalid",
            message: "A provider's conversation is its account's: its mode must be tracked.",
          });
        if (org !== null && (mode === "untracked" || role === "provider"))
          throw new NectoError({
            code: "request/invalid",
            message: "A conversation for an organisation is a buyer's, and its mode must be tracked.",
          });
        const owner = mode === "tracked" ? requirePrincipal(request).address : null;
        if (org !== null) await teams.requireRole(request, org, "user");
        const thread = await insertThread(store, {
          ...{ id: newId("thread"), mode, role, owner, org },
          createdAt: new Date(now()).toISOString(),
        });
        return reply.code(201).send(await toThreadView(thread));
      },
    );

    app.get(
      "/threads",
      {
        schema: {
          tags,
          summary: "Tracked conversations of the account that is signed in, newest first",
          response: { 200: z.object({ threads: z.array(ThreadRow) }), default: Problem },
        },
      },
      async (request) => {
        const { address } = requirePrincipal(request);
        const threads = await listThreads(store, address);
        const orgs = [...new Set(threads.flatMap(({ org }) => org ?? []))];
        const roles = await Promise.all(orgs.map((org) => teams.roleOf(org, address)));
        const left = new Set(orgs.filter((_, index) => roles[index] === null));
        return { threads: threads.filter(({ org }) => org === null || !left.has(org)) };
      },
    );

    app.get(
      "/threads/:id",
      {
        schema: {
          tags,
          summary: "A conversation and its runs",
          params: Id,
          response: { 200: ThreadView, default: Problem },
        },
      },
      async ({ params, principal }) => toThreadView(await threadOf(params.id, principal)),
    );

    app.post(
      "/threads/:id/runs",
      {
        schema: {
          tags,
          summary: "Send a message or a frame",
          params: Id,
          body: NewRun,
          response: { 202: RunView, default: Problem },
        },
      },
      async (request, reply) => {
        const { params, body, apiKey } = request;
        const { role, org } = await threadOf(params.id, request.principal);
        requireScopeFor(role, apiKey);
        if (org !== null) await teams.requireRole(request, org, "user");
        return reply.code(202).send(toRunView(await runs.start(params.id, body)));
      },
    );

    app.get(
      "/runs/:id",
      {
        schema: {
          tags,
          summary: "Where a run stands",
          params: Id,
          response: { 200: RunView, default: Problem },
        },
      },
      async ({ params, principal }) => toRunView(await runOf(params.id, principal)),
    );

    app.post(
      "/runs/:id/stop",
      {
        schema: {
          tags,
          summary: "Stop a run",
          params: Id,
          response: { 202: z.object({ stopping: z.boolean() }), default: Problem },
        },
      },
      async ({ params, principal }, reply) => {
        const run = await runOf(params.id, principal);
        return reply.code(202).send({ stopping: await runs.stop(run.id) });
      },
    );

    /** A key that books for its account does not yet speak for it as a provider. */
    function requireScopeFor(role: Thread["role"], key: OpenApiKey | null): void {
      if (role === "provider" && key !== null) requireScope(key, "provider");
    }
    function threadOf(id: string, principal: Principal | null): Promise<Thread> {
      return openThread(
        { store, teams },
        { threadId: id, missing: () => notFound("conversation", id) },
        principal,
      );
    }
    async function runOf(id: string, principal: Principal | null): Promise<Run> {
      const run = await findRun(store, id);
      const missing = () => notFound("run", id);
      if (!run) throw missing();
      await openThread({ store, teams }, { threadId: run.threadId, missing }, principal);
      return run;
    }
  };
