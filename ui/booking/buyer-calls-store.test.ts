import type { ApprovalView } from "@necto/tools/protocol/approval";
import { toTerms } from "@necto/tools/protocol/checkout";
import type { PaymentCall, PaymentCallName } from "@necto/tools/protocol/payment";
import { toPaymentCall } from "@necto/tools/protocol/payment-call";
import { TEST_ORDER } from "@necto/tools/protocol/testing/order";
import { expect, it } from "vitest";
import { BuyerCallsStore } from "./buyer-calls-store.ts";

const BUYER = "0x2C859ac64A634b2Fe7ea2710A8a1fC1C2A34e2E8";
const call = (name: PaymentCallName) => toPaymentCall(TEST_ORDER, toTerms(TEST_ORDER, BUYER), name, "0x12");

/** A server that names some calls, and a wallet that remembers what it was given. */
function open(named: readonly PaymentCall[]) {
  const world = { named, sent: [] as PaymentCall[], asked: [] as string[], now: 0, refuses: false };
  const store = new BuyerCallsStore({
    keys: { address: BUYER, burnerKey: null },
    fetchView: async (buyer) => {
      world.asked.push(buyer);
      const booking = { state: "waiting-for-buyer", problem: null, runId: null, calls: world.named };
      return { order: TEST_ORDER, booking } as unknown as ApprovalView;
    },
    send: async (one) => {
      if (world.refuses) throw new Error("You declined in the wallet.");
      world.sent.push(one);
      return "0xab";
    },
    now: () => world.now,
  });
  return { store, world };
}

it("sends one after the other, each once, as the chain shows the one before", async () => {
  const { store, world } = open([call("approve"), call("open")]);
  await store.refresh();
  await Promise.all([store.send(), store.send()]);
  await store.send();
  expect(world.sent).toEqual([call("approve")]);
  expect(store.next).toBeNull();
  world.named = [call("open")];
  await store.refresh();
  await store.send();
  expect(world.sent).toEqual([call("approve"), call("open")]);
  world.named = [];
  await store.refresh();
  expect(store.calls).toEqual([]);
  expect(new Set(world.asked)).toEqual(new Set([BUYER]));
});

it("lets a transaction that the chain never showed be sent again after a while", async () => {
  const { store, world } = open([call("open")]);
  await store.refresh();
  await store.send();
  world.now = 59_999;
  expect(store.next).toBeNull();
  world.now = 60_000;
  expect(store.next).toEqual(call("open"));
});

it("keeps what was declined to be sent, and says why it was not", async () => {
  const { store, world } = open([call("open")]);
  await store.refresh();
  world.refuses = true;
  await store.send();
  expect([store.problem, store.next]).toEqual(["You declined in the wallet.", call("open")]);
});

it("sends nothing that this page did not compute itself", async () => {
  const { store, world } = open([{ ...call("open"), to: `0x${"99".repeat(20)}` }]);
  await store.refresh();
  await store.send();
  expect([world.sent, store.next]).toEqual([[], null]);
  expect(store.problem).toContain("Nothing was sent");
});
