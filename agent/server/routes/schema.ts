import { Trace } from "@necto/tools/trace/trace";
import type { FastifyPluginAsync } from "fastify";
import { z } from "zod";

/** Published formats as JSON Schema: what stands on 0G can be read without Necto's code. */
export const schemaRoutes: FastifyPluginAsync = async (app) => {
  const schema = JSON.stringify({ title: "necto.trace/1", ...z.toJSONSchema(Trace) });
  app.get("/necto.trace-1.json", (_request, reply) =>
    reply.type("application/schema+json").header("access-control-allow-origin", "*").send(schema),
  );
};
