import { permit2Address } from "@necto/contracts/abi/networks";
import { depositOf } from "@necto/contracts/abi/pricing";
import { jobIdOf, type Terms, zeroBytes32 } from "@necto/contracts/abi/terms";
import { extendAuthorization, permit2Witness } from "@necto/contracts/abi/typed-data";
import type { StoredJob } from "@necto/tools/chain/escrow";
import { encodeEscrowCall, type OpenCall } from "@necto/tools/chain/escrow-call";
import { memorySigner, signTypedData } from "@necto/tools/chain/signer";
import { devAccount, devKey } from "@necto/tools/sandbox/dev-accounts";
import type { Address } from "viem";
import { describe, expect, test } from "vitest";
import { bookingTerms, type ChaosEscrow, gateOf, signedOrder } from "../../chaos/chaos-orders.ts";
import {
  type GateContext,
  gateJobCall,
  gateSpend,
  gateWithdrawal,
  type MoneyPolicy,
  requireGated,
  type SpendOrder,
} from "./gate-order.ts";
import type { Provenance } from "./sourced.ts";

const ESCROW: Address = "0x00000000000000000000000000000000000e5c00";
const TOKEN: Address = "0x000000000000000000000000000000000000700c";
const THIEF: Address = "0x0000000000000000000000000000000000000bad";
const AT: ChaosEscrow = {
  ...{
    rpcUrl: "http://127.0.0.1:1",
    chainId: 313_370_036,
    escrow: ESCROW,
    token: TOKEN,
    permit2: permit2Address,
  },
  tokenDomain: { name: "Test USDC", version: "2", chainId: 313_370_036, verifyingContract: TOKEN },
};
const TERMS = bookingTerms("approval-of-22-characters");
const relayer = devAccount("relayer").address;
const CONTEXT: GateContext = gateOf(AT, relayer);
const order = () => signedOrder(AT, TERMS);

async function permit2Call(terms: Terms, at = AT) {
  const about = { nonce: 7n, deadline: 2n ** 40n };
  const signature = await signTypedData(memorySigner(devKey("buyer")), permit2Witness(at, at, terms, about));
  return { call: "openWithPermit2", terms, ...about, signature } as const;
}
const permitCall = (terms: Terms) =>
  ({ call: "openWithPermit", terms, deadline: 2n ** 40n, signature: "0x11" }) as const;

test("an order from where it may come, as it was signed, passes and becomes exactly its call", async () => {
  const good = await order();
  const gated = await gateSpend(good, CONTEXT);
  expect(gated).toMatchObject({
    ...{ action: "openWithAuthorization", target: ESCROW, chainId: AT.chainId, account: relayer },
    ...{ jobId: jobIdOf(AT, TERMS), data: encodeEscrowCall(good.call), effect: { is: "opened" } },
  });
  expect(() => requireGated(gated)).not.toThrow();
  expect(() => requireGated({ ...gated })).toThrow(expect.objectContaining({ code: "policy/not-gated" }));
  expect(Object.isFrozen(gated)).toBe(true);
});

describe("nothing that was read in a listing, by a model or from a source decides about money", () => {
  const fields = ["payee", "amount", "token", "chain", "spender"] as const;
  const untrusted: readonly Provenance[] = ["listing", "llm", "source"];
  test.each(fields.flatMap((field) => untrusted.map((src) => [field, src] as const)))(
    "not the %s, from %s, even when the value is right",
    async (field, src) => {
      const good = await order();
      const bad = { ...good, [field]: { ...good[field], src } } as SpendOrder;
      await expect(gateSpend(bad, CONTEXT)).rejects.toMatchObject({
        code: "policy/untrusted-source",
        meta: { field, src },
      });
    },
  );
  test.each(fields)("not a %s whose origin nobody thought of, nor one without", async (field) => {
    const good = await order();
    for (const src of ["email", "", "__proto__", "constructor", undefined, null])
      await expect(
        gateSpend({ ...good, [field]: { ...good[field], src } } as unknown as SpendOrder, CONTEXT),
      ).rejects.toMatchObject({ code: "policy/untrusted-source" });
    for (const value of [undefined, null, good[field].v])
      await expect(
        gateSpend({ ...good, [field]: value } as unknown as SpendOrder, CONTEXT),
      ).rejects.toMatchObject({ code: "policy/untrusted-source" });
  });
  test("a mandate lets an amount pass, and names nobody who is paid", async () => {
    const good = await order();
    const amount = { v: good.amount.v, src: "mandate" } as const;
    await gateSpend({ ...good, amount }, CONTEXT);
    for (const field of ["payee", "token", "chain", "spender"] as const)
      await expect(
        gateSpend({ ...good, [field]: { ...good[field], src: "mandate" } } as SpendOrder, CONTEXT),
      ).rejects.toMatchObject({ code: "policy/untrusted-source" });
  });
  test("a buyer can approve a payee and an amount, not a token, a chain or a spender", async () => {
    const good = await order();
    for (const field of ["token", "chain", "spender"] as const)
      await expect(
        gateSpend({ ...good, [field]: { ...good[field], src: "user-approved" } } as SpendOrder, CONTEXT),
      ).rejects.toMatchObject({ code: "policy/untrusted-source" });
  });
});

