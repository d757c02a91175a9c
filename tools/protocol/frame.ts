import { z } from "zod";
import { Count } from "../core/decimal.ts";
import { INBOX_CHANNEL, InboxState } from "./inbox.ts";
import { MarketDelta } from "./market.ts";
import { RunEvent } from "./run-event.ts";
import { TraceStatus } from "./trace-status.ts";

/** WebSocket subprotocol of the feed (`facts/ui.md` 5). */
export const SUBPROTOCOL = "necto.v1";

/** Where a client stands in a channel. `epoch` changes when the channel's history is lost; seqs of two epochs never compare. */
export const Cursor = z.object({ epoch: z.string(), seq: Count });
export type Cursor = z.output<typeof Cursor>;

/** No channel has a NUL in its name, and not every database could be asked for one. */
const Channel = z.string().refine((name) => !name.includes("\0"));

export const ClientFrame = z.discriminatedUnion("t", [
  z.object({
    t: z.literal("sub"),
    ch: z.array(Channel).min(1).max(50),
    cur: z.record(z.string(), Cursor).optional(),
  }),
  z.object({ t: z.literal("unsub"), ch: z.array(Channel).min(1).max(50) }),
  z.object({ t: z.literal("resync"), ch: Channel }),
  z.object({ t: z.literal("pong") }),
]);
export type ClientFrame = z.output<typeof ClientFrame>;

/**
 * `hello` opens, `ready` says that the replay of the named channels is done, `ev` is one event,
 * `reset` says "forget this channel, a replay from seq 1 follows", `bye` announces a restart.
 * Channels of state have no log: `snap` says where to fetch all of it, `delta` leads from one seq to the next;
 * `state` is all of a small one, and replaces what was told before; `inbox` likewise.
 */
export const ServerFrame = z.discriminatedUnion("t", [
  z.object({ t: z.literal("hello"), conn: z.string(), proto: z.literal(1), hb: Count, now: z.string() }),
  z.object({ t: z.literal("ev"), ch: z.string(), epoch: z.string(), seq: Count, d: RunEvent }),
  z.object({ t: z.literal("reset"), ch: z.string(), epoch: z.string(), seq: Count }),
  z.object({ t: z.literal("snap"), ch: z.string(), epoch: z.string(), seq: Count, url: z.string() }),
  z.object({ t: z.literal("delta"), ch: z.string(), epoch: z.string(), seq: Count, d: MarketDelta }),
  z.object({ t: z.literal("state"), ch: z.string(), d: TraceStatus }),
  z.object({ t: z.literal("inbox"), ch: z.literal(INBOX_CHANNEL), d: InboxState }),
  z.object({ t: z.literal("ready"), ch: z.array(z.string()) }),
  z.object({ t: z.literal("ping") }),
  z.object({ t: z.literal("err"), ch: z.string(), code: z.string() }),
  z.object({ t: z.literal("bye"), code: z.string(), retryMs: Count }),
]);
export type ServerFrame = z.output<typeof ServerFrame>;

/** Channel of one run: a durable, gapless log. */
export const runChannel = (runId: string): string => `run:${runId}`;
