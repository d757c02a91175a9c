import type { ClientFrame, Cursor, ServerFrame } from "@necto/tools/protocol/frame";
import type { InboxState } from "@necto/tools/protocol/inbox";
import type { RunEvent } from "@necto/tools/protocol/run-event";
import type { TraceStatus } from "@necto/tools/protocol/trace-status";
import { backoffMs } from "./backoff.ts";
import { type ChannelCursor, type ChannelFrame, START, takeFrame } from "./cursor.ts";
import { createOutbox } from "./outbox.ts";
import type { StateFrame } from "./state-cursor.ts";

/** Nothing heard for this long: what is shown may be old. */
export const STALE_AFTER_MS = 12_000;
/** Nothing heard for this long: the connection is dead, whatever the socket says. */
export const DEAD_AFTER_MS = 30_000;

export type FeedStatus = "connecting" | "live" | "stale" | "reconnecting" | "offline";

/** Reader of one channel. `forget` comes before a replay from the start. */
export interface ChannelReader {
  apply(seq: number, event: RunEvent, epoch: string): void;
  forget(): void;
  /** The replay is done; `again` after a reconnect, when a lost tail is possible. */
  ready(again: boolean): void;
  refused(code: string): void;
}

/** Reader of a channel of state. It keeps its own place, because its snapshots come over HTTP. */
export interface StateReader {
  /** Called for every new socket: where the reader goes on, or null to begin with a snapshot. */
  reconnected(): Cursor | null;
  take(frame: StateFrame): void;
  /** Of a small state, all of it. */
  told?(state: TraceStatus): void;
  counted?(state: InboxState): void;
}

export interface FeedSocket {
  send(text: string): void;
  close(code: number): void;
}

export interface SocketEvents {
  opened(): void;
  received(text: string): void;
  closed(): void;
}

/** Everything the client needs from outside; a test passes its own. */
export interface FeedDeps {
  connect(events: SocketEvents): FeedSocket;
  setTimer(run: () => void, ms: number): number;
  clearTimer(timer: number): void;
  random(): number;
  isOnline(): boolean;
  statusChanged(status: FeedStatus): void;
}

export interface FeedClient {
  readonly status: FeedStatus;
  open(): void;
  close(): void;
  subscribe(channel: string, reader: ChannelReader): void;
  /** Follows a channel of state. */
  watch(channel: string, reader: StateReader): void;
  unsubscribe(channel: string): void;
  /** Asks for the channel from its start. */
  resync(channel: string): void;
  /** The network came back, or the tab is looked at again: do not wait for the timer. */
  retryNow(): void;
  /** Somebody else is signed in now: a socket knows who opened it, so a new one takes its place. */
  renew(): void;
  /** The browser says that there is no network. */
  wentOffline(): void;
}

interface Channel {
  cursor: ChannelCursor;
  readonly reader: ChannelReader;
  wasReady: boolean;
}