describe("a value that is not the signed, planned one is refused", () => {
  test.each<[string, (good: SpendOrder) => SpendOrder]>([
    ["payee", (good) => ({ ...good, payee: { v: THIEF, src: "chain-registry" } })],
    ["amount", (good) => ({ ...good, amount: { v: good.amount.v + 1n, src: "user-approved" } })],
    ["token", (good) => ({ ...good, token: { v: THIEF, src: "policy" } })],
    ["spender", (good) => ({ ...good, spender: { v: THIEF, src: "policy" } })],
    ["chain", (good) => ({ ...good, chain: { v: 36_900, src: "policy" } })],
  ])("%s", async (what, change) => {
    await expect(gateSpend(change(await order()), CONTEXT)).rejects.toMatchObject({
      code: "policy/mismatch",
      message: expect.stringContaining(what),
    });
  });

  test("terms that were changed after they were signed, with everything else changed alike", async () => {
    const { call, ...rest } = await order();
    if (call.call !== "openWithAuthorization") throw new Error("not the call of this test");
    for (const terms of [
      { ...TERMS, provider: THIEF },
      { ...TERMS, rate: Number(TERMS.rate) * 2 },
      { ...TERMS, secs: TERMS.secs + 1 },
      { ...TERMS, root: zeroBytes32 },
      { ...TERMS, buyer: THIEF },
    ]) {
      const amount = { v: depositOf(BigInt(terms.rate), BigInt(terms.secs)), src: "user-approved" } as const;
      const payee = { v: terms.provider, src: "user-approved" } as const;
      await expect(
        gateSpend({ ...rest, payee, amount, call: { ...call, terms } }, CONTEXT),
      ).rejects.toMatchObject({ code: "policy/bad-signature" });
    }
  });

  test("a signature for another chain, escrow or token", async () => {
    for (const elsewhere of [
      { ...AT, chainId: 99_999, tokenDomain: { ...AT.tokenDomain, chainId: 99_999 } },
      { ...AT, escrow: THIEF },
      { ...AT, tokenDomain: { ...AT.tokenDomain, verifyingContract: THIEF } },
    ]) {
      const { call } = await signedOrder(elsewhere, TERMS);
      await expect(gateSpend({ ...(await order()), call }, CONTEXT)).rejects.toMatchObject({
        code: "policy/bad-signature",
      });
    }
  });

  test("a token that nothing can be signed for", async () => {
    const policy = { ...CONTEXT.policy, tokenDomain: null };
    await expect(gateSpend(await order(), { ...CONTEXT, policy })).rejects.toMatchObject({
      code: "policy/bad-signature",
    });
  });
});

describe.each<[string, () => Promise<OpenCall>, Address]>([
  ["Permit2", () => permit2Call(TERMS), relayer],
  ["a permit", async () => permitCall(TERMS), TERMS.buyer],
  ["an allowance", async () => ({ call: "open", terms: TERMS }), TERMS.buyer],
])("by %s", (_, callOf, account) => {
  const by = gateOf(AT, account);
  const fields = ["payee", "amount", "token", "chain", "spender"] as const;
  const good = async () => ({ ...(await order()), call: await callOf() });

  test("an order passes, becomes exactly its call, and is the same job", async () => {
    const spend = await good();
    expect(await gateSpend(spend, by)).toMatchObject({
      ...{ account, target: ESCROW, jobId: jobIdOf(AT, TERMS), effect: { is: "opened" } },
      data: encodeEscrowCall(spend.call),
    });
  });

  test.each(fields)(
    "no %s of a listing, a model or a source passes, even when it is right",
    async (field) => {
      const spend = await good();
      for (const src of ["listing", "llm", "source"] as const)
        await expect(
          gateSpend({ ...spend, [field]: { ...spend[field], src } } as SpendOrder, by),
        ).rejects.toMatchObject({ code: "policy/untrusted-source", meta: { field, src } });
    },
  );

  test.each<[string, (spend: SpendOrder) => SpendOrder]>([
    ["payee", (spend) => ({ ...spend, payee: { v: THIEF, src: "chain-registry" } })],
    ["amount", (spend) => ({ ...spend, amount: { v: spend.amount.v + 1n, src: "user-approved" } })],
    ["token", (spend) => ({ ...spend, token: { v: THIEF, src: "policy" } })],
    ["spender", (spend) => ({ ...spend, spender: { v: THIEF, src: "policy" } })],
    ["chain", (spend) => ({ ...spend, chain: { v: 36_900, src: "policy" } })],
  ])("another %s than the planned one is refused", async (what, change) => {
    await expect(gateSpend(change(await good()), by)).rejects.toMatchObject({
      code: "policy/mismatch",
      message: expect.stringContaining(what),
    });
  });

  test("terms that pay somebody else are refused", async () => {
    const { call, ...rest } = await good();
    const terms = { ...TERMS, provider: THIEF };
    await expect(gateSpend({ ...rest, call: { ...call, terms } }, by)).rejects.toMatchObject({
      code: "policy/mismatch",
    });
  });

  test("the kill switch and the cap hold", async () => {
    const spend = await good();
    const under = (policy: Partial<MoneyPolicy>) => ({ ...by, policy: { ...by.policy, ...policy } });
    await expect(gateSpend(spend, under({ isStopped: true }))).rejects.toMatchObject({
      code: "policy/stopped",
    });
    const cap = { maxAmount: spend.amount.v - 1n };
    await expect(gateSpend(spend, under(cap))).rejects.toMatchObject({ code: "policy/over-cap" });
  });
});

