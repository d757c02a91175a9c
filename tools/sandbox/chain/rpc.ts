import { Agent, request } from "node:http";

export interface RpcFailure {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

/** What a node answers: a result (null included), or why there is none. */
export type RpcAnswer = { readonly result: unknown } | { readonly error: RpcFailure };

export type AskRpc = (method: string, params: readonly unknown[]) => Promise<RpcAnswer>;

/** Says what a node answered instead of a result. */
export class RpcError extends Error {
  override readonly name = "RpcError";
  readonly failure: RpcFailure;

  constructor(method: string, failure: RpcFailure) {
    super(`${method}: ${failure.message}`);
    this.failure = failure;
  }
}

export interface RpcClient {
  readonly ask: AskRpc;
  /** @throws RpcError when the node answers with an error */
  readonly call: (method: string, ...params: readonly unknown[]) => Promise<unknown>;
  readonly close: () => void;
}

/** Speaks JSON-RPC with a node on this machine over a few connections that stay open. */
export function rpcClient(port: number): RpcClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const ask: AskRpc = (method, params) =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
      const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
      const sent = request({ agent, host: "127.0.0.1", port, method: "POST", headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          try {
            resolve(JSON.parse(Buffer.concat(chunks).toString("utf8")) as RpcAnswer);
          } catch (error) {
            reject(error);
          }
        });
      });
      sent.on("error", reject);
      sent.end(body);
    });
  return {
    ask,
    async call(method, ...params) {
      const answer = await ask(method, params);
      if ("error" in answer) throw new RpcError(method, answer.error);
      return answer.result;
    },
    close: () => agent.destroy(),
  };
}
