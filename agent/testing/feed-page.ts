import { once } from "node:events";
import { type ClientFrame, type Cursor, ServerFrame, SUBPROTOCOL } from "@necto/tools/protocol/frame";
import { WebSocket } from "ws";

export interface FeedPage {
  readonly socket: WebSocket;
  /** Every frame so far, checked against the protocol's schema. */
  readonly frames: ServerFrame[];
  readonly send: (frame: ClientFrame | string) => void;
  /** The first frame that matches, whether it came already or is still to come; rejects when the socket closes before. */
  readonly until: (matches: (frame: ServerFrame) => boolean) => Promise<ServerFrame>;
  /** Resolves with the closing code. */
  readonly closed: Promise<number>;
}

/** A page's socket, as dumb as possible. */
export async function openFeed(url: string, headers: Record<string, string> = {}): Promise<FeedPage> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/ws`, SUBPROTOCOL, { headers });
  const frames: ServerFrame[] = [];
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const check of [...waiting]) check();
  };
  socket.on("message", (data) => {
    frames.push(ServerFrame.parse(JSON.parse(String(data))));
    wake();
  });
  const closed = new Promise<number>((resolve) => socket.once("close", (code) => resolve(code)));
  void closed.then(wake);
  await once(socket, "open");
  return {
    socket,
    frames,
    closed,
    send: (frame) => socket.send(typeof frame === "string" ? frame : JSON.stringify(frame)),
    until: (matches) =>
      new Promise((resolve, reject) => {
        const check = () => {
          const found = frames.find(matches);
          if (!found && socket.readyState !== WebSocket.CLOSED) return;
          waiting.delete(check);
          found
            ? resolve(found)
            : reject(new Error(`closed before; frames: ${JSON.stringify(frames).slice(0, 500)}`));
        };
        waiting.add(check);
        check();
      }),
  };
}

export const isReady = (frame: ServerFrame): boolean => frame.t === "ready";

export type Seen = { readonly seq: number; readonly event: unknown };

/** The events of a channel in the order in which they came. */
export const eventsIn = (frames: readonly ServerFrame[], ch: string): Seen[] =>
  frames.flatMap((frame) =>
    frame.t === "ev" && frame.ch === ch ? [{ seq: frame.seq, event: frame.d }] : [],
  );

export const cursorAfter = (epoch: string, seen: readonly Seen[]): Cursor | undefined =>
  seen.length === 0 ? undefined : { epoch, seq: seen.at(-1)!.seq };
