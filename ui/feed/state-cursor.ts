import type { Cursor, ServerFrame } from "@necto/tools/protocol/frame";

export type SnapFrame = Extract<ServerFrame, { t: "snap" }>;
export type DeltaFrame = Extract<ServerFrame, { t: "delta" }>;
export type StateFrame = SnapFrame | DeltaFrame;

/** Where a page stands in a channel of state, whose snapshots come over HTTP. */
export interface StateCursor {
  /** What the page shows; null before its first snapshot. */
  readonly at: Cursor | null;
  /** The snapshot on its way was announced at this place. */
  readonly loading: Cursor | null;
  /** Deltas that came while it is on its way. */
  readonly waiting: readonly DeltaFrame[];
  /** A resync was asked for; until a snapshot is announced nothing else fits. */
  readonly resyncing: boolean;
}

export const NO_STATE: StateCursor = { at: null, loading: null, waiting: [], resyncing: false };

export type StateEffect =
  | { readonly kind: "apply"; readonly frames: readonly DeltaFrame[] }
  | { readonly kind: "load"; readonly url: string }
  | { readonly kind: "resync" }
  | { readonly kind: "none" };

export interface TakenState {
  readonly cursor: StateCursor;
  readonly effect: StateEffect;
}

const NONE: StateEffect = { kind: "none" };
const follows = (at: Cursor, { epoch, seq }: Cursor): boolean => epoch === at.epoch && seq === at.seq + 1;
const isKnown = (at: Cursor, { epoch, seq }: Cursor): boolean => epoch === at.epoch && seq <= at.seq;

const resync = (cursor: StateCursor): TakenState =>
  cursor.resyncing
    ? { cursor, effect: NONE }
    : {
        cursor: { ...cursor, loading: null, waiting: [], resyncing: true },
        effect: { kind: "resync" },
      };

/**
 * Takes one frame. A delta is applied when it follows what is shown, dropped when it is older, kept while a snapshot
 * is on its way. Seqs of two epochs never compare: a delta of another one asks for a snapshot.
 */
export function takeStateFrame(cursor: StateCursor, frame: StateFrame): TakenState {
  if (frame.t === "snap") {
    const { epoch, seq, url } = frame;
    return {
      cursor: { ...cursor, loading: { epoch, seq }, waiting: [], resyncing: false },
      effect: { kind: "load", url },
    };
  }
  if (cursor.loading)
    return frame.epoch === cursor.loading.epoch
      ? { cursor: { ...cursor, waiting: [...cursor.waiting, frame] }, effect: NONE }
      : resync(cursor);
  if (cursor.at && follows(cursor.at, frame))
    return {
      cursor: { ...cursor, at: { epoch: frame.epoch, seq: frame.seq } },
      effect: { kind: "apply", frames: [frame] },
    };
  if (cursor.at && isKnown(cursor.at, frame)) return { cursor, effect: NONE };
  return resync(cursor);
}

/**
 * A snapshot arrived: it is shown, and the deltas that came meanwhile and are newer follow it. One of a server that
 * was restarted in between, or older than announced, leads nowhere.
 */
export function takeSnapshot(cursor: StateCursor, { epoch, seq }: Cursor): TakenState {
  const { loading, waiting } = cursor;
  if (!loading) return { cursor, effect: NONE };
  if (epoch !== loading.epoch || seq < loading.seq) return resync(cursor);
  const newer = waiting.filter((frame) => frame.seq > seq);
  if (newer.some((frame, index) => frame.seq !== seq + 1 + index)) return resync(cursor);
  return {
    cursor: { at: { epoch, seq: seq + newer.length }, loading: null, waiting: [], resyncing: false },
    effect: { kind: "apply", frames: newer },
  };
}

/** A new socket: what was on its way is asked for again. */
export const reconnect = (cursor: StateCursor): StateCursor => ({ ...NO_STATE, at: cursor.at });
