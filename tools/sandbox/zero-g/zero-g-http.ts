import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { type Shard, WHOLE } from "./zero-g-files.ts";
import { answerGateway } from "./zero-g-gateway.ts";
import { answerMethod, type NodeState, type RpcError } from "./zero-g-methods.ts";

/** Segments travel in base64, up to all of a file in one request. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;
const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, POST, OPTIONS",
  "access-control-allow-headers": "content-type",
};

/** What a request is answered from. */
export interface Backend {
  readonly state: NodeState;
  /** Reads what is new on the chain. */
  readonly sync: () => Promise<void>;
}

/** Answers one HTTP request, whatever happens; as 0G does, with status 200 also when it fails. */
export async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  backend: Backend,
): Promise<void> {
  try {
    await answer(request, response, backend);
  } catch (cause) {
    sendJson(response, failure({ code: -32603, message: "Internal error", data: String(cause) }));
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, backend: Backend): Promise<void> {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  if (request.method === "OPTIONS") return void response.writeHead(204, CORS).end();
  if (request.method === "POST") return respondRpc(url, request, response, backend);
  await backend.sync();
  const answered = await answerGateway(url, backend.state);
  if (answered === null) return void response.writeHead(404, CORS).end();
  if ("json" in answered) return sendJson(response, answered.json);
  const name = url.searchParams.get("name");
  const disposition =
    name === null ? {} : { "content-disposition": `attachment; filename="${toFileName(name)}"` };
  response
    .writeHead(200, { ...CORS, ...disposition, "content-type": "application/octet-stream" })
    .end(answered.bytes);
}

const RpcCall = z.object({
  id: z.union([z.number(), z.string(), z.null()]).default(null),
  method: z.string(),
  params: z.array(z.unknown()).default([]),
});

async function respondRpc(
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
  { state, sync }: Backend,
): Promise<void> {
  const shard = shardOf(url.pathname);
  if (shard === null) return void response.writeHead(404, CORS).end();
  const text = await readBody(request);
  if (text === null) return void response.writeHead(413, { ...CORS, connection: "close" }).end();
  await sync();
  const answerOne = async (call: unknown) => {
    const { success, data } = RpcCall.safeParse(call);
    if (!success) return failure({ code: -32600, message: "Invalid request" });
    return { jsonrpc: "2.0", id: data.id, ...(await answerMethod(data, state, shard)) };
  };
  const body = parseJson(text);
  if (body === undefined) return sendJson(response, failure({ code: -32700, message: "Parse error" }));
  sendJson(response, Array.isArray(body) ? await Promise.all(body.map(answerOne)) : await answerOne(body));
}

/** The answer to a call that could not be read far enough to know its id. */
const failure = (error: RpcError) => ({ jsonrpc: "2.0", id: null, error });

/** Which node a path is the address of: `/`, or `/shards/2/0`. */
function shardOf(pathname: string): Shard | null {
  if (pathname === "/") return WHOLE;
  const [, numShard, shardId] = /^\/shards\/(2)\/([01])$/.exec(pathname) ?? [];
  return numShard === undefined ? null : { shardId: Number(shardId), numShard: Number(numShard) };
}

/** The body as text, or null when it is too long. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > MAX_BODY_BYTES) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { ...CORS, "content-type": "application/json" }).end(JSON.stringify(body));
}

const toFileName = (name: string): string => name.replace(/[^\w.-]/g, "_");
