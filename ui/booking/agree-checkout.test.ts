import { toCheckout } from "@necto/tools/protocol/checkout";
import { TEST_ORDER } from "@necto/tools/protocol/testing/order";
import { expect, it } from "vitest";
import { agreeCheckout, CheckoutMismatch } from "./agree-checkout.ts";

const BUYER = "0x2C859ac64A634b2Fe7ea2710A8a1fC1C2A34e2E8";
const said = toCheckout(TEST_ORDER, BUYER);

it("agrees with a server that computed the same from the same order", () => {
  expect(agreeCheckout(TEST_ORDER, BUYER, said)).toEqual(said);
  expect(agreeCheckout(TEST_ORDER, BUYER, { jobId: said.jobId })).toEqual(said);
});

const { typedData } = said;
it.each([
  ["another job id", { ...said, jobId: `0x${"ab".repeat(32)}` }],
  ["another amount", { ...said, typedData: withMessage({ value: "39200001" }) }],
  ["another receiver", { ...said, typedData: withMessage({ to: `0x${"99".repeat(20)}` }) }],
  ["another nonce", { ...said, typedData: withMessage({ nonce: `0x${"99".repeat(32)}` }) }],
  ["a longer validity", { ...said, typedData: withMessage({ validBefore: "1900000000" }) }],
  ["another token", { ...said, typedData: withDomain({ verifyingContract: `0x${"99".repeat(20)}` }) }],
  ["another chain", { ...said, typedData: withDomain({ chainId: 1 }) }],
])("signs nothing when the server says %s", (_, changed) => {
  expect(() => agreeCheckout(TEST_ORDER, BUYER, changed)).toThrow(CheckoutMismatch);
});

it("signs nothing for an order whose total does not follow from its rate", () => {
  const dearer = { ...TEST_ORDER, totalUsdMicros: TEST_ORDER.totalUsdMicros + 1 };
  expect(() => agreeCheckout(dearer, BUYER, said)).toThrow("do not follow from the rate");
});

function withMessage(changes: Record<string, string>) {
  return { ...typedData, message: { ...typedData.message, ...changes } };
}

function withDomain(changes: Record<string, string | number>) {
  return { ...typedData, domain: { ...typedData.domain, ...changes } };
}
