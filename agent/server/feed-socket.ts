import { ClientFrame, type Cursor, runChannel, type ServerFrame } from "@necto/tools/protocol/frame";
import { INBOX_CHANNEL, type InboxState } from "@necto/tools/protocol/inbox";
import { MARKET_CHANNEL } from "@necto/tools/protocol/market";
import { type TraceStatus, traceChannel } from "@necto/tools/protocol/trace-status";
import type { WebSocket } from "ws";
import type { Accounts, OpenSession } from "../features/accounts/account-service.ts";
import { mayUse } from "../features/accounts/thread-access.ts";
import type { Inbox } from "../features/inbox/inbox-service.ts";
import type { TeamRoles } from "../features/teams/team-roles.ts";
import type { Store } from "../store/open-store.ts";
import { findRun } from "../store/runs.ts";
import { findThread, type Thread } from "../store/threads.ts";
import type { TraceService } from "../traces/trace-service.ts";
import type { FeedHub } from "./feed-hub.ts";
import { followRun } from "./follow-run.ts";
import type { LiveMarket } from "./live-market.ts";
import { followMarket } from "./market-channel.ts";
import type { SessionSockets } from "./session-sockets.ts";

export interface FeedOptions {
  readonly store: Store;
  readonly teams: TeamRoles;
  readonly hub: FeedHub;
  readonly liveMarket: LiveMarket;
  readonly traces: TraceService;
  readonly traceHub: FeedHub<TraceStatus>;
  readonly accounts: Pick<Accounts, "stillOpen">;
  readonly sessionSockets: SessionSockets;
  readonly inbox: Inbox;
  /** Of whoever opened the socket. */
  readonly session: OpenSession | null;
  readonly now: () => number;
  readonly newId: (kind: "connection") => string;
  readonly onFault: (error: unknown) => void;
}

const HEARTBEAT_MS = 10_000;
/** A client that has answered no ping for this long is gone. */
const SILENCE_MS = 30_000;
const MAX_CHANNELS = 50;
/** A reader this far behind is cut off: it resumes from its cursor without loss. */
const MAX_BUFFERED_BYTES = 4 * 1024 * 1024;
const MAX_FRAMES_PER_SECOND = 20;

/** Closing codes of `facts/ui.md` 5: too slow, too much, nothing heard, session over; a fault of ours, a restart. */
const CLOSE = { slow: 4008, flood: 4029, silent: 4000, signedOut: 4401, fault: 1011, deploy: 1012 } as const;

/** One open socket of a page. */
export interface FeedConnection {
  /** Says goodbye with a time to come back, then closes. */
  readonly bye: (retryMs: number) => void;
}

