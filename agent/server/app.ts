import { existsSync } from "node:fs";
import fastifyCompress from "@fastify/compress";
import fastifyRateLimit from "@fastify/rate-limit";
import fastifyStatic from "@fastify/static";
import fastifySwagger from "@fastify/swagger";
import fastifySwaggerUi from "@fastify/swagger-ui";
import fastifyWebsocket from "@fastify/websocket";
import { NectoError } from "@necto/tools/errors";
import { SUBPROTOCOL } from "@necto/tools/protocol/frame";
import fastify, { type FastifyInstance } from "fastify";
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import type { WebSocket } from "ws";
import type { AppContext } from "./app-context.ts";
import { type FeedConnection, serveFeed } from "./feed-socket.ts";
import { serveMcp } from "./mcp/serve-mcp.ts";
import { openapiDocument } from "./openapi.ts";
import { toProblem } from "./problems.ts";
import { readApiKeys } from "./read-api-key.ts";
import { readSessions } from "./read-session.ts";
import { accountRoutes } from "./routes/account.ts";
import { apiKeyRoutes } from "./routes/api-keys.ts";
import { approvalRoutes } from "./routes/approvals.ts";
import { arbiterRoutes } from "./routes/arbiter.ts";
import { auditRoutes } from "./routes/audit.ts";
import { changeRoutes } from "./routes/changes.ts";
import { decisionRoutes } from "./routes/decisions.ts";
import { earningsRoutes } from "./routes/earnings.ts";
import { inboxRoutes } from "./routes/inbox.ts";
import { jobRoutes } from "./routes/jobs.ts";
import { listingRoutes } from "./routes/listings.ts";
import { mandateRoutes } from "./routes/mandates.ts";
import { marketRoutes } from "./routes/market.ts";
import { policyRoutes } from "./routes/policy.ts";
import { priceRoutes } from "./routes/prices.ts";
import { schemaRoutes } from "./routes/schema.ts";
import { sessionRoutes } from "./routes/session.ts";
import { spendRoutes } from "./routes/spend.ts";
import { teamRoutes } from "./routes/teams.ts";
import { threadRoutes } from "./routes/threads.ts";
import { traceRoutes } from "./routes/traces.ts";
import { watchRoutes } from "./routes/watches.ts";
import { keepOutOfCaches, secure } from "./security.ts";
import { SESSION_SWEEP_MS } from "./session-sockets.ts";
import { withoutWords } from "./without-words.ts";

export interface AppOptions {
  /** Folder of the built page; without it only the API is served. */
  readonly uiFolder: string | null;
  /** Host names beside the loopback ones that this server is known by. */
  readonly hosts: readonly string[];
  /** Requests a minute and address. */
  readonly rateLimit: number;
  /** Requests a minute and API key. */
  readonly keyRateLimit: number;
  /** Sign-ins a minute and address. */
  readonly signInLimit: number;
}

/** The verify page as one file, to be kept: it is not for this origin. */
const OFFLINE_PAGE = "necto-verify.html";
const MAX_BODY_BYTES = 64 * 1024;
const MAX_FRAME_BYTES = 64 * 1024;
/** Pages come back spread over this time after a restart. */
const COME_BACK_MS = 2_000;
/** A page that has not closed its end by then is not waited for. */
const GOODBYE_MS = 1_000;

