import { NectoError } from "@necto/tools/errors";
import type { Problem } from "@necto/tools/protocol/api";
import { runChannel, ServerFrame, SUBPROTOCOL } from "@necto/tools/protocol/frame";
import { isTerminal, type RunEvent } from "@necto/tools/protocol/run-event";
import type { DemoAccountName } from "@necto/tools/protocol/session";
import type { Config } from "../config/config.ts";
import { findServer } from "../server/server-lock.ts";
import type { Io } from "./command.ts";

/** A server over its routes: the one that runs, or one that this command has started and ends. */
export interface ServerClient {
  readonly url: string;
  /** Whether it is gone with this command. */
  readonly isOwn: boolean;
  readonly get: <T>(path: string) => Promise<T>;
  /** Signs in as a demo account of the sandbox; what is asked after it is asked as that account. */
  readonly signIn: (account: DemoAccountName) => Promise<void>;
  readonly post: <T>(path: string, body: object, idempotencyKey?: string) => Promise<T>;
  /** The events of a run, in order, to its last one. */
  readonly follow: (runId: string, onEvent?: (event: RunEvent) => void) => Promise<readonly RunEvent[]>;
  readonly close: () => Promise<void>;
}

/** Uses the running server of the data folder, else starts one in this process, which is gone with `close`. */
export async function openServer(config: Config, io: Io): Promise<ServerClient> {
  const running = await findServer(config);
  const { apiKey } = config;
  const { signal } = io;
  if (running) return clientOf({ url: running.url, isOwn: false, apiKey, signal, close: async () => {} });
  const { startServer } = await import("../server/start-server.ts");
  const onFault = (error: unknown) => io.note(`fault: ${error instanceof Error ? error.message : error}`);
  const server = await startServer({ ...config, host: "127.0.0.1", port: 0 }, { onFault });
  return clientOf({ url: server.url, isOwn: true, apiKey, signal, close: server.close });
}

interface Connection extends Pick<ServerClient, "url" | "isOwn" | "close"> {
  readonly apiKey: string | null;
  readonly signal: AbortSignal;
}

function clientOf({ url, isOwn, apiKey, signal, close }: Connection): ServerClient {
  const bearer = apiKey === null ? {} : { authorization: `Bearer ${apiKey}` };
  let cookie: string | null = null;
  async function ask(path: string, init: RequestInit): Promise<Response> {
    const headers = { ...init.headers, ...bearer, ...(cookie !== null && { cookie }) };
    return fetch(`${url}/api${path}`, { ...init, headers, signal });
  }
  async function request<T>(path: string, init: RequestInit = {}): Promise<T> {
    return read(await ask(path, init));
  }
  async function read<T>(response: Response): Promise<T> {
    const body = (await response.json()) as T | Problem;
    if (response.ok) return body as T;
    const { code, detail, hint } = body as Problem;
    throw new NectoError({
      ...{ code: code as NectoError["code"], message: detail },
      ...(hint !== null && { hint }),
      retryable: response.status === 409 || response.status >= 500,
    });
  }
  const toPost = (body: object, headers: Record<string, string> = {}) => ({
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  return {
    ...{ url, isOwn },
    get: (path) => request(path),
    async signIn(account) {
      const response = await ask("/session/demo", toPost({ account }));
      await read(response);
      cookie = response.headers
        .getSetCookie()
        .map((line) => line.split(";")[0])
        .join("; ");
    },
    post: (path, body, idempotencyKey) =>
      request(path, toPost(body, idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey })),
    follow: (runId, onEvent = () => {}) => followRun({ url, headers: bearer, signal }, runId, onEvent),
    close,
  };
}

interface Feed {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

function followRun(
  { url, headers, signal }: Feed,
  runId: string,
  onEvent: (event: RunEvent) => void,
): Promise<readonly RunEvent[]> {
  // Node's own takes headers too, which the types of a browser's do not know.
  const init = { protocols: [SUBPROTOCOL], headers } as unknown as string[];
  const socket = new WebSocket(`${url.replace("http", "ws")}/ws`, init);
  const events: RunEvent[] = [];
  return new Promise<readonly RunEvent[]>((resolve, reject) => {
    const lost = () => reject(connectionLost());
    signal.addEventListener("abort", lost, { once: true });
    socket.addEventListener("open", () => socket.send(JSON.stringify({ t: "sub", ch: [runChannel(runId)] })));
    socket.addEventListener("error", lost);
    socket.addEventListener("close", lost);
    socket.addEventListener("message", ({ data }) => {
      const frame = ServerFrame.parse(JSON.parse(String(data)));
      if (frame.t === "ping") socket.send(JSON.stringify({ t: "pong" }));
      if (frame.t === "err" && frame.code === "forbidden") reject(mayNotRead());
      else if (frame.t === "err") lost();
      if (frame.t !== "ev") return;
      events.push(frame.d);
      onEvent(frame.d);
      if (isTerminal(frame.d)) resolve(events);
    });
  }).finally(() => socket.close());
}

/** Whoever has just approved a payment wants to know what becomes of it. */
const connectionLost = (): NectoError =>
  new NectoError({
    code: "run/lost",
    message: "The server closed the connection.",
    hint: "A payment that was approved goes on, once, when a server runs again; `necto jobs` shows it.",
    retryable: true,
  });

const mayNotRead = (): NectoError =>
  new NectoError({
    code: "auth/scope",
    message: "The run is under way, and this key may not read it: that takes the scope “read”.",
  });