/** Speaks `necto.v1` on one socket: replays what a cursor has not seen, then tails, with no gap between the two. */
export function serveFeed(socket: WebSocket, options: FeedOptions): FeedConnection {
  const {
    store,
    teams,
    hub,
    liveMarket,
    traces,
    traceHub,
    accounts,
    sessionSockets,
    inbox,
    session,
    now,
    newId,
    onFault,
  } = options;
  const subscriptions = new Map<string, () => void>();
  /** The organisation that a channel is of, by channel. */
  const orgs = new Map<string, string>();
  let heardAt = now();
  let secondStartedAt = now();
  let framesThisSecond = 0;

  const send = (frame: ServerFrame) => {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > MAX_BUFFERED_BYTES) socket.close(CLOSE.slow, "too slow");
    else socket.send(JSON.stringify(frame));
  };

  function subscribeMarket(cursor: Cursor | undefined): void {
    if (!hasRoom(MARKET_CHANNEL)) return;
    unsubscribe(MARKET_CHANNEL);
    const leave = followMarket(
      liveMarket,
      {
        send: (text) => {
          if (socket.readyState === socket.OPEN) socket.send(text);
        },
        bufferedBytes: () => socket.bufferedAmount,
        giveUp: () => socket.close(CLOSE.slow, "too slow"),
      },
      cursor,
    );
    subscriptions.set(MARKET_CHANNEL, leave);
    if (socket.readyState !== socket.OPEN) unsubscribe(MARKET_CHANNEL);
  }

  /** Tells what is known of a trace now, and again whenever that changes. */
  async function subscribeTrace(channel: string, root: string): Promise<void> {
    const tell = (d: TraceStatus) => send({ t: "state", ch: channel, d });
    if (!hasRoom(channel)) return;
    unsubscribe(channel);
    subscriptions.set(channel, traceHub.subscribe(root, tell));
    const status = await traces.find({ root });
    if (status) tell(status);
    else send({ t: "err", ch: channel, code: "not-found" });
    if (!status || socket.readyState !== socket.OPEN) unsubscribe(channel);
  }

  /** Tells whoever opened the socket how much of its inbox is new, and again whenever that changes. */
  async function subscribeInbox(): Promise<void> {
    const tell = (d: InboxState) => send({ t: "inbox", ch: INBOX_CHANNEL, d });
    unsubscribe(INBOX_CHANNEL);
    if (session === null || !(await isOpen(session)))
      return send({ t: "err", ch: INBOX_CHANNEL, code: "forbidden" });
    if (!hasRoom(INBOX_CHANNEL)) return;
    const { address } = session.principal;
    subscriptions.set(INBOX_CHANNEL, inbox.follow(address, tell));
    tell(await inbox.state(address));
    if (socket.readyState !== socket.OPEN) unsubscribe(INBOX_CHANNEL);
  }

  const isOpen = async ({ id }: OpenSession): Promise<boolean> => (await accounts.stillOpen([id])).length > 0;

  const hasRoom = (channel: string): boolean => {
    if (subscriptions.size < MAX_CHANNELS || subscriptions.has(channel)) return true;
    send({ t: "err", ch: channel, code: "too-many-channels" });
    return false;
  };

  /** Asked at every subscription: a session may have ended since the socket was opened. */
  async function refusalOf(thread: Thread | null): Promise<"not-found" | "forbidden" | null> {
    if (thread === null) return "not-found";
    if (await mayUse(teams, thread, null)) return null;
    if (session === null || !(await isOpen(session))) return "forbidden";
    return (await mayUse(teams, thread, session.principal)) ? null : "not-found";
  }

  async function subscribe(channel: string, cursor: Cursor | undefined): Promise<void> {
    if (channel === MARKET_CHANNEL) return subscribeMarket(cursor);
    if (channel === INBOX_CHANNEL) return subscribeInbox();
    if (channel.startsWith(traceChannel("")))
      return subscribeTrace(channel, channel.slice(traceChannel("").length));
    const runId = channel.startsWith(runChannel("")) ? channel.slice(runChannel("").length) : null;
    const run = runId === null ? null : await findRun(store, runId);
    const thread = run && (await findThread(store, run.threadId));
    const refusal = await refusalOf(thread);
    if (!run || !thread || refusal !== null) {
      unsubscribe(channel);
      return send({ t: "err", ch: channel, code: refusal ?? "not-found" });
    }
    if (!hasRoom(channel)) return;
    unsubscribe(channel);

    const { epoch } = store;
    const isSameEpoch = cursor?.epoch === epoch && cursor.seq <= run.lastSeq;
    if (cursor && !isSameEpoch) send({ t: "reset", ch: channel, epoch, seq: 0 });
    const { caughtUp, leave } = followRun({
      store,
      hub,
      runId: run.id,
      afterSeq: isSameEpoch ? cursor.seq : 0,
      deliver: ({ seq, event }) => send({ t: "ev", ch: channel, epoch, seq, d: event }),
      onFault: fail,
    });
    subscriptions.set(channel, leave);
    if (thread.org !== null) orgs.set(channel, thread.org);
    await caughtUp;
    if (socket.readyState !== socket.OPEN) unsubscribe(channel);
  }

  const unsubscribe = (channel: string) => {
    subscriptions.get(channel)?.();
    subscriptions.delete(channel);
    orgs.delete(channel);
  };

  /** Nothing more of an organisation reaches somebody who is not in it, or of whom the chain does not say that it is. */
  async function recheck(roleOf: TeamRoles["roleOf"]): Promise<void> {
    for (const [channel, org] of orgs) {
      const role = await roleOf(org, session!.principal.address).catch(() => "unknown" as const);
      if (role !== null && role !== "unknown") continue;
      unsubscribe(channel);
      send({ t: "err", ch: channel, code: role === null ? "revoked" : "unavailable" });
    }
  }

  async function receive(text: string): Promise<void> {
    const frame = parseFrame(text);
    if (!frame) return send({ t: "err", ch: "", code: "bad-frame" });
    if (frame.t === "unsub") frame.ch.forEach(unsubscribe);
    if (frame.t === "resync") {
      await subscribe(frame.ch, undefined);
      send({ t: "ready", ch: [frame.ch] });
    }
    if (frame.t === "sub") {
      for (const channel of frame.ch) await subscribe(channel, frame.cur?.[channel]);
      send({ t: "ready", ch: frame.ch.filter((channel) => subscriptions.has(channel)) });
    }
  }

  const isFlooding = () => {
    if (now() - secondStartedAt >= 1000) {
      secondStartedAt = now();
      framesThisSecond = 0;
    }
    return ++framesThisSecond > MAX_FRAMES_PER_SECOND;
  };

  const heartbeat = setInterval(() => {
    if (now() - heardAt > SILENCE_MS) socket.close(CLOSE.silent, "silent");
    else send({ t: "ping" });
  }, HEARTBEAT_MS);

  /** A subscription that could not be read would stay silent for ever; a page that is cut off comes back. */
  const fail = (error: unknown) => {
    onFault(error);
    socket.close(CLOSE.fault, "fault");
  };

  let queue: Promise<void> = Promise.resolve();
  socket.on("message", (data) => {
    heardAt = now();
    if (isFlooding()) return socket.close(CLOSE.flood, "too many frames");
    queue = queue.then(() => receive(String(data))).catch(fail);
  });
  socket.on("error", () => socket.close());
  const leaveSession =
    session === null
      ? () => {}
      : sessionSockets.add(session.id, {
          close: () => socket.close(CLOSE.signedOut, "signed out"),
          recheck,
        });
  socket.on("close", () => {
    leaveSession();
    clearInterval(heartbeat);
    for (const channel of [...subscriptions.keys()]) unsubscribe(channel);
  });
  send({
    t: "hello",
    conn: newId("connection"),
    proto: 1,
    hb: HEARTBEAT_MS,
    now: new Date(now()).toISOString(),
  });

  return {
    bye(retryMs) {
      send({ t: "bye", code: "deploy", retryMs });
      socket.close(CLOSE.deploy, "restarting");
    },
  };
}

function parseFrame(text: string): ClientFrame | null {
  try {
    return ClientFrame.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
