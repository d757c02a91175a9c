import type { ClientFrame, ServerFrame } from "@necto/tools/protocol/frame";
import type { RunEvent } from "@necto/tools/protocol/run-event";
import { describe, expect, it } from "vitest";
import { createFeedClient, type FeedStatus, type SocketEvents } from "./feed-client.ts";

const event: RunEvent = { type: "TOOL_CALL_END", timestamp: 1, toolCallId: "c" };
const ev = (epoch: string, seq: number): ServerFrame => ({ t: "ev", ch: "run:r", epoch, seq, d: event });
const ready: ServerFrame = { t: "ready", ch: ["run:r"] };
const hello: ServerFrame = { t: "hello", conn: "c1", proto: 1, hb: 10_000, now: "2026-11-22T08:05:12.034Z" };

/** A world with its own clock and sockets that do what the test says. */
function build() {
  let now = 0;
  let nextTimer = 1;
  const timers = new Map<number, { at: number; run: () => void }>();
  const sockets: { events: SocketEvents; sent: ClientFrame[]; closedWith: number | null }[] = [];
  const statuses: FeedStatus[] = [];
  const log: string[] = [];
  let online = true;
  const client = createFeedClient({
    connect: (events) => {
      const socket = { events, sent: [] as ClientFrame[], closedWith: null as number | null };
      sockets.push(socket);
      return {
        send: (text) => socket.sent.push(JSON.parse(text)),
        close: (code) => {
          socket.closedWith = code;
        },
      };
    },
    setTimer: (run, ms) => {
      timers.set(nextTimer, { at: now + ms, run });
      return nextTimer++;
    },
    clearTimer: (timer) => timers.delete(timer),
    random: () => 0.5,
    isOnline: () => online,
    statusChanged: (status) => statuses.push(status),
  });
  const world = {
    client,
    sockets,
    statuses,
    log,
    socket: () => sockets.at(-1)!,
    hear: (...frames: ServerFrame[]) => {
      for (const frame of frames) world.socket().events.received(JSON.stringify(frame));
    },
    pass: (ms: number) => {
      const end = now + ms;
      for (;;) {
        const due = [...timers].filter(([, { at }]) => at <= end).sort((a, b) => a[1].at - b[1].at)[0];
        if (!due) break;
        timers.delete(due[0]);
        now = due[1].at;
        due[1].run();
      }
      now = end;
    },
    goOffline: () => {
      online = false;
      client.wentOffline();
    },
    goOnline: () => {
      online = true;
      client.retryNow();
    },
    follow: () =>
      client.subscribe("run:r", {
        apply: (seq, _event, epoch) => log.push(`${epoch}${seq}`),
        forget: () => log.push("forget"),
        ready: (again) => log.push(again ? "ready again" : "ready"),
        refused: (code) => log.push(`refused ${code}`),
      }),
    connectAndFollow: () => {
      client.open();
      world.follow();
      world.socket().events.opened();
      world.hear(hello);
    },
  };
  return world;
}

