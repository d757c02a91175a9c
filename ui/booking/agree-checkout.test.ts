import { type PaymentFacts, toCheckout, toTerms } from "@necto/tools/protocol/checkout";
import type { Checkout, PaymentCall, PaymentWay } from "@necto/tools/protocol/payment";
import { toPaymentCall } from "@necto/tools/protocol/payment-call";
import { TEST_ORDER } from "@necto/tools/protocol/testing/order";
import { describe, expect, it } from "vitest";
import { agreeCalls, agreeCheckout, CheckoutMismatch } from "./agree-checkout.ts";

const BUYER = "0x2C859ac64A634b2Fe7ea2710A8a1fC1C2A34e2E8";
const OTHER = `0x${"99".repeat(20)}`;
const FACTS: PaymentFacts = {
  permitNonce: "3",
  ways: [
    { way: "permit2", calls: ["approvePermit2"] },
    { way: "authorization", calls: [] },
    { way: "permit", calls: ["openWithPermit"] },
    { way: "approve", calls: ["approve", "open"] },
  ],
};
const said = toCheckout(TEST_ORDER, BUYER, FACTS);

/** What a server would say that changes something of one way. */
function changed(way: PaymentWay, change: (plan: Checkout["plans"][number]) => object): Checkout {
  return {
    ...said,
    plans: said.plans.map((plan) => (plan.way === way ? { ...plan, ...change(plan) } : plan)),
  };
}
const withMessage = (way: PaymentWay, message: object) =>
  changed(way, ({ typedData }) => ({
    typedData: { ...typedData, message: { ...typedData!.message, ...message } },
  }));
const withDomain = (way: PaymentWay, domain: object) =>
  changed(way, ({ typedData }) => ({
    typedData: { ...typedData, domain: { ...typedData!.domain, ...domain } },
  }));
const withCall = (way: PaymentWay, change: object) =>
  changed(way, ({ calls: [first, ...rest] }) => ({ calls: [{ ...first, ...change }, ...rest] }));
const { witness } = said.plans[0]!.typedData!.message as { witness: object };

it("agrees with a server that computed the same from the same order", () => {
  expect(agreeCheckout(TEST_ORDER, BUYER, said)).toEqual(said);
  expect(agreeCheckout(TEST_ORDER, BUYER, { jobId: said.jobId }).jobId).toBe(said.jobId);
});

it.each([
  ["another job id", { ...said, jobId: `0x${"ab".repeat(32)}` }],
  ["another amount", withMessage("authorization", { value: "39200001" })],
  ["another receiver", withMessage("authorization", { to: OTHER })],
  ["another nonce", withMessage("authorization", { nonce: `0x${"99".repeat(32)}` })],
  ["a longer validity", withMessage("authorization", { validBefore: "1900000000" })],
  ["another token", withDomain("authorization", { verifyingContract: OTHER })],
  ["another chain", withDomain("authorization", { chainId: 1 })],
  ["another spender of Permit2", withMessage("permit2", { spender: OTHER })],
  ["another payee in Permit2's terms", withMessage("permit2", { witness: { ...witness, provider: OTHER } })],
  ["more for Permit2", withMessage("permit2", { permitted: { token: OTHER, amount: "39200000" } })],
  ["another Permit2", withDomain("permit2", { verifyingContract: OTHER })],
  ["another spender of the permit", withMessage("permit", { spender: OTHER })],
  ["more for the permit", withMessage("permit", { value: "39200001" })],
  ["an endless permit", withMessage("permit", { deadline: "99999999999" })],
  ["something to sign where nothing is", changed("approve", () => ({ typedData: said.plans[1]!.typedData }))],
])("signs nothing when the server says %s", (_, lie) => {
  expect(() => agreeCheckout(TEST_ORDER, BUYER, lie)).toThrow(CheckoutMismatch);
});

it.each([
  ["an allowance for another token", withCall("approve", { to: OTHER })],
  ["an allowance for another spender", withCall("approve", { data: said.plans[0]!.calls[0]!.data })],
  ["another chain", withCall("permit2", { chainId: 1 })],
  ["data before the permit is signed", withCall("permit", { data: "0x12" })],
])("agrees to no transaction with %s", (_, lie) => {
  expect(() => agreeCheckout(TEST_ORDER, BUYER, lie)).toThrow("other transactions");
});

it("signs nothing for an order whose total does not follow from its rate", () => {
  const dearer = { ...TEST_ORDER, totalUsdMicros: TEST_ORDER.totalUsdMicros + 1 };
  expect(() => agreeCheckout(dearer, BUYER, said)).toThrow("do not follow from the rate");
});

describe("what is sent after the approval", () => {
  const call = (name: PaymentCall["name"], buyer = BUYER) =>
    toPaymentCall(TEST_ORDER, toTerms(TEST_ORDER, buyer), name, `0x${"ab".repeat(65)}`);

  it.each(["approvePermit2", "approve", "open", "openWithPermit"] as const)(
    "is the page's own %s",
    (name) => {
      expect(agreeCalls(TEST_ORDER, BUYER, [call(name)])).toEqual([call(name)]);
    },
  );

  it.each([
    ["to another contract", { ...call("open"), to: OTHER }],
    ["of another buyer's", call("open", OTHER)],
    ["with another allowance", { ...call("approve"), data: call("approvePermit2").data }],
    ["with other terms behind the permit", call("openWithPermit", OTHER)],
    ["on another chain", { ...call("openWithPermit"), chainId: 1 }],
    ["under another name", { ...call("approve"), name: "open" as const }],
  ])("is nothing %s", (_, lie) => {
    expect(() => agreeCalls(TEST_ORDER, BUYER, [lie])).toThrow(CheckoutMismatch);
  });
});
