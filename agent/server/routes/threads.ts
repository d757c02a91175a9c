import { NewRun, NewThread, Problem, RunView, ThreadView } from "@necto/tools/protocol/api";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { findRun, listRuns, type Run } from "../../store/runs.ts";
import { findThread, insertThread, type Thread } from "../../store/threads.ts";
import type { AppContext } from "../app-context.ts";
import { notFound } from "../problems.ts";

const Id = z.object({ id: z.string().max(80) });
const tags = ["Conversations"];

/** Conversations and their runs. A thread's id is its key: it is random, and nothing lists threads. */
export const threadRoutes =
  ({ store, runs, now, newId }: AppContext): FastifyPluginAsyncZod =>
  async (app) => {
    const toRunView = ({ id, threadId, status, startedAt, lastSeq }: Run): RunView => ({
      id,
      threadId,
      status,
      startedAt,
      lastSeq,
      epoch: store.epoch,
    });
    const toThreadView = async ({ id, mode, createdAt, state }: Thread): Promise<ThreadView> => ({
      id,
      mode,
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
          body: NewThread,
          response: { 201: ThreadView, default: Problem },
        },
      },
      async ({ body }, reply) => {
        const thread = await insertThread(store, {
          id: newId("thread"),
          mode: body.mode,
          createdAt: new Date(now()).toISOString(),
        });
        return reply.code(201).send(await toThreadView(thread));
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
      async ({ params }) => {
        const thread = await findThread(store, params.id);
        if (!thread) throw notFound("conversation", params.id);
        return toThreadView(thread);
      },
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
      async ({ params, body }, reply) => reply.code(202).send(toRunView(await runs.start(params.id, body))),
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
      async ({ params }) => {
        const run = await findRun(store, params.id);
        if (!run) throw notFound("run", params.id);
        return toRunView(run);
      },
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
      async ({ params }, reply) => {
        const run = await findRun(store, params.id);
        if (!run) throw notFound("run", params.id);
        return reply.code(202).send({ stopping: await runs.stop(run.id) });
      },
    );
  };
