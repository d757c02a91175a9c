import type { Cursor } from "@necto/tools/protocol/frame";
import type { LiveMarket, MarketFrame } from "./live-market.ts";

/** What the channel needs of a socket. */
export interface ChannelSocket {
  readonly send: (text: string) => void;
  /** Bytes that the reader has not taken yet. */
  readonly bufferedBytes: () => number;
  /** Cuts the reader off. */
  readonly giveUp: () => void;
}

/** A reader this far behind is told nothing more until it has caught up. */
const LAGGING_BYTES = 1024 * 1024;
const CAUGHT_UP_BYTES = 64 * 1024;
const LOOK_AGAIN_MS = 250;
const PATIENCE_MS = 30_000;

/**
 * Follows the market for one socket: what a cursor has missed or the way to a snapshot, then every delta. A slow
 * reader's deltas are dropped, not queued; once it has caught up one snapshot stands for all of them.
 *
 * @returns the end of the subscription
 */
export function followMarket(
  market: LiveMarket,
  socket: ChannelSocket,
  cursor: Cursor | undefined,
): () => void {
  let lagging: NodeJS.Timeout | null = null;

  const lag = () => {
    let waitedMs = 0;
    lagging = setInterval(() => {
      waitedMs += LOOK_AGAIN_MS;
      if (socket.bufferedBytes() < CAUGHT_UP_BYTES) {
        catchUp();
        socket.send(market.snapFrame().text);
      } else if (waitedMs >= PATIENCE_MS) {
        catchUp();
        socket.giveUp();
      }
    }, LOOK_AGAIN_MS);
  };
  const catchUp = () => {
    if (lagging) clearInterval(lagging);
    lagging = null;
  };
  const deliver = ({ text }: MarketFrame) => {
    if (lagging) return;
    if (socket.bufferedBytes() > LAGGING_BYTES) lag();
    else socket.send(text);
  };

  const missed = cursor ? market.since(cursor) : null;
  if (missed) missed.forEach(deliver);
  else if (market.seq() > 0) deliver(market.snapFrame());
  // Before the first scan there is nothing to fetch: its frame is the way to the first snapshot.
  const leave = market.watch(deliver);
  return () => {
    catchUp();
    leave();
  };
}