test("a Permit2 signature is good for its own terms, token, escrow, nonce and chain only", async () => {
  const rest = await order();
  for (const elsewhere of [
    { ...AT, chainId: 99_999 },
    { ...AT, escrow: THIEF },
    { ...AT, token: THIEF },
    { ...AT, permit2: THIEF },
  ]) {
    const call = await permit2Call(TERMS, elsewhere);
    await expect(gateSpend({ ...rest, call }, CONTEXT)).rejects.toMatchObject({
      code: "policy/bad-signature",
    });
  }
  const signed = await permit2Call(TERMS);
  for (const call of [
    { ...signed, nonce: 1n },
    { ...signed, terms: { ...TERMS, root: zeroBytes32 } },
  ])
    await expect(gateSpend({ ...rest, call }, CONTEXT)).rejects.toMatchObject({
      code: "policy/bad-signature",
    });
});

test("a permit that a relayer would send is refused: it binds no terms", async () => {
  const call = permitCall(TERMS);
  await expect(gateSpend({ ...(await order()), call }, CONTEXT)).rejects.toMatchObject({
    code: "policy/bad-signature",
  });
});

test("an order above the cap is refused, one at the cap is not", async () => {
  const good = await order();
  const capped = (maxAmount: bigint) => ({ ...CONTEXT, policy: { ...CONTEXT.policy, maxAmount } });
  await expect(gateSpend(good, capped(good.amount.v - 1n))).rejects.toMatchObject({
    code: "policy/over-cap",
  });
  await expect(gateSpend(good, capped(good.amount.v))).resolves.toBeDefined();
});

test("the kill switch takes no more money, and lets jobs end", async () => {
  const stopped = { ...CONTEXT, policy: { ...CONTEXT.policy, isStopped: true } };
  await expect(gateSpend(await order(), stopped)).rejects.toMatchObject({ code: "policy/stopped" });
  expect(gateJobCall({ call: "settle", jobId: zeroBytes32 }, stopped).action).toBe("settle");
});

test("what is bound by who sends must be sent by the buyer", async () => {
  const good = await order();
  const call = { call: "open", terms: TERMS } as const;
  await expect(gateSpend({ ...good, call }, CONTEXT)).rejects.toMatchObject({ code: "policy/bad-signature" });
  await expect(gateSpend({ ...good, call }, gateOf(AT, TERMS.buyer))).resolves.toMatchObject({
    action: "open",
  });
});

test("an extension goes to the job's own provider, at its own price, once for each length", async () => {
  const jobId = jobIdOf(AT, TERMS);
  const job: StoredJob = {
    ...{ jobId, status: "active", reason: "none", buyer: TERMS.buyer, provider: TERMS.provider },
    ...{ rate: 1_000_000n, secs: 3_600, feeBps: 250, since: 0, paidSecs: 0, usedSecs: 0, root: zeroBytes32 },
    ...{ isRated: false, deposit: 1_000_000n },
  };
  const extension = { extraSecs: 1_800, validAfter: 0n, validBefore: 2n ** 40n };
  const signature = await signTypedData(
    memorySigner(devKey("buyer")),
    extendAuthorization(AT, AT.tokenDomain, job, extension),
  );
  const call = { call: "extendWithAuthorization", jobId, secs: 3_600, ...extension, signature } as const;
  const good = { ...(await order()), amount: { v: 500_000n, src: "user-approved" }, call } as const;
  const context = { ...CONTEXT, job };
  expect(await gateSpend(good, context)).toMatchObject({ effect: { is: "extended", secs: 5_400 }, jobId });
  await expect(gateSpend(good, { ...CONTEXT, job: null })).rejects.toMatchObject({ code: "policy/no-job" });
  await expect(gateSpend(good, { ...context, job: { ...job, provider: THIEF } })).rejects.toMatchObject({
    code: "policy/mismatch",
  });
  const longer = { ...good, call: { ...call, secs: 3_601 } };
  await expect(gateSpend(longer, context)).rejects.toMatchObject({ code: "policy/bad-signature" });
});

test("a withdrawal goes to the account, or where its owner approved, and nowhere a listing says", () => {
  const to = (src: Provenance) => ({ to: { v: THIEF, src }, key: "k" });
  expect(gateWithdrawal(to("user-approved"), CONTEXT).facts).toEqual({ payee: THIEF });
  for (const src of ["listing", "llm", "source", "policy"] as const)
    expect(() => gateWithdrawal(to(src), CONTEXT)).toThrow(
      expect.objectContaining({ code: "policy/untrusted-source" }),
    );
});
