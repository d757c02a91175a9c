import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type DeltaFrame,
  NO_STATE,
  reconnect,
  type StateCursor,
  type StateFrame,
  takeSnapshot,
  takeStateFrame,
} from "./state-cursor.ts";

const snap = (epoch: string, seq: number): StateFrame => ({
  t: "snap",
  ch: "market",
  epoch,
  seq,
  url: `/at/${seq}`,
});
const delta = (epoch: string, seq: number): DeltaFrame => ({
  t: "delta",
  ch: "market",
  epoch,
  seq,
  d: {} as never,
});
const body = (epoch: string, seq: number) => ({ t: "body" as const, epoch, seq });
const at = (epoch: string, seq: number): StateCursor => ({ ...NO_STATE, at: { epoch, seq } });

function play(frames: readonly (StateFrame | ReturnType<typeof body>)[], from = NO_STATE) {
  let cursor = from;
  const effects: string[] = [];
  for (const frame of frames) {
    const taken = frame.t === "body" ? takeSnapshot(cursor, frame) : takeStateFrame(cursor, frame);
    cursor = taken.cursor;
    const { effect } = taken;
    effects.push(
      effect.kind === "apply" ? `apply ${effect.frames.map(({ seq }) => seq).join(" ")}`.trim() : effect.kind,
    );
  }
  return { cursor, effects };
}

describe("takeStateFrame", () => {
  it("loads a snapshot, keeps what comes meanwhile, and applies what is newer than the snapshot", () => {
    const { effects, cursor } = play([
      snap("a", 5),
      delta("a", 6),
      delta("a", 7),
      body("a", 6),
      delta("a", 8),
    ]);
    expect(effects).toEqual(["load", "none", "none", "apply 7", "apply 8"]);
    expect(cursor.at).toEqual({ epoch: "a", seq: 8 });
  });

  it("drops what is shown already", () => {
    expect(play([delta("a", 3), delta("a", 4), delta("a", 5)], at("a", 4)).effects).toEqual([
      "none",
      "none",
      "apply 5",
    ]);
  });

  it("asks once for a snapshot when a delta is missing", () => {
    expect(play([delta("a", 7), delta("a", 8), snap("a", 8)], at("a", 4)).effects).toEqual([
      "resync",
      "none",
      "load",
    ]);
  });

  it("never compares seqs of two epochs: after a restart deltas are neither repeats nor next", () => {
    expect(play([delta("b", 2)], at("a", 900)).effects).toEqual(["resync"]);
    expect(play([delta("b", 901)], at("a", 900)).effects).toEqual(["resync"]);
  });

  it("asks again when the server was restarted while its snapshot was on its way", () => {
    expect(play([snap("a", 5), body("b", 9)]).effects).toEqual(["load", "resync"]);
    expect(play([snap("a", 5), delta("b", 1)]).effects).toEqual(["load", "resync"]);
  });

  it("asks again when a snapshot is older than announced, or deltas behind it are missing", () => {
    expect(play([snap("a", 5), body("a", 4)]).effects).toEqual(["load", "resync"]);
    expect(play([snap("a", 5), delta("a", 8), body("a", 5)]).effects).toEqual(["load", "none", "resync"]);
  });

  it("takes a snapshot that nobody waits for as none", () => {
    expect(play([body("a", 9)], at("a", 4)).effects).toEqual(["none"]);
  });

  it("goes on from what is shown when the connection was lost while loading", () => {
    const { cursor } = play([snap("a", 9), delta("a", 10)], at("a", 4));
    expect(reconnect(cursor)).toEqual(at("a", 4));
    expect(play([delta("a", 5)], reconnect(cursor)).effects).toEqual(["apply 5"]);
  });

  it("shows every delta once and in order, whatever is lost, repeated or restarted", () => {
    const frames = fc.array(
      fc.record({
        epoch: fc.constantFrom("a", "b"),
        seq: fc.integer({ min: 1, max: 12 }),
        kind: fc.constantFrom("snap", "delta", "body", "reconnect"),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(frames, (steps) => {
        let cursor = NO_STATE;
        for (const { epoch, seq, kind } of steps) {
          const before = cursor.at;
          if (kind === "reconnect") {
            cursor = reconnect(cursor);
            continue;
          }
          const taken =
            kind === "body"
              ? takeSnapshot(cursor, { epoch, seq })
              : takeStateFrame(cursor, kind === "snap" ? snap(epoch, seq) : delta(epoch, seq));
          cursor = taken.cursor;
          if (taken.effect.kind !== "apply") {
            expect(cursor.at).toEqual(before);
            continue;
          }
          const start = kind === "body" ? { epoch, seq } : before!;
          taken.effect.frames.forEach((frame, index) => {
            expect([frame.epoch, frame.seq]).toEqual([start.epoch, start.seq + 1 + index]);
          });
          expect(cursor.at).toEqual({ epoch: start.epoch, seq: start.seq + taken.effect.frames.length });
        }
      }),
    );
  });
});
