import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import {
  CallToolRequestSchema,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
} from "@modelcontextprotocol/sdk/types.js";
import { NectoError } from "@necto/tools/errors";
import { LISTING_TEXT_NOTICE } from "@necto/tools/protocol/mcp";
import type { FastifyInstance } from "fastify";
import type { AppContext } from "../app-context.ts";
import { originOf } from "../read-session.ts";
import { bookTool } from "./book-tool.ts";
import { explainTool } from "./explain-tool.ts";
import type { McpCall, McpTool } from "./mcp-tool.ts";
import { offersTool } from "./offers-tool.ts";
import { priceHistoryTool } from "./price-history-tool.ts";
import { searchTool } from "./search-tool.ts";
import { verifyTool } from "./verify-tool.ts";
import { watchesTool } from "./watches-tool.ts";

const INSTRUCTIONS = `Necto compares GPU offers of many markets and books them into escrow. Find with search, look closer with explain and verify, ask for a booking with book; a person approves it in a browser. Money is whole micro-USD. ${LISTING_TEXT_NOTICE}`;

/**
 * MCP at `/mcp` (streamable HTTP, without sessions: each request stands for itself, and any process answers it). A request
 * is one POST that is answered as JSON. Host and Origin were checked by `secure`, keys by `readApiKeys`; cookies count for nothing.
 */
export function serveMcp(app: FastifyInstance, context: AppContext): void {
  const tools = new Map(
    [searchTool, offersTool, explainTool, verifyTool, priceHistoryTool, watchesTool, bookTool].map(
      (toTool) => {
        const tool = toTool(context);
        return [tool.listing.name, tool] as const;
      },
    ),
  );
  const info = { name: "necto", title: "Necto", version: context.status.version };
  const schema = { hide: true };

  app.post("/mcp", { schema }, async (request, reply) => {
    if (Array.isArray(request.body)) throw noBatches();
    const left = new AbortController();
    reply.raw.once("close", () => left.abort());
    const call = { apiKey: request.apiKey, origin: originOf(request), signal: left.signal };
    const server = serverOf(tools, call, info);
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
    await server.connect(transport);
    try {
      const headers = new Headers();
      for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value));
      const asked = new Request(`${call.origin}/mcp`, { method: "POST", headers });
      const answer = await transport.handleRequest(asked, { parsedBody: request.body });
      const type = answer.headers.get("content-type");
      if (type !== null) reply.type(type);
      return await reply
        .code(answer.status)
        .header("cache-control", "no-store")
        .send(await answer.text());
    } finally {
      await server.close();
    }
  });

  // There is no stream to listen to, and no session to end.
  for (const method of ["GET", "DELETE"] as const)
    app.route({
      method,
      url: "/mcp",
      schema,
      handler: (_, reply) => reply.code(405).header("allow", "POST").send(),
    });
}

/** A batch would be counted as one request, however much it asks; MCP has none since 2025-06-18. */
const noBatches = (): NectoError =>
  new NectoError({ code: "request/invalid", message: "One message a request: batches are not taken." });

function serverOf(
  tools: ReadonlyMap<string, McpTool>,
  call: McpCall,
  info: { readonly name: string; readonly title: string; readonly version: string },
): Server {
  const server = new Server(info, { capabilities: { tools: {} }, instructions: INSTRUCTIONS });
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: [...tools.values()].map(({ listing }) => listing),
  }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }) => {
    const tool = tools.get(params.name);
    if (tool) return tool.call(params.arguments, call);
    throw new McpError(ErrorCode.InvalidParams, `There is no tool “${params.name}”.`);
  });
  return server;
}
