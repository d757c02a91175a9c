import type { TokenCapabilities } from "@necto/contracts/abi/probe-token";
import { zeroAddress } from "viem";
import { expect, test } from "vitest";
import { choosePayment } from "./choose-payment.ts";

const FIAT: TokenCapabilities = {
  ...{ token: zeroAddress, decimals: 6, symbol: "USDC" },
  domain: { name: "USDC", version: "2", chainId: 1, verifyingContract: zeroAddress },
  ...{ hasAuthorization: true, hasPermit: true, hasPermit2: true, paused: false, canBlock: true },
};
const BRIDGED = { ...FIAT, hasAuthorization: false, paused: null, canBlock: false };
const PLAIN = { ...BRIDGED, hasPermit: false, domain: null };
const FRESH = { deposit: 5n, permit2Allowance: 0n, escrowAllowance: 0n, hasGas: false };
const RICH = { ...FRESH, permit2Allowance: 5n, hasGas: true };

test.each([
  ["a fresh key without gas signs once", FIAT, FRESH, ["authorization"]],
  [
    "a returning buyer sees the terms in the wallet",
    FIAT,
    RICH,
    ["permit2", "authorization", "permit", "approve"],
  ],
  [
    "an allowance that does not reach is none",
    FIAT,
    { ...RICH, permit2Allowance: 4n },
    ["authorization", "permit", "permit2", "approve"],
  ],
  ["a bridged token has no EIP-3009", BRIDGED, { ...FRESH, hasGas: true }, ["permit", "permit2", "approve"]],
  [
    "a plain token without Permit2 takes two transactions",
    { ...PLAIN, hasPermit2: false },
    { ...FRESH, hasGas: true },
    ["approve"],
  ],
  [
    "a plain token with Permit2 takes one and a signature",
    PLAIN,
    { ...FRESH, hasGas: true },
    ["permit2", "approve"],
  ],
  ["a plain token and a buyer without gas: no way", PLAIN, FRESH, []],
  [
    "an allowance to a Permit2 that is not on this chain is none",
    { ...FIAT, hasPermit2: false },
    RICH,
    ["authorization", "permit", "approve"],
  ],
  ["a paused token: no way", { ...FIAT, paused: true }, RICH, []],
])("%s", (_, capabilities, means, ways) => {
  expect(choosePayment(capabilities, means).map(({ way }) => way)).toEqual(ways);
});

test("what a relayer sends needs one signature and no transaction of the buyer's", () => {
  const [permit2, authorization, permit, approve] = choosePayment(FIAT, RICH);
  expect(permit2).toMatchObject({ signatures: ["permit2-witness"], transactions: [] });
  expect(authorization).toMatchObject({ signatures: ["receive-with-authorization"], transactions: [] });
  expect(permit).toMatchObject({ signatures: ["permit"], transactions: ["openWithPermit"] });
  expect(approve).toMatchObject({ signatures: [], transactions: ["approve", "open"] });
});

test("an allowance that is missing is a transaction of the buyer's; one that is there is not asked for again", () => {
  const [permit2, approve] = choosePayment(PLAIN, { ...FRESH, hasGas: true });
  expect(permit2!.transactions).toEqual(["approvePermit2"]);
  expect(approve!.transactions).toEqual(["approve", "open"]);
  const [, again] = choosePayment(PLAIN, { ...RICH, escrowAllowance: 5n });
  expect(again!.transactions).toEqual(["open"]);
});
