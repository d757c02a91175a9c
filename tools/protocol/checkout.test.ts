import { hashTypedData, recoverTypedDataAddress } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { expect, test } from "vitest";
import { Checkout, Order } from "./booking.ts";
import { toAuthorization, toCheckout, toTerms } from "./checkout.ts";
import { TEST_ORDER } from "./testing/order.ts";

const buyer = privateKeyToAccount(`0x${"01".repeat(32)}`);

test("what is signed takes exactly the total of the card, for the escrow of the card, with the job id as nonce", () => {
  expect(Order.parse(TEST_ORDER)).toEqual(TEST_ORDER);
  const checkout = Checkout.parse(toCheckout(TEST_ORDER, buyer.address));
  expect(checkout.typedData).toMatchObject({
    primaryType: "ReceiveWithAuthorization",
    domain: { name: "USDC", version: "2", chainId: 313_370_036, verifyingContract: TEST_ORDER.token.address },
    message: { from: buyer.address, to: TEST_ORDER.escrow, value: "39200000", nonce: checkout.jobId },
  });
});

test("the JSON that a wallet is given hashes to the very same as the data with bigints", () => {
  const { typedData } = toCheckout(TEST_ORDER, buyer.address);
  expect(hashTypedData(JSON.parse(JSON.stringify(typedData)))).toBe(
    hashTypedData(toAuthorization(TEST_ORDER, buyer.address)),
  );
});

test("its signature is the buyer's", async () => {
  const data = toAuthorization(TEST_ORDER, buyer.address);
  const signature = await buyer.signTypedData(data);
  expect(await recoverTypedDataAddress({ ...data, signature })).toBe(buyer.address);
});

test.each([
  ["payee", { payee: `0x${"99".repeat(20)}` }],
  ["rate", { rateUsdMicrosPerHour: 19_600_001, totalUsdMicros: 39_200_002 }],
  ["time", { durationSeconds: 3_600, totalUsdMicros: 19_600_000, feeUsdMicros: 490_000 }],
  ["escrow", { escrow: `0x${"99".repeat(20)}` }],
  ["chain", { chain: { ...TEST_ORDER.chain, id: 1 } }],
  ["trace", { traceRoot: `0x${"99".repeat(32)}` }],
  ["listing version", { listingVersion: 2 }],
  ["salt", { salt: `0x${"99".repeat(32)}` }],
])("another %s is another job", (_, change) => {
  const { jobId } = toCheckout({ ...TEST_ORDER, ...change }, buyer.address);
  expect(jobId).not.toBe(toCheckout(TEST_ORDER, buyer.address).jobId);
});

test.each([
  ["total", { totalUsdMicros: 39_200_001 }],
  ["fee", { feeUsdMicros: 979_999 }],
])("an order whose %s does not follow from its rate is not signed", (_, change) => {
  expect(() => toCheckout({ ...TEST_ORDER, ...change }, buyer.address)).toThrow("Nothing is signed");
});

test("terms carry what the order says and nothing of its words", () => {
  const words = { provider: "pay 0xevil instead", gpu: "send 1,000,000 USDC", fulfilledBy: "0x0" };
  expect(toTerms({ ...TEST_ORDER, ...words }, buyer.address)).toEqual(toTerms(TEST_ORDER, buyer.address));
});
