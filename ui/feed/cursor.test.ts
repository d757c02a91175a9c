import type { RunEvent } from "@necto/tools/protocol/run-event";
import { describe, expect, it } from "vitest";
import { type ChannelCursor, type ChannelFrame, START, takeFrame } from "./cursor.ts";

const event = (seq: number): RunEvent => ({ type: "TOOL_CALL_END", timestamp: seq, toolCallId: `c${seq}` });
const ev = (epoch: string, seq: number): ChannelFrame => ({
  t: "ev",
  ch: "run:r",
  epoch,
  seq,
  d: event(seq),
});
const reset = (epoch: string): ChannelFrame => ({ t: "reset", ch: "run:r", epoch, seq: 0 });
const at = (epoch: string, seq: number): ChannelCursor => ({ epoch, seq, resyncing: false });

function play(frames: readonly ChannelFrame[], from = START) {
  let cursor = from;
  const effects: string[] = [];
  for (const frame of frames) {
    const taken = takeFrame(cursor, frame);
    cursor = taken.cursor;
    effects.push(taken.effect.kind === "apply" ? `apply ${taken.effect.seq}` : taken.effect.kind);
  }
  return { cursor, effects };
}

describe("takeFrame", () => {
  it("applies events in order from the first", () => {
    expect(play([ev("a", 1), ev("a", 2), ev("a", 3)]).effects).toEqual(["apply 1", "apply 2", "apply 3"]);
  });

  it("drops what was taken already", () => {
    expect(play([ev("a", 2), ev("a", 3), ev("a", 4)], at("a", 3)).effects).toEqual([
      "drop",
      "drop",
      "apply 4",
    ]);
  });

  it("asks once for a resync when events are missing, and drops what comes before the answer", () => {
    const { effects, cursor } = play(
      [ev("a", 5), ev("a", 6), reset("a"), ev("a", 1), ev("a", 2)],
      at("a", 3),
    );
    expect(effects).toEqual(["resync", "drop", "forget", "apply 1", "apply 2"]);
    expect(cursor).toEqual(at("a", 2));
  });

  it("fills a gap from a replay that comes without a reset", () => {
    const { effects } = play([ev("a", 6), ev("a", 4), ev("a", 5), ev("a", 6)], at("a", 3));
    expect(effects).toEqual(["resync", "apply 4", "apply 5", "apply 6"]);
  });

  it("asks again when the answer to a resync left a gap", () => {
    const ready: ChannelFrame = { t: "ready", ch: ["run:r"] };
    expect(play([ev("a", 5), ready, ev("a", 6)], at("a", 3)).effects).toEqual(["resync", "ready", "resync"]);
  });

  it("does not take the first events of a new epoch for repeats of the old one", () => {
    const { effects, cursor } = play([reset("b"), ev("b", 1), ev("b", 2)], at("a", 12));
    expect(effects).toEqual(["forget", "apply 1", "apply 2"]);
    expect(cursor).toEqual(at("b", 2));
  });

  it("never compares seqs of two epochs: without a reset it asks for one", () => {
    expect(play([ev("b", 3), ev("b", 13)], at("a", 12)).effects).toEqual(["resync", "drop"]);
  });

  it("asks for the start when a log begins in its middle", () => {
    expect(play([ev("a", 7)]).effects).toEqual(["resync"]);
  });
});
