import { Readable } from "node:stream";
import { Problem } from "@necto/tools/protocol/api";
import { ActView, AuditFilters, AuditPage, AuditQuery } from "@necto/tools/protocol/audit";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { requirePrincipal } from "../../features/accounts/principal.ts";
import type { ActsExport } from "../../features/audit/audit-service.ts";
import type { AppContext } from "../app-context.ts";

const tags = ["Audit"];
const At = z.object({ scope: z.string().max(80), seq: z.coerce.number().int().min(1) });

/** What was done, by whom, and with what result: your own log, and those of your organisations. */
export const auditRoutes =
  ({ audit }: AppContext): FastifyPluginAsyncZod =>
  async (app) => {
    app.addHook("onSend", async (_, reply) => void reply.header("cache-control", "no-store"));

    app.get(
      "/audit",
      {
        schema: {
          tags,
          summary: "Acts of a log, newest first",
          description:
            "Your own log, or that of an organisation (`org`): its Admins and Viewers see all of it, its Users what they did and what was done to them. `next` goes on as `before`, whatever is added meanwhile. Untracked conversations leave no acts.",
          querystring: AuditQuery,
          response: { 200: AuditPage, default: Problem },
        },
      },
      async (request) => audit.page(requirePrincipal(request), request.query),
    );

    app.get(
      "/audit/export",
      {
        schema: {
          tags,
          summary: "Acts of a log as JSON lines, oldest first, that anybody can check",
          description:
            "The first line says whose log it is, where it ended, and whether acts are left out; each further line is an act with its hash. `necto verify <file>` computes the chain again.",
          querystring: AuditFilters,
        },
      },
      async (request, reply) => {
        const exported = await audit.export(requirePrincipal(request), request.query);
        const name = exported.header.scope.replace(/[^\w]+/g, "-");
        return reply
          .type("application/jsonl; charset=utf-8")
          .header("content-disposition", `attachment; filename="necto-audit-${name}.jsonl"`)
          .send(Readable.from(toLines(exported)));
      },
    );

    app.get(
      "/audit/:scope/:seq",
      {
        schema: {
          tags,
          summary: "One act, with all that its hash is over",
          params: At,
          response: { 200: ActView, default: Problem },
        },
      },
      async (request) => audit.view(requirePrincipal(request), request.params),
    );
  };

async function* toLines({ header, acts }: ActsExport): AsyncGenerator<string> {
  yield `${JSON.stringify(header)}\n`;
  for await (const kept of acts) yield `${JSON.stringify(kept)}\n`;
}
