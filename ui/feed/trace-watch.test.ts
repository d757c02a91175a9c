import type { TraceStatus } from "@necto/tools/protocol/trace-status";
import { expect, it } from "vitest";
import type { StateReader } from "./feed-client.ts";
import { TraceWatch } from "./trace-watch.ts";

const status = (changes: Partial<TraceStatus> = {}): TraceStatus => ({
  kind: "decision",
  root: "0x1",
  digest: "0x2",
  size: 3,
  state: "queued",
  tries: 0,
  txHash: null,
  txSeq: null,
  problem: null,
  nextTryAt: null,
  url: null,
  ...changes,
});

function open() {
  const readers = new Map<string, StateReader>();
  const watch = new TraceWatch({
    watch: (channel, reader) => void readers.set(channel, reader),
    unsubscribe: (channel) => void readers.delete(channel),
  });
  return { watch, readers };
}

it("keeps what is told of a trace until it is stored, and then lets the channel go", () => {
  const { watch, readers } = open();
  const heard: (string | undefined)[] = [];
  watch.addEventListener("change", () => heard.push(watch.statusOf("0x1")?.state));
  watch.follow("0x1");
  for (const state of ["queued", "sending", "stored"] as const)
    readers.get("trace:0x1")!.told!(status({ state }));
  expect(heard).toEqual(["queued", "sending", "stored"]);
  expect(readers.size).toBe(0);
  watch.follow("0x1");
  expect(readers.size).toBe(0);
});

it("keeps a channel while one of two still follows it", () => {
  const { watch, readers } = open();
  watch.follow("0x1");
  watch.follow("0x1");
  watch.leave("0x1");
  expect([...readers.keys()]).toEqual(["trace:0x1"]);
  watch.leave("0x1");
  expect(readers.size).toBe(0);
});