/** Assembles the server; it opens no port. Tests `inject`, `start-server.ts` listens. */
export async function buildApp(
  context: AppContext,
  { uiFolder, hosts, rateLimit, keyRateLimit, signInLimit }: AppOptions,
): Promise<FastifyInstance> {
  const app = fastify({ bodyLimit: MAX_BODY_BYTES, forceCloseConnections: true });
  // First, so that its hooks come first: a refused upgrade would else leave its socket open for ever.
  const connections = new Map<WebSocket, FeedConnection>();
  await app.register(fastifyWebsocket, {
    preClose: (done: () => void) => sayGoodbye(connections).then(done),
    options: {
      maxPayload: MAX_FRAME_BYTES,
      handleProtocols: (offered: Set<string>) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
    },
  });
  secure(app, { hosts, connectTo: originsOf(context.witness) });
  keepOutOfCaches(app);
  app.setErrorHandler((error: Error, _request, reply) => {
    const problem = toProblem(error);
    if (problem.status >= 500) context.onFault(withoutWords(error, "a request"));
    return reply.code(problem.status).type("application/problem+json").send(JSON.stringify(problem));
  });
  await readSessions(app, context.accounts);
  readApiKeys(app, context.apiKeys);
  await app.register(fastifyCompress, { threshold: 1024 });
  await app.register(fastifyRateLimit, {
    max: ({ apiKey }) => (apiKey ? keyRateLimit : rateLimit),
    keyGenerator: ({ apiKey, ip }) => (apiKey ? `key ${apiKey.id}` : ip),
    timeWindow: "1 minute",
  });
  await app.register(fastifySwagger, {
    openapi: { openapi: "3.1.0", info: { title: "Necto", version: context.status.version } },
    transform: jsonSchemaTransform,
    transformObject: openapiDocument,
  });
  await app.register(fastifySwaggerUi, { routePrefix: "/api/docs" });
  registerFeed(app, context, connections);
  await app.register(
    async (api) => {
      api.setValidatorCompiler(validatorCompiler);
      api.setSerializerCompiler(serializerCompiler);
      await api.register(sessionRoutes(context, { signInLimit }));
      await api.register(apiKeyRoutes(context));
      await api.register(accountRoutes(context));
      await api.register(teamRoutes(context));
      await api.register(auditRoutes(context));
      await api.register(threadRoutes(context));
      await api.register(decisionRoutes(context));
      await api.register(traceRoutes(context));
      await api.register(approvalRoutes(context));
      await api.register(changeRoutes(context));
      await api.register(jobRoutes(context));
      await api.register(arbiterRoutes(context));
      await api.register(listingRoutes(context));
      await api.register(earningsRoutes(context));
      await api.register(watchRoutes(context));
      await api.register(inboxRoutes(context));
      await api.register(spendRoutes(context));
      await api.register(mandateRoutes(context));
      await api.register(marketRoutes(context));
      await api.register(priceRoutes(context));
      await api.register(policyRoutes(context));
    },
    { prefix: "/api" },
  );
  serveMcp(app, context);
  await app.register(schemaRoutes, { prefix: "/schema" });
  const hasPage = uiFolder !== null && existsSync(uiFolder);
  if (hasPage) await servePage(app, uiFolder);
  // Every other path that is not the API is the page too, which routes by itself.
  app.setNotFoundHandler((request, reply) => {
    if (hasPage && request.method === "GET" && !/^\/(api|schema|ws|mcp)\b/.test(request.url))
      return reply.sendFile("index.html");
    throw nothingAt(request.url);
  });
  return app;
}

function registerFeed(
  app: FastifyInstance,
  context: AppContext,
  connections: Map<WebSocket, FeedConnection>,
): void {
  const { accounts: sessions, apiKeys, sessionSockets, teams, onFault } = context;
  const accounts = {
    stillOpen: async (ids: readonly string[]) =>
      (await Promise.all([sessions.stillOpen(ids), apiKeys.stillOpen(ids)])).flat(),
  };
  let swept: Promise<void> = Promise.resolve();
  const sweeping = setInterval(() => {
    swept = sessionSockets
      .sweep({ stillOpen: accounts.stillOpen, roleNow: teams.roleNow })
      .then(teams.follow)
      .catch(onFault);
  }, SESSION_SWEEP_MS);
  app.addHook("onClose", () => {
    clearInterval(sweeping);
    return swept;
  });
  app.register(async (feed) => {
    feed.get("/ws", { websocket: true }, (socket, { session }) => {
      connections.set(socket, serveFeed(socket, { ...context, accounts, session }));
      socket.on("close", () => connections.delete(socket));
    });
  });
}

/** Tells every page to come back, waits a moment for the goodbyes, and cuts off who does not answer. */
async function sayGoodbye(connections: ReadonlyMap<WebSocket, FeedConnection>): Promise<void> {
  const closed = [...connections].map(([socket, connection]) => {
    const gone = new Promise((resolve) => socket.once("close", resolve));
    connection.bye(COME_BACK_MS);
    return gone;
  });
  const patience = setTimeout(() => {
    for (const socket of connections.keys()) socket.terminate();
  }, GOODBYE_MS);
  await Promise.all(closed);
  clearTimeout(patience);
}

/** The page and its assets. */
async function servePage(app: FastifyInstance, root: string): Promise<void> {
  await app.register(fastifyStatic, {
    root,
    setHeaders: (reply, path) => {
      const isHashed = path.includes("/assets/");
      reply.header("cache-control", isHashed ? "public, max-age=31536000, immutable" : "no-cache");
      if (path.endsWith(OFFLINE_PAGE))
        reply.header("content-disposition", `attachment; filename="${OFFLINE_PAGE}"`);
    },
  });
}

/** Where the page fetches from to verify and to explore, without asking this server: 0G and the chains. */
export function originsOf({ zeroG, registry, escrow, chains }: AppContext["witness"]): string[] {
  const nodes = [registry, escrow, ...(chains ?? [])].flatMap((at) => (at ? [at.rpcUrl] : []));
  return [...new Set([zeroG.gateway, ...nodes].map((url) => new URL(url).origin))];
}

const nothingAt = (url: string): NectoError =>
  new NectoError({
    code: "request/not-found",
    message: `There is nothing at ${url.slice(0, 100)}.`,
    hint: "The API is at /api/docs.",
  });