describe("feed client", () => {
  it("is live after hello when there is nothing to follow", () => {
    const world = build();
    world.client.open();
    world.socket().events.opened();
    world.hear(hello);
    expect(world.client.status).toBe("live");
  });

  it("is live only when the replay is done", () => {
    const world = build();
    world.connectAndFollow();
    expect(world.client.status).toBe("connecting");
    world.hear(ev("a", 1), ready);
    expect(world.client.status).toBe("live");
    expect(world.log).toEqual(["a1", "ready"]);
  });

  it("answers a ping", () => {
    const world = build();
    world.connectAndFollow();
    world.hear({ t: "ping" });
    expect(world.socket().sent.at(-1)).toEqual({ t: "pong" });
  });

  it("resumes from its cursor after a loss, without gap or repeat", () => {
    const world = build();
    world.connectAndFollow();
    world.hear(ev("a", 1), ev("a", 2), ready);
    world.socket().events.closed();
    expect(world.client.status).toBe("reconnecting");
    world.pass(250);
    world.socket().events.opened();
    expect(world.socket().sent).toEqual([
      { t: "sub", ch: ["run:r"], cur: { "run:r": { epoch: "a", seq: 2 } } },
    ]);
    world.hear(hello, ev("a", 2), ev("a", 3), ready);
    expect(world.log).toEqual(["a1", "a2", "ready", "a3", "ready again"]);
  });

  it("takes a restarted server's events although their seq is lower", () => {
    const world = build();
    world.connectAndFollow();
    world.hear(ev("a", 1), ev("a", 2), ev("a", 3), ready);
    world.socket().events.closed();
    world.pass(250);
    world.socket().events.opened();
    world.hear(hello, { t: "reset", ch: "run:r", epoch: "b", seq: 0 }, ev("b", 1), ev("b", 2), ready);
    expect(world.log.slice(4)).toEqual(["forget", "b1", "b2", "ready again"]);
  });

  it("asks for a resync when an event is missing", () => {
    const world = build();
    world.connectAndFollow();
    world.hear(ev("a", 1), ev("a", 3));
    expect(world.socket().sent.at(-1)).toEqual({ t: "resync", ch: "run:r" });
  });

  it("waits longer after every failed attempt and starts over only after ready", () => {
    const world = build();
    world.connectAndFollow();
    const attempts: number[] = [];
    for (const wait of [250, 500, 1_000, 2_000]) {
      world.socket().events.opened();
      world.socket().events.closed();
      world.pass(wait - 1);
      const before = world.sockets.length;
      world.pass(1);
      attempts.push(world.sockets.length - before);
    }
    expect(attempts).toEqual([1, 1, 1, 1]);
    world.socket().events.opened();
    world.hear(hello, ready);
    world.socket().events.closed();
    world.pass(250);
    expect(world.sockets).toHaveLength(6);
  });

  it("comes back when the server said it would be there", () => {
    const world = build();
    world.connectAndFollow();
    world.hear(ready, { t: "bye", code: "deploy", retryMs: 2_000 });
    world.socket().events.closed();
    world.pass(1_999);
    expect(world.sockets).toHaveLength(1);
    world.pass(1);
    expect(world.sockets).toHaveLength(2);
  });

  it("is stale after 12 s of silence, fresh with the next frame, and gives the socket up after 30 s", () => {
    const world = build();
    world.connectAndFollow();
    world.hear(ready);
    world.pass(12_000);
    expect(world.client.status).toBe("stale");
    world.hear({ t: "ping" });
    expect(world.client.status).toBe("live");
    world.pass(29_999);
    expect(world.client.status).toBe("stale");
    world.pass(1);
    expect(world.sockets[0]?.closedWith).toBe(4000);
    expect(world.client.status).toBe("reconnecting");
  });

  it("hears nothing more from a socket it gave up", () => {
    const world = build();
    world.connectAndFollow();
    world.hear(ready);
    const old = world.socket();
    world.pass(30_000);
    old.events.received(JSON.stringify(ev("a", 1)));
    old.events.closed();
    expect(world.log).toEqual(["ready"]);
  });

  it("waits for the network when there is none, then connects at once", () => {
    const world = build();
    world.connectAndFollow();
    world.hear(ready);
    world.goOffline();
    world.pass(600_000);
    expect(world.client.status).toBe("offline");
    expect(world.sockets).toHaveLength(1);
    world.goOnline();
    expect(world.sockets).toHaveLength(2);
  });

  it("asks for many channels, and lets them go, in one frame each", () => {
    const world = build();
    const reader = { apply: () => {}, forget: () => {}, ready: () => {}, refused: () => {} };
    world.client.open();
    world.socket().events.opened();
    for (const name of ["run:a", "run:b", "run:c"]) world.client.subscribe(name, reader);
    world.pass(0);
    for (const name of ["run:a", "run:b"]) world.client.unsubscribe(name);
    world.pass(500);
    expect(world.socket().sent).toEqual([
      { t: "sub", ch: ["run:a", "run:b", "run:c"] },
      { t: "unsub", ch: ["run:a", "run:b"] },
    ]);
  });

  it("lets go of a channel that is refused", () => {
    const world = build();
    world.connectAndFollow();
    world.hear({ t: "err", ch: "run:r", code: "not-found" });
    expect(world.log).toEqual(["refused not-found"]);
    expect(world.client.status).toBe("live");
  });

  it("hands a channel of state its frames, and asks for it from the reader's own place after a loss", () => {
    const world = build();
    const taken: string[] = [];
    let at: { epoch: string; seq: number } | null = null;
    world.client.open();
    world.client.watch("market", {
      reconnected: () => at,
      take: (frame) => taken.push(`${frame.t} ${frame.seq}`),
    });
    world.socket().events.opened();
    world.hear(hello);
    expect(world.socket().sent).toEqual([{ t: "sub", ch: ["market"] }]);
    expect(world.statuses).toEqual([]);
    world.hear(
      { t: "snap", ch: "market", epoch: "m", seq: 4, url: "/api/market/snapshot?at=4" },
      { t: "delta", ch: "market", epoch: "m", seq: 5, d: {} as never },
      { t: "ready", ch: ["market"] },
    );
    expect(taken).toEqual(["snap 4", "delta 5"]);
    expect(world.statuses).toEqual(["live"]);
    at = { epoch: "m", seq: 5 };
    world.socket().events.closed();
    world.pass(1_000);
    world.socket().events.opened();
    expect(world.socket().sent).toEqual([{ t: "sub", ch: ["market"], cur: { market: at } }]);
    world.client.unsubscribe("market");
    world.hear({ t: "delta", ch: "market", epoch: "m", seq: 6, d: {} as never });
    expect(taken).toHaveLength(2);
  });

  it("opens a new socket for somebody else who is signed in, and goes on from where it was", () => {
    const world = build();
    world.connectAndFollow();
    world.hear(ev("e1", 1), ready);
    const before = world.sockets.length;
    world.client.renew();
    const [old, fresh] = world.sockets.slice(-2);
    expect([world.sockets.length, old!.closedWith]).toEqual([before + 1, 1000]);
    old!.events.received(JSON.stringify(ev("e1", 2)));
    old!.events.closed();
    fresh!.events.opened();
    expect(fresh!.sent).toEqual([{ t: "sub", ch: ["run:r"], cur: { "run:r": { epoch: "e1", seq: 1 } } }]);
    world.hear(hello, ready);
    expect([world.client.status, world.sockets.length]).toEqual(["live", before + 1]);
  });
});
