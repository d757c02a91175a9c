import { createReadStream, existsSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { json } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Mode, NOTHING_SAID } from "@necto/tools/core/requirements";
import type { NewRun, RunStatus, RunView } from "@necto/tools/protocol/api";
import type { ClientFrame, Cursor, ServerFrame } from "@necto/tools/protocol/frame";
import type { RunEvent } from "@necto/tools/protocol/run-event";
import type { TraceStatus } from "@necto/tools/protocol/trace-status";
import type { WitnessView } from "@necto/tools/protocol/witness-view";
import { type WebSocket, WebSocketServer } from "ws";
import { createScriptedBooking, type ScriptedBooking } from "./scripted-booking.ts";
import { scriptedRejected } from "./scripted-decision.ts";
import { type Beat, SEALED, scriptRun } from "./scripted-run.ts";
import { createScriptedSession } from "./scripted-session.ts";

const DIST = fileURLToPath(new URL("../dist", import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};
const policyTo = (gateway: string) =>
  `default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self' ${gateway}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html necto-worker`;

interface Log {
  readonly view: Omit<RunView, "status" | "lastSeq" | "epoch">;
  epoch: string;
  events: RunEvent[];
  status: RunStatus;
}

/** A server that plays written runs, for what the real one cannot be made to do: be slow, vanish, lose its history. */
export interface ScriptedServer {
  readonly url: string;
  /** Milliseconds per step of the runs started from now on. */
  pace: number;
  /** Milliseconds that the answer to a new message takes, after its run has begun. */
  answerDelayMs: number;
  /** Cuts every socket and refuses new ones until `comeBack`. */
  vanish(): void;
  comeBack(): void;
  /** Forgets how its logs were numbered, as a server that lost its store. */
  startNewEpoch(epoch: string): void;
  /** Sends one event of a run out of order, leaving a gap before it. */
  skipOne(runId: string): void;
  /** Where the page is told to find 0G and the agent's keys; it may connect there from its next load on. */
  witness: WitnessView;
  /** Copies of traces that are not on 0G yet, by root. */
  readonly copies: Map<string, Uint8Array>;
  /** Approvals, jobs and their providers. */
  readonly booking: ScriptedBooking;
  /** Sets how far a trace is, and tells whoever follows it. */
  tellTrace(status: Pick<TraceStatus, "root"> & Partial<TraceStatus>): void;
  /** What the page's policy blocked inside the verifier's worker, which nobody else hears of. */
  readonly workerViolations: readonly string[];
  stop(): Promise<void>;
}

const TELL_VIOLATIONS = `self.addEventListener("securitypolicyviolation", (event) => fetch("/violation?" + event.violatedDirective));\n`;

const NO_WITNESS: WitnessView = {
  zeroG: { network: "0G sandbox", chainId: 1, gateway: "http://127.0.0.1:9", explorer: null },
  agentKeys: [],
  registry: null,
};

const QUEUED: Omit<TraceStatus, "root"> = {
  kind: "decision",
  digest: SEALED.digest,
  size: SEALED.size,
  state: "queued",
  tries: 0,
  txHash: null,
  txSeq: null,
  problem: null,
  nextTryAt: null,
  url: null,
};

export async function startScriptedServer(): Promise<ScriptedServer> {
  const threads = new Map<string, { id: string; mode: Mode; createdAt: string; runs: string[] }>();
  const logs = new Map<string, Log>();
  const readers = new Map<WebSocket, Set<string>>();
  const timers = new Set<NodeJS.Timeout>();
  const traces = new Map<string, TraceStatus>([[SEALED.root, { ...QUEUED, root: SEALED.root }]]);
  const copies = new Map<string, Uint8Array>();
  const workerViolations: string[] = [];
  let witness = NO_WITNESS;
  let pace = 0;
  let answerDelayMs = 0;
  let isAway = false;
  let nextId = 1;

  const viewOf = (log: Log): RunView => ({
    ...log.view,
    status: log.status,
    epoch: log.epoch,
    lastSeq: log.events.length,
  });
  const send = (socket: WebSocket, frame: ServerFrame) => socket.send(JSON.stringify(frame));
  const frameOf = (runId: string, log: Log, seq: number): ServerFrame => ({
    t: "ev",
    ch: `run:${runId}`,
    epoch: log.epoch,
    seq,
    d: log.events[seq - 1]!,
  });

  const append = (runId: string, event: RunEvent) => {
    const log = logs.get(runId)!;
    log.events.push(event);
    if (event.type === "RUN_FINISHED") log.status = "finished";
    if (event.type === "RUN_ERROR") log.status = event.code === "run/stopped" ? "stopped" : "failed";
    for (const [socket, channels] of readers)
      if (channels.has(`run:${runId}`)) send(socket, frameOf(runId, log, log.events.length));
  };

  const play = (runId: string, script: readonly Beat[]) => {
    let at = 0;
    for (const { afterMs, event } of script) {
      at += afterMs;
      const timer = setTimeout(() => {
        timers.delete(timer);
        if (logs.get(runId)?.status === "running") append(runId, event);
      }, at);
      timers.add(timer);
    }
  };

  const begin = (threadId: string, scriptOf: (runId: string) => readonly Beat[]): RunView => {
    const id = `r${nextId++}`;
    const view = { id, threadId, startedAt: new Date().toISOString() };
    logs.set(id, { view, epoch: "e1", events: [], status: "running" });
    threads.get(threadId)!.runs.push(id);
    play(id, scriptOf(id));
    return viewOf(logs.get(id)!);
  };

  const session = createScriptedSession();
  const booking = createScriptedBooking((threadId, beats) => begin(threadId, beats).id);

  const startRun = (threadId: string, run: NewRun): RunView =>
    begin(threadId, (runId) =>
      "book" in run
        ? booking.beatsOf(threadId, runId, run.book)
        : scriptRun({ threadId, runId, text: "text" in run ? run.text : null, pace }),
    );

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://localhost");
    const [, api, kind, id, what] = url.pathname.split("/");
    const reply = (status: number, body: unknown) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    if (api === "violation") {
      workerViolations.push(url.search);
      return void response.writeHead(204).end();
    }
    if (api !== "api") return sendFile(url.pathname, response, witness.zeroG.gateway);
    if (kind === "witness") return reply(200, witness);
    if (kind === "session") {
      const body = request.method === "POST" ? await json(request) : null;
      return reply(200, session.answer(request.method ?? "GET", body));
    }
    if (/^(booking|approvals|jobs|provider|sandbox)$/.test(kind ?? "")) {
      const body = request.method === "POST" ? await json(request) : null;
      const key = request.headers["idempotency-key"];
      const played = await booking.answer(request.method ?? "GET", url, body, key?.toString());
      if (played) return reply(played.status, played.body);
    }
    const copy = kind === "traces" && what === "file" ? copies.get(id ?? "") : undefined;
    if (copy) return void response.writeHead(200, { "content-type": "application/json" }).end(copy);
    const trace = kind === "traces" && !what ? traces.get(id ?? "") : undefined;
    if (trace) return reply(200, trace);
    if (kind === "status")
      return reply(200, {
        version: "0.1.0",
        prices: "sandbox",
        model: "offline",
        sources: ["necto", "catalog", "lambda", "aws-spot"],
      });
    if (kind === "orgs") return reply(200, { isOn: true, orgs: [], uncreated: [] });
    if (kind === "market") return reply(200, { origin: "sandbox", measured: [] });
    if (kind === "decisions" && what === "rejected")
      return reply(
        200,
        scriptedRejected(Number(url.searchParams.get("offset")), Number(url.searchParams.get("limit"))),
      );
    if (kind === "threads" && !id && request.method === "GET")
      return reply(200, {
        threads: [...threads.values()]
          .filter(({ mode }) => mode === "tracked")
          .map((thread) => ({ ...thread, role: "buyer", title: "cheapest H100 in EU under $3 for 6 hours" })),
      });
    if (kind === "threads" && !id) {
      const { mode } = (await json(request)) as { mode: Mode };
      const thread = {
        id: `t${nextId++}`,
        mode,
        role: "buyer" as const,
        org: null,
        createdAt: new Date().toISOString(),
        runs: [],
      };
      threads.set(thread.id, thread);
      return reply(201, { ...thread, requirements: null });
    }
    const thread = threads.get(id ?? "");
    if (kind === "threads" && thread && what === "runs") {
      const run = startRun(thread.id, (await json(request)) as NewRun);
      await pause(answerDelayMs);
      return reply(202, run);
    }
    if (kind === "threads" && thread)
      return reply(200, {
        ...thread,
        requirements: NOTHING_SAID,
        runs: thread.runs.map((runId) => viewOf(logs.get(runId)!)),
      });
    const log = logs.get(id ?? "");
    if (kind === "runs" && log && what === "stop") {
      append(id!, { type: "RUN_ERROR", timestamp: Date.now(), code: "run/stopped", message: "Stopped." });
      return reply(202, {});
    }
    if (kind === "runs" && log) return reply(200, viewOf(log));
    reply(404, {
      type: "about:blank",
      title: "Not found",
      status: 404,
      detail: "There is no such thing here.",
      code: "request/not-found",
      hint: null,
    });
  }

  const server = createServer((request, response) => void answer(request, response));
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => "necto.v1" });
  server.on("upgrade", (request, stream, head) => {
    if (isAway) return void stream.destroy();
    sockets.handleUpgrade(request, stream, head, (socket) => {
      readers.set(socket, new Set());
      socket.on("close", () => readers.delete(socket));
      socket.on("message", (data) => listen(socket, JSON.parse(String(data)) as ClientFrame));
      send(socket, { t: "hello", conn: "c", proto: 1, hb: 10_000, now: new Date().toISOString() });
    });
  });

  const listen = (socket: WebSocket, frame: ClientFrame) => {
    if (frame.t === "unsub") for (const channel of frame.ch) readers.get(socket)?.delete(channel);
    if (frame.t === "sub") {
      for (const channel of frame.ch) replay(socket, channel, frame.cur?.[channel] ?? null);
      send(socket, { t: "ready", ch: frame.ch });
    }
    if (frame.t === "resync") {
      const log = logs.get(frame.ch.slice(4));
      if (log) send(socket, { t: "reset", ch: frame.ch, epoch: log.epoch, seq: 0 });
      replay(socket, frame.ch, null);
      send(socket, { t: "ready", ch: [frame.ch] });
    }
  };

  const replay = (socket: WebSocket, channel: string, cursor: Cursor | null) => {
    const told = channel.startsWith("trace:") ? traces.get(channel.slice("trace:".length)) : undefined;
    if (told) {
      readers.get(socket)?.add(channel);
      return send(socket, { t: "state", ch: channel, d: told });
    }
    const runId = channel.slice("run:".length);
    const log = logs.get(runId);
    if (!log) return send(socket, { t: "err", ch: channel, code: "not-found" });
    readers.get(socket)?.add(channel);
    const isKnown = cursor?.epoch === log.epoch;
    if (cursor && !isKnown) send(socket, { t: "reset", ch: channel, epoch: log.epoch, seq: 0 });
    for (let seq = (isKnown ? cursor.seq : 0) + 1; seq <= log.events.length; seq++)
      send(socket, frameOf(runId, log, seq));
  };

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get pace() {
      return pace;
    },
    set pace(ms) {
      pace = ms;
    },
    get answerDelayMs() {
      return answerDelayMs;
    },
    set answerDelayMs(ms) {
      answerDelayMs = ms;
    },
    vanish: () => {
      isAway = true;
      for (const socket of readers.keys()) socket.terminate();
    },
    comeBack: () => {
      isAway = false;
    },
    startNewEpoch: (epoch) => {
      for (const log of logs.values()) log.epoch = epoch;
      for (const socket of readers.keys()) socket.terminate();
    },
    skipOne: (runId) => {
      logs.get(runId)!.events.push({ type: "TOOL_CALL_END", timestamp: Date.now(), toolCallId: "lost" });
    },
    get witness() {
      return witness;
    },
    set witness(view) {
      witness = view;
    },
    copies,
    workerViolations,
    booking,
    tellTrace: (status) => {
      const d = { ...QUEUED, ...traces.get(status.root), ...status };
      traces.set(d.root, d);
      for (const [socket, channels] of readers)
        if (channels.has(`trace:${d.root}`)) send(socket, { t: "state", ch: `trace:${d.root}`, d });
    },
    stop: async () => {
      for (const timer of timers) clearTimeout(timer);
      for (const socket of readers.keys()) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function sendFile(pathname: string, response: ServerResponse, gateway: string): void {
  const wanted = join(DIST, pathname);
  const file =
    pathname !== "/" && wanted.startsWith(DIST) && existsSync(wanted) ? wanted : join(DIST, "index.html");
  response.writeHead(200, {
    "content-type": TYPES[extname(file)] ?? "application/octet-stream",
    "content-security-policy": policyTo(gateway),
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
  });
  if (file.includes("/verify-worker")) response.write(TELL_VIOLATIONS);
  createReadStream(file).pipe(response);
}
