import { permit2Address } from "@necto/contracts/abi/networks";
import { permit, permit2Witness } from "@necto/contracts/abi/typed-data";
import { type Address, type Hex, hashTypedData, recoverTypedDataAddress } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { expect, test } from "vitest";
import { encodeApproval, encodeEscrowCall } from "../chain/escrow-call.ts";
import { type PaymentFacts, toAuthorization, toCheckout, toTerms } from "./checkout.ts";
import { Order } from "./order.ts";
import { Checkout, type PaymentWay } from "./payment.ts";
import { toPaymentCall } from "./payment-call.ts";
import { TEST_ORDER } from "./testing/order.ts";

const buyer = privateKeyToAccount(`0x${"01".repeat(32)}`);

test("what is signed takes exactly the total of the card, for the escrow of the card, with the job id as nonce", () => {
  expect(Order.parse(TEST_ORDER)).toEqual(TEST_ORDER);
  const checkout = Checkout.parse(toCheckout(TEST_ORDER, buyer.address));
  expect(checkout.plans).toHaveLength(1);
  expect(checkout.plans[0]).toMatchObject({ way: "authorization", calls: [] });
  expect(checkout.plans[0]!.typedData).toMatchObject({
    primaryType: "ReceiveWithAuthorization",
    domain: { name: "USDC", version: "2", chainId: 313_370_036, verifyingContract: TEST_ORDER.token.address },
    message: { from: buyer.address, to: TEST_ORDER.escrow, value: "39200000", nonce: checkout.jobId },
  });
});

test("the JSON that a wallet is given hashes to the very same as the data with bigints", () => {
  const { typedData } = toCheckout(TEST_ORDER, buyer.address).plans[0]!;
  expect(hashTypedData(JSON.parse(JSON.stringify(typedData)))).toBe(
    hashTypedData(toAuthorization(TEST_ORDER, buyer.address)),
  );
});

const ALL: PaymentFacts = {
  permitNonce: "3",
  ways: [
    { way: "permit2", calls: ["approvePermit2"] },
    { way: "authorization", calls: [] },
    { way: "permit", calls: ["openWithPermit"] },
    { way: "approve", calls: ["approve", "open"] },
  ],
};
const at = { chainId: TEST_ORDER.chain.id, escrow: TEST_ORDER.escrow as Address };
const token = TEST_ORDER.token.address as Address;
const terms = toTerms(TEST_ORDER, buyer.address);
const planOf = (way: PaymentWay) => {
  const checkout = Checkout.parse(toCheckout(TEST_ORDER, buyer.address, ALL));
  return { ...checkout, ...checkout.plans.find((plan) => plan.way === way)! };
};

test("Permit2 is given the terms to read, exactly the total, and the job id as nonce", () => {
  const { typedData, calls, jobId } = planOf("permit2");
  const deadline = BigInt(TEST_ORDER.validBefore);
  const nonce = BigInt(jobId);
  expect(hashTypedData(JSON.parse(JSON.stringify(typedData)))).toBe(
    hashTypedData(permit2Witness(at, { permit2: permit2Address, token }, terms, { nonce, deadline })),
  );
  expect(typedData!.message).toMatchObject({
    ...{ permitted: { token, amount: "39200000" }, spender: TEST_ORDER.escrow, nonce: `${nonce}` },
    witness: { provider: TEST_ORDER.payee, buyer: buyer.address, rate: 19_600_000, secs: 7_200 },
  });
  const data = encodeApproval(permit2Address, 39_200_000n);
  expect(calls).toEqual([{ name: "approvePermit2", to: token, data, chainId: at.chainId }]);
});

test("a permit lets the escrow take exactly the total, and its transaction waits for the signature", () => {
  const { typedData, calls } = planOf("permit");
  const message = { owner: buyer.address, spender: at.escrow, value: 39_200_000n, nonce: 3n };
  const domain = { name: "USDC", version: "2", chainId: at.chainId, verifyingContract: token };
  expect(hashTypedData(typedData as never)).toBe(
    hashTypedData(permit(domain, { ...message, deadline: BigInt(TEST_ORDER.validBefore) })),
  );
  expect(calls).toEqual([{ name: "openWithPermit", to: at.escrow, data: null, chainId: at.chainId }]);
});

test("an allowance signs nothing, and is of exactly the total for the escrow", () => {
  const { typedData, calls } = planOf("approve");
  expect(typedData).toBeNull();
  expect(calls).toEqual([
    { name: "approve", to: token, data: encodeApproval(at.escrow, 39_200_000n), chainId: at.chainId },
    { name: "open", to: at.escrow, data: encodeEscrowCall({ call: "open", terms }), chainId: at.chainId },
  ]);
});

test("what a page sends is byte for byte the contracts' own call", () => {
  const signature: Hex = `0x${"ab".repeat(65)}`;
  const deadline = BigInt(TEST_ORDER.validBefore);
  expect(toPaymentCall(TEST_ORDER, terms, "openWithPermit", signature).data).toBe(
    encodeEscrowCall({ call: "openWithPermit", terms, deadline, signature }),
  );
});

test("every way opens the same job", () => {
  const jobs = ALL.ways.map(({ way, calls }) => {
    const facts = { permitNonce: "3", ways: [{ way, calls }] };
    return toCheckout(TEST_ORDER, buyer.address, facts).jobId;
  });
  expect(new Set(jobs).size).toBe(1);
});

test("a token without a domain is signed by Permit2 only", () => {
  const order = { ...TEST_ORDER, token: { ...TEST_ORDER.token, domainName: null, domainVersion: null } };
  const by = (way: PaymentWay) => () =>
    toCheckout(order, buyer.address, { permitNonce: null, ways: [{ way, calls: [] }] });
  for (const way of ["authorization", "permit"] as const) expect(by(way)).toThrow("Nothing can be signed");
  expect(by("permit2")().plans[0]!.typedData!.domain.name).toBe("Permit2");
  expect(by("approve")().plans).toHaveLength(1);
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
