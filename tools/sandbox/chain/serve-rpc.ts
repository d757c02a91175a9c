import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { NectoError } from "../../errors.ts";
import { PATIENT_SERVER } from "../patient-server.ts";
import type { BlockWriter } from "./block-writer.ts";
import type { ChainFault } from "./faults.ts";
import { readChain } from "./read-chain.ts";
import type { AskRpc, RpcAnswer } from "./rpc.ts";

/** Room for the largest batch of raw transactions that a client of ours sends. */
const MAX_BODY_BYTES = 4_000_000;

/** A page that verifies a decision reads the chain from wherever it was opened. */
const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "POST, OPTIONS",
  "access-control-allow-headers": "content-type",
  "access-control-allow-private-network": "true",
  "access-control-max-age": "86400",
} as const;

const Request = z.object({
  id: z.union([z.number(), z.string(), z.null()]).optional(),
  method: z.string(),
  params: z.array(z.unknown()).optional(),
});
type Request = z.output<typeof Request>;

export interface RpcServerOptions {
  /** Settles when there is a chain to ask; another one after anvil had to be started again. */
  readonly current: () => Promise<{ readonly anvil: { readonly ask: AskRpc }; readonly writer: BlockWriter }>;
  readonly takeFaults: (method: string) => readonly ChainFault[];
  /** 0 takes a free one. */
  readonly port: number;
}

export interface RpcServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** How a request ends: with a body, or with a connection that is cut. */
type Ending = { readonly status: number; readonly body: unknown } | "cut";

/**
 * A chain's JSON-RPC over HTTP on 127.0.0.1: what a public node offers, single or in batches. Methods that only a test
 * chain has are not reachable from here.
 */
export async function serveRpc(options: RpcServerOptions): Promise<RpcServer> {
  const server = createServer(PATIENT_SERVER, (request, response) => {
    // Whoever asked has gone away in the middle of it.
    respond(options, request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => reject(portTaken(options.port, cause)));
    server.listen(options.port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function respond(
  options: RpcServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === "OPTIONS") return void response.writeHead(204, CORS).end();
  if (request.method !== "POST") return void response.writeHead(405, { ...CORS, allow: "POST" }).end();
  const body = await readBody(request);
  if (body === null) return void response.writeHead(413, { ...CORS, connection: "close" }).end();
  const ending = await answerBody(options, body);
  if (ending === "cut") return void request.socket.destroy();
  const text = JSON.stringify(ending.body);
  response.writeHead(ending.status, { ...CORS, "content-type": "application/json" }).end(text);
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

async function answerBody(options: RpcServerOptions, body: string): Promise<Ending> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return { status: 200, body: envelope(null, failed(-32700, "Parse error")) };
  }
  const parts = Array.isArray(parsed) ? parsed : [parsed];
  if (parts.length === 0) return { status: 200, body: envelope(null, failed(-32600, "Invalid request")) };
  // All are started in the order they came in, so that transactions keep theirs.
  const answers = await Promise.all(parts.map((part) => answerPart(options, part)));
  if (answers.includes("cut")) return "cut";
  if (answers.includes("429"))
    return { status: 429, body: envelope(null, failed(-32005, "Too Many Requests")) };
  return { status: 200, body: Array.isArray(parsed) ? answers : answers[0] };
}

async function answerPart(options: RpcServerOptions, part: unknown): Promise<object | "cut" | "429"> {
  const request = Request.safeParse(part);
  if (!request.success) return envelope(null, failed(-32600, "Invalid request"));
  const { id = null, method } = request.data;
  const faults = options.takeFaults(method);
  if (faults.some(({ kind }) => kind === "refuse")) return "cut";
  if (faults.some(({ kind }) => kind === "too-many-requests")) return "429";
  for (const fault of faults) if (fault.kind === "delay") await sleep(fault.ms);
  const answer = await answerMethod(options, request.data, faults).catch(toFailure);
  return faults.some(({ kind }) => kind === "drop-response") ? "cut" : envelope(id, answer);
}

async function answerMethod(
  { current }: RpcServerOptions,
  { method, params = [] }: Request,
  faults: readonly ChainFault[],
): Promise<RpcAnswer> {
  const {
    anvil: { ask },
    writer,
  } = await current();
  if (method === "eth_sendRawTransaction" || method === "eth_sendRawTransactionSync") {
    const raw = z
      .string()
      .regex(/^0x([0-9a-fA-F]{2})+$/)
      .safeParse(params[0]);
    if (!raw.success) return failed(-32602, "Invalid params: a raw transaction in hex is expected");
    const first = await writer.submit(raw.data);
    const isTwice = faults.some(({ kind }) => kind === "duplicate");
    const sent = isTwice ? await writer.submit(raw.data) : first;
    if ("error" in sent || method === "eth_sendRawTransaction") return sent;
    return ask("eth_getTransactionReceipt", [sent.result]);
  }
  const blocksBehind = Math.max(
    0,
    ...faults.map((fault) => (fault.kind === "stale-read" ? fault.blocks : 0)),
  );
  const answer = await readChain({ ask, writer }, { method, params, blocksBehind });
  return answer ?? failed(-32601, `the method ${method} does not exist or is not available`);
}

const failed = (code: number, message: string): RpcAnswer => ({ error: { code, message } });

const envelope = (id: Request["id"], answer: RpcAnswer): object => ({ jsonrpc: "2.0", id, ...pick(answer) });

/** Anvil's own envelope stays behind. */
const pick = (answer: RpcAnswer): object =>
  "error" in answer ? { error: answer.error } : { result: answer.result };

/** The chain has stopped, or anvil is gone: the one who asks must not take it for an answer. */
const toFailure = (error: unknown): RpcAnswer =>
  failed(-32603, error instanceof NectoError ? error.message : "The sandbox's chain does not answer.");

function portTaken(port: number, cause: Error): NectoError {
  return new NectoError({
    code: "chain/not-started",
    message: `The chain cannot listen on 127.0.0.1:${port}: ${cause.message}. Free the port or choose another.`,
    cause,
  });
}
