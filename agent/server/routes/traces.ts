import { Problem } from "@necto/tools/protocol/api";
import { TraceStatus } from "@necto/tools/protocol/trace-status";
import { WitnessView } from "@necto/tools/protocol/witness-view";
import { traceFileName } from "@necto/tools/trace/seal-trace";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { AppContext } from "../app-context.ts";
import { notFound } from "../problems.ts";

const Root = z.object({
  root: z.string().regex(/^0x[0-9a-f]{64}$/, "expected a root, 0x and 64 hex digits"),
});
const tags = ["Traces"];
const READ_MS = 20_000;

/** Traces by their root. Nothing here is needed to verify one: its file is on 0G. */
export const traceRoutes =
  ({ traces, witness }: AppContext): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      "/traces/:root",
      {
        schema: {
          tags,
          summary: "How far a trace is on its way to 0G",
          params: Root,
          response: { 200: TraceStatus, default: Problem },
        },
      },
      async ({ params }) => {
        const status = await traces.find(params);
        if (!status) throw notFound("trace", params.root);
        return status;
      },
    );

    app.get(
      "/traces/:root/file",
      { schema: { tags, summary: "The file of a trace; from 0G once it is there", params: Root } },
      async ({ params: { root } }, reply) => {
        const bytes = await traces.read(root, AbortSignal.timeout(READ_MS));
        return reply
          .type("application/json")
          .header("content-disposition", `attachment; filename="${traceFileName(root)}"`)
          .send(Buffer.from(bytes));
      },
    );

    app.get(
      "/witness",
      {
        schema: {
          tags,
          summary: "Where a verifier finds 0G and the agent's keys",
          response: { 200: WitnessView },
        },
      },
      async () => witness,
    );
  };
