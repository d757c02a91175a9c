import type { ServerFrame } from "@necto/tools/protocol/frame";
import type { RunEvent } from "@necto/tools/protocol/run-event";

/** Where this page stands in one channel. `epoch` is null until the first frame names one. */
export interface ChannelCursor {
  readonly epoch: string | null;
  readonly seq: number;
  /** A resync was asked for; until its answer comes, what does not fit is dropped without asking again. */
  readonly resyncing: boolean;
}

export type ChannelFrame = Extract<ServerFrame, { t: "ev" | "reset" | "ready" }>;

/** What a frame means for the channel's reader. */
export type Effect =
  | { readonly kind: "apply"; readonly seq: number; readonly event: RunEvent }
  | { readonly kind: "forget" }
  | { readonly kind: "ready" }
  | { readonly kind: "resync" }
  | { readonly kind: "drop" };

export interface Taken {
  readonly cursor: ChannelCursor;
  readonly effect: Effect;
}

export const START: ChannelCursor = { epoch: null, seq: 0, resyncing: false };

const DROP: Effect = { kind: "drop" };

/**
 * Takes one frame of one channel.
 * Same epoch and the next seq is applied, an older one dropped, a gap asks for a resync. Seqs of two epochs
 * never compare: after a restart the server counts from 1 again, and those events are new, not repeats.
 */
export function takeFrame(cursor: ChannelCursor, frame: ChannelFrame): Taken {
  if (frame.t === "ready") return { cursor: { ...cursor, resyncing: false }, effect: { kind: "ready" } };
  if (frame.t === "reset")
    return { cursor: { epoch: frame.epoch, seq: frame.seq, resyncing: false }, effect: { kind: "forget" } };

  const isFirst = cursor.epoch === null && frame.seq === 1;
  const isNext = cursor.epoch === frame.epoch && frame.seq === cursor.seq + 1;
  if (isFirst || isNext)
    return {
      cursor: { epoch: frame.epoch, seq: frame.seq, resyncing: cursor.resyncing },
      effect: { kind: "apply", seq: frame.seq, event: frame.d },
    };

  const isRepeat = cursor.epoch === frame.epoch && frame.seq <= cursor.seq;
  if (isRepeat || cursor.resyncing) return { cursor, effect: DROP };
  return { cursor: { ...cursor, resyncing: true }, effect: { kind: "resync" } };
}
