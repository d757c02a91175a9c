import { expect, test } from "vitest";
import { judgeSent, type SentFacts } from "./judge.ts";

const PATIENCE = { rebroadcastMs: 1_000, bumpMs: 5_000, misses: 3 };
const RECEIPT = { hash: "0x01", isSuccess: true, blockNumber: 9n, blockHash: "0x02" } as const;
const send = { nonce: 4, kind: "send", hash: "0x01" } as const;
const cancel = { nonce: 4, kind: "cancel", hash: "0x02" } as const;
const FACTS: SentFacts = {
  ...{ intent: { wants_cancel: 0 }, transactions: [send], chainNonce: 4, receipt: null, hasEffect: null },
  ...{ misses: 0, madeAt: 10_000, lastSentAt: 10_000, now: 10_100 },
};

test.each<[string, Partial<SentFacts>, string]>([
  ["sent a moment ago", {}, "wait"],
  ["sent before this process began", { lastSentAt: null }, "rebroadcast"],
  ["sent a while ago", { now: 11_000 }, "rebroadcast"],
  ["in the way of all others", { now: 15_000 }, "bump"],
  ["waiting for another one that is in the way", { now: 15_000, chainNonce: 3 }, "rebroadcast"],
  ["mined", { chainNonce: 5, receipt: RECEIPT }, "mined"],
  ["mined and refused", { chainNonce: 5, receipt: { ...RECEIPT, isSuccess: false } }, "reverted"],
  ["nonce used, the job is there", { chainNonce: 5, hasEffect: true }, "adopt"],
  ["nonce used, nothing found yet", { chainNonce: 5, hasEffect: false, misses: 1 }, "miss"],
  ["nonce used, nothing found three times", { chainNonce: 5, hasEffect: false, misses: 2 }, "resign"],
  ["nonce used, and only a receipt could tell", { chainNonce: 5, misses: 0 }, "miss"],
  ["to be cancelled", { intent: { wants_cancel: 1 } }, "cancel"],
  ["being cancelled", { intent: { wants_cancel: 1 }, transactions: [send, cancel] }, "wait"],
  [
    "cancelled at a nonce that was lost, sent at a new one",
    { intent: { wants_cancel: 1 }, transactions: [cancel, { ...send, nonce: 5 }], chainNonce: 5 },
    "cancel",
  ],
  ["too late to cancel", { intent: { wants_cancel: 1 }, chainNonce: 5, receipt: RECEIPT }, "mined"],
])("%s", (_, facts, verdict) => {
  expect(judgeSent({ ...FACTS, ...facts }, PATIENCE).kind).toBe(verdict);
});
