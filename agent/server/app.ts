import { existsSync } from "node:fs";
import fastifyCompress from "@fastify/compress";
import fastifyRateLimit from "@fastify/rate-limit";
import fastifyStatic from "@fastify/static";
import fastifySwagger from "@fastify/swagger";
import fastifySwaggerUi from "@fastify/swagger-ui";
import fastifyWebsocket from "@fastify/websocket";
import { SUBPROTOCOL } from "@necto/tools/protocol/frame";
import fastify, { type FastifyInstance } from "fastify";
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from "fastify-type-provider-zod";
import type { AppContext } from "./app-context.ts";
import { type FeedConnection, serveFeed } from "./feed-socket.ts";
import { toProblem } from "./problems.ts";
import { decisionRoutes } from "./routes/decisions.ts";
import { marketRoutes } from "./routes/market.ts";
import { threadRoutes } from "./routes/threads.ts";
import { secure } from "./security.ts";

export interface AppOptions {
  /** Folder of the built page; without it only the API is served. */
  readonly uiFolder: string | null;
  /** Host names beside the loopback ones that this server is known by. */
  readonly hosts: readonly string[];
  /** Requests a minute and address. */
  readonly rateLimit: number;
}

const MAX_BODY_BYTES = 64 * 1024;
const MAX_FRAME_BYTES = 64 * 1024;
/** Pages come back spread over this time after a restart. */
const COME_BACK_MS = 2_000;

/** Assembles the server; it opens no port. Tests `inject`, `start-server.ts` listens. */
export async function buildApp(
  context: AppContext,
  { uiFolder, hosts, rateLimit }: AppOptions,
): Promise<FastifyInstance> {
  const app = fastify({ bodyLimit: MAX_BODY_BYTES, forceCloseConnections: true });
  secure(app, hosts);
  app.setErrorHandler((error: Error, _request, reply) => {
    const problem = toProblem(error);
    if (problem.status >= 500) context.onFault(error);
    return reply.code(problem.status).type("application/problem+json").send(JSON.stringify(problem));
  });
  await app.register(fastifyCompress, { threshold: 1024 });
  await app.register(fastifyRateLimit, { max: rateLimit, timeWindow: "1 minute" });
  await app.register(fastifySwagger, {
    openapi: { openapi: "3.1.0", info: { title: "Necto", version: context.status.version } },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  await app.register(fastifySwaggerUi, { routePrefix: "/api/docs" });
  await app.register(fastifyWebsocket, {
    options: {
      maxPayload: MAX_FRAME_BYTES,
      handleProtocols: (offered: Set<string>) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
    },
  });
  registerFeed(app, context);
  await app.register(
    async (api) => {
      api.setValidatorCompiler(validatorCompiler);
      api.setSerializerCompiler(serializerCompiler);
      await api.register(threadRoutes(context));
      await api.register(decisionRoutes(context));
      await api.register(marketRoutes(context));
    },
    { prefix: "/api" },
  );
  if (uiFolder !== null && existsSync(uiFolder)) await servePage(app, uiFolder);
  return app;
}

function registerFeed(app: FastifyInstance, context: AppContext): void {
  const connections = new Set<FeedConnection>();
  app.register(async (feed) => {
    feed.get("/ws", { websocket: true }, (socket) => {
      const connection = serveFeed(socket, context);
      connections.add(connection);
      socket.on("close", () => connections.delete(connection));
    });
  });
  app.addHook("preClose", async () => {
    for (const connection of connections) connection.bye(COME_BACK_MS);
  });
}

/** The page and its assets; every other path that is not the API is the page too, which routes by itself. */
async function servePage(app: FastifyInstance, root: string): Promise<void> {
  await app.register(fastifyStatic, {
    root,
    setHeaders: (reply, path) => {
      const isHashed = path.includes("/assets/");
      reply.header("cache-control", isHashed ? "public, max-age=31536000, immutable" : "no-cache");
    },
  });
  app.setNotFoundHandler((request, reply) => {
    if (request.method === "GET" && !request.url.startsWith("/api") && !request.url.startsWith("/ws"))
      return reply.sendFile("index.html");
    return reply
      .code(404)
      .type("application/problem+json")
      .send(
        JSON.stringify({
          type: "about:blank",
          title: "Not found",
          status: 404,
          detail: `There is nothing at ${request.url.slice(0, 100)}.`,
          code: "request/not-found",
          hint: "The API is at /api/docs.",
        }),
      );
  });
}