/** One connection to the feed, with every channel's place in it (`necto.v1`; rules in `cursor.ts`). Reconnects by itself until closed. */
export function createFeedClient(deps: FeedDeps): FeedClient {
  const channels = new Map<string, Channel>();
  const states = new Map<string, StateReader>();
  const hasNone = () => channels.size + states.size === 0;
  let status: FeedStatus = "connecting";
  let socket: FeedSocket | null = null;
  let isOpen = false;
  let attempt = 0;
  let announcedRetryMs: number | null = null;
  let retryTimer: number | null = null;
  let silenceTimer: number | null = null;
  /** Frames of a socket that was given up must not be heard. */
  let generation = 0;

  const setStatus = (next: FeedStatus) => {
    if (next === status) return;
    status = next;
    deps.statusChanged(next);
  };
  const clear = (timer: number | null) => {
    if (timer !== null) deps.clearTimer(timer);
    return null;
  };
  const send = (frame: ClientFrame) => {
    if (isOpen) socket?.send(JSON.stringify(frame));
  };

  const listenForSilence = () => {
    silenceTimer = clear(silenceTimer);
    silenceTimer = deps.setTimer(() => {
      if (status === "live") setStatus("stale");
      silenceTimer = deps.setTimer(() => lose(4000), DEAD_AFTER_MS - STALE_AFTER_MS);
    }, STALE_AFTER_MS);
  };

  const lose = (code: number | null) => {
    generation += 1;
    const lost = socket;
    socket = null;
    isOpen = false;
    silenceTimer = clear(silenceTimer);
    retryTimer = clear(retryTimer);
    if (code !== null) lost?.close(code);
    if (!deps.isOnline()) return setStatus("offline");
    setStatus("reconnecting");
    const wait = announcedRetryMs ?? backoffMs(attempt, deps.random);
    announcedRetryMs = null;
    attempt += 1;
    retryTimer = deps.setTimer(connect, wait);
  };

  const connect = () => {
    retryTimer = clear(retryTimer);
    const mine = ++generation;
    socket = deps.connect({
      opened: () => {
        if (mine !== generation) return;
        isOpen = true;
        outbox.restart([...channels.keys(), ...states.keys()]);
      },
      received: (text) => {
        if (mine !== generation) return;
        listenForSilence();
        if (status === "stale") setStatus("live");
        receive(JSON.parse(text) as ServerFrame);
      },
      closed: () => {
        if (mine === generation) lose(null);
      },
    });
    listenForSilence();
  };

  const outbox = createOutbox(deps, ({ subscribe, unsubscribe }) => {
    if (unsubscribe.length > 0) send({ t: "unsub", ch: unsubscribe });
    if (subscribe.length === 0) return;
    const known = subscribe.flatMap((name) => {
      const state = states.get(name)?.reconnected();
      if (state) return [[name, state] as const];
      const cursor = channels.get(name)?.cursor;
      return cursor?.epoch ? [[name, { epoch: cursor.epoch, seq: cursor.seq }] as const] : [];
    });
    send({ t: "sub", ch: subscribe, ...(known.length > 0 && { cur: Object.fromEntries(known) }) });
  });

  const becomeLive = () => {
    attempt = 0;
    setStatus("live");
  };

  const take = (name: string, frame: ChannelFrame) => {
    const channel = channels.get(name);
    if (!channel) return;
    const { cursor, effect } = takeFrame(channel.cursor, frame);
    channel.cursor = cursor;
    if (effect.kind === "apply") channel.reader.apply(effect.seq, effect.event, cursor.epoch ?? "");
    else if (effect.kind === "forget") channel.reader.forget();
    else if (effect.kind === "resync") send({ t: "resync", ch: name });
    else if (effect.kind === "ready") {
      const again = channel.wasReady;
      channel.wasReady = true;
      channel.reader.ready(again);
    }
  };

  const receive = (frame: ServerFrame) => {
    if (frame.t === "ping") return send({ t: "pong" });
    if (frame.t === "hello") return hasNone() ? becomeLive() : undefined;
    if (frame.t === "bye") announcedRetryMs = frame.retryMs;
    else if (frame.t === "err") {
      const refused = channels.get(frame.ch);
      channels.delete(frame.ch);
      states.delete(frame.ch);
      refused?.reader.refused(frame.code);
      if (hasNone()) becomeLive();
    } else if (frame.t === "ready") {
      becomeLive();
      for (const name of frame.ch) take(name, frame);
    } else if (frame.t === "snap" || frame.t === "delta") states.get(frame.ch)?.take(frame);
    else if (frame.t === "state") states.get(frame.ch)?.told?.(frame.d);
    else if (frame.t === "inbox") states.get(frame.ch)?.counted?.(frame.d);
    else take(frame.ch, frame);
  };

  return {
    get status() {
      return status;
    },
    open: connect,
    close: () => {
      generation += 1;
      socket?.close(1000);
      socket = null;
      isOpen = false;
      silenceTimer = clear(silenceTimer);
      retryTimer = clear(retryTimer);
      outbox.clear();
    },
    subscribe: (name, reader) => {
      channels.set(name, { cursor: START, reader, wasReady: false });
      outbox.subscribe(name);
    },
    watch: (name, reader) => {
      states.set(name, reader);
      outbox.subscribe(name);
    },
    unsubscribe: (name) => {
      const isLeft = channels.delete(name) || states.delete(name);
      if (isLeft) outbox.unsubscribe(name);
    },
    resync: (name) => send({ t: "resync", ch: name }),
    retryNow: () => {
      if (socket === null) connect();
    },
    renew: () => {
      generation += 1;
      socket?.close(1000);
      isOpen = false;
      connect();
    },
    wentOffline: () => lose(4000),
  };
}
