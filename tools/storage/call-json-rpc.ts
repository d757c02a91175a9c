import { z } from "zod";
import { NectoError } from "../errors.ts";
import { unreachable } from "./storage-errors.ts";

export interface RpcCall {
  readonly url: string;
  /** Who is asked, for messages: "the 0G chain". */
  readonly what: string;
  readonly method: string;
  readonly params: readonly unknown[];
}

const Answer = z.union([
  z.object({ error: z.object({ code: z.number(), message: z.string(), data: z.unknown().optional() }) }),
  z.object({ result: z.unknown() }),
]);

/**
 * The result of one JSON-RPC call over HTTP.
 *
 * @throws NectoError `storage/unreachable` without an answer in JSON-RPC's shape; `storage/rejected` for an error in it,
 *   with `meta.rpcCode` and `meta.rpcData`; the signal's reason when it aborts
 */
export async function callJsonRpc(call: RpcCall, signal: AbortSignal): Promise<unknown> {
  const answer = Answer.safeParse(await post(call, signal));
  if (!answer.success) throw unreachable(call.what, answer.error);
  if ("result" in answer.data) return answer.data.result;
  const { code, message, data } = answer.data.error;
  throw new NectoError({
    code: "storage/rejected",
    message: `${call.what} refused ${call.method}: ${message}.`,
    meta: { rpcCode: code, rpcData: data ?? null },
    retryable: true,
  });
}

async function post({ url, what, method, params }: RpcCall, signal: AbortSignal): Promise<unknown> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
      signal,
    });
    // Other errors of HTTP come with one of JSON-RPC that says more.
    if (response.status === 429 || response.status >= 500) throw new Error(`HTTP ${response.status}`);
    return await response.json();
  } catch (cause) {
    signal.throwIfAborted();
    throw unreachable(what, cause);
  }
}
