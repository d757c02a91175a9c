import { setTimeout as sleep } from "node:timers/promises";
import { runChannel, type ServerFrame, SUBPROTOCOL } from "@necto/tools/protocol/frame";
import { type Timing, toTiming } from "./measure.ts";

export interface ServerBench {
  readonly threads: number;
  readonly messages: number;
  readonly failures: number;
  /** From sending the message to the first step event on the socket. */
  readonly firstStep: Timing;
  /** From sending the message to the ranked decision on the socket. */
  readonly ranked: Timing;
}

const QUESTIONS = [
  "cheapest H100 in EU under $3",
  "8x A100 80GB, no spot",
  "most reliable RTX 4090 in Germany",
  "L40S under $1.20 not in the US",
  "H200 for 6 hours",
];

interface LoadOptions {
  readonly url: string;
  readonly threads: number;
  readonly messagesPerThread: number;
  /** A thread sends its next message this long after the last one. */
  readonly pauseMs: number;
}

/** A closed loop of conversations on one server, each a page with its own socket. */
export async function loadServer({
  url,
  threads,
  messagesPerThread,
  pauseMs,
}: LoadOptions): Promise<ServerBench> {
  const firstStep: number[] = [];
  const ranked: number[] = [];
  let failures = 0;
  const talk = async (place: number) => {
    const page = await openPage(url);
    // Pages do not arrive in step.
    await sleep((pauseMs * place) / threads);
    for (let message = 0; message < messagesPerThread; message++) {
      const startedAt = performance.now();
      const seen = await page.ask(QUESTIONS[(place + message) % QUESTIONS.length]!);
      if (seen.firstStepAt === null || seen.rankedAt === null) failures++;
      else {
        firstStep.push(seen.firstStepAt - startedAt);
        ranked.push(seen.rankedAt - startedAt);
      }
      await sleep(Math.max(0, pauseMs - (performance.now() - startedAt)));
    }
    page.close();
  };
  await Promise.all(Array.from({ length: threads }, (_, place) => talk(place)));
  return {
    threads,
    messages: threads * messagesPerThread,
    failures,
    firstStep: toTiming(firstStep),
    ranked: toTiming(ranked),
  };
}

interface Seen {
  firstStepAt: number | null;
  rankedAt: number | null;
}

async function openPage(url: string) {
  const post = async (path: string, body: unknown) => {
    const response = await fetch(`${url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return (await response.json()) as { id: string };
  };
  let socket = await openSocket(url);
  const thread = await post("/api/threads", {});
  return {
    close: () => socket.close(),
    async ask(text: string): Promise<Seen> {
      // A server that finds a page too slow closes its feed; a page comes back.
      if (socket.readyState !== WebSocket.OPEN) socket = await openSocket(url);
      const { id } = await post(`/api/threads/${thread.id}/runs`, { text });
      return watchRun(socket, runChannel(id));
    },
  };
}

async function openSocket(url: string): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/ws`, SUBPROTOCOL);
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve, { once: true });
    socket.addEventListener("error", reject, { once: true });
  });
  return socket;
}

/** Subscribes to a run and notes when its first step and its decision arrive. */
function watchRun(socket: WebSocket, channel: string): Promise<Seen> {
  const seen: Seen = { firstStepAt: null, rankedAt: null };
  return new Promise((resolve) => {
    const listen = ({ data }: MessageEvent) => {
      const frame = JSON.parse(String(data)) as ServerFrame;
      if (frame.t === "ping") socket.send(JSON.stringify({ t: "pong" }));
      if (frame.t !== "ev" || frame.ch !== channel) return;
      if (frame.d.type === "STEP_STARTED") seen.firstStepAt ??= performance.now();
      if (frame.d.type === "CUSTOM" && frame.d.name === "decision") seen.rankedAt = performance.now();
      if (frame.d.type !== "RUN_FINISHED" && frame.d.type !== "RUN_ERROR") return;
      socket.removeEventListener("message", listen);
      socket.send(JSON.stringify({ t: "unsub", ch: [channel] }));
      resolve(seen);
    };
    socket.addEventListener("message", listen);
    socket.addEventListener("close", () => resolve(seen), { once: true });
    socket.send(JSON.stringify({ t: "sub", ch: [channel] }));
  });
}
