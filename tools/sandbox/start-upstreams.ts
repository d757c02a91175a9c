import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import {
  createUpstreams,
  type UpstreamOptions,
  type Upstreams,
  type UpstreamUrls,
  upstreamUrls,
} from "./create-upstreams.ts";
import { PATIENT_SERVER } from "./patient-server.ts";

export interface RunningUpstreams {
  readonly urls: UpstreamUrls;
  readonly setFault: Upstreams["setFault"];
  /** Ends open requests too, silent ones included. */
  readonly close: () => Promise<void>;
}

/**
 * Serves the sandbox's upstream APIs on 127.0.0.1, on a free port. They speak the wire formats of the real ones, so
 * that adapters run the same code against either.
 *
 * @example const { urls, close } = await startUpstreams({ seed: 1, now: Date.now });
 */
export async function startUpstreams(options: UpstreamOptions): Promise<RunningUpstreams> {
  const upstreams = createUpstreams(options);
  const server = createServer(
    PATIENT_SERVER,
    (request, response) => void respond(upstreams, request, response),
  );
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    urls: upstreamUrls(`http://127.0.0.1:${port}`),
    setFault: upstreams.setFault,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function respond(
  { answer }: Upstreams,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    if (typeof value === "string") headers.set(name, value);
  // A client that goes away in the middle of its question hears nothing.
  const body = await text(request).catch(() => null);
  if (body === null) return;
  const url = new URL(request.url ?? "/", `http://${headers.get("host")}`);
  const answered = answer(url, headers, body, request.method);
  if (answered === null) return;
  response.writeHead(answered.status, answered.headers).end(answered.body);
}
