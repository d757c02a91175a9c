import { toExtension } from "@necto/tools/protocol/extension";
import { testJob } from "@necto/tools/protocol/testing/job";
import { type Hex, verifyTypedData } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { expect, it } from "vitest";
import type { JobKeys } from "../booking/job-keys.ts";
import type { Wallet } from "../booking/wallets.ts";
import { extensionCost } from "./extension-cost.ts";
import { ExtensionMismatch, signExtension } from "./sign-extension.ts";

const burnerKey = generatePrivateKey();
const buyer = privateKeyToAccount(burnerKey);
const JOB = testJob(buyer.address);
const KEYS: JobKeys = {
  ...{ jobId: JOB.jobId, approvalId: "a", payer: "burner", address: buyer.address, burnerKey },
  ...{ viewKey: null, capability: null, isSent: true, title: "8× H100", bookedAt: 1 },
  deal: { chainId: JOB.chain.id, escrow: JOB.escrow, token: JOB.token.address },
};
const OTHER = `0x${"99".repeat(20)}`;
const NOW = 1_800_000_000_000;
const WISH = { extraSeconds: 3_600, amountUsdMicros: extensionCost(JOB, 3_600) };

/** A wallet with some account, and what it signed. */
function walletOf(account = buyer) {
  const signed: string[] = [];
  const provider: Wallet["provider"] = {
    request: async ({ method, params }) => {
      if (method === "eth_accounts" || method === "eth_requestAccounts") return [account.address];
      if (method === "eth_chainId") return `0x${JOB.chain.id.toString(16)}`;
      signed.push(String(params?.[1]));
      return account.signTypedData(JSON.parse(String(params?.[1])));
    },
  };
  return {
    signed,
    wallet: { info: { uuid: "w", name: "W", icon: "", rdns: "" }, provider } satisfies Wallet,
  };
}

it.each(["fresh key", "wallet"])("has the %s sign exactly what was shown", async (who) => {
  const keys = who === "wallet" ? { ...KEYS, burnerKey: null } : KEYS;
  const body = await signExtension(JOB, WISH, { keys, wallets: [walletOf().wallet], now: NOW });
  expect(body).toMatchObject({ extraSeconds: 3_600, validBefore: 1_800_000_600 });
  const { typedData } = toExtension(JOB, { extraSeconds: 3_600, validBefore: 1_800_000_600 })!;
  const signature = body.signature as Hex;
  expect(await verifyTypedData({ ...typedData, address: buyer.address, signature } as never)).toBe(true);
});

it.each([
  ["escrow", { escrow: OTHER }],
  ["token", { token: { ...JOB.token, address: OTHER } }],
  ["chain", { chain: { ...JOB.chain, id: 1 } }],
  ["buyer", { buyer: OTHER }],
  ["rate", { rateUsdMicrosPerHour: 99_000_000 }],
  ["token that signs", { token: { ...JOB.token, domainName: null } }],
])("signs nothing when the server names another %s than was booked and shown", async (_, change) => {
  const { wallet, signed } = walletOf();
  for (const keys of [KEYS, { ...KEYS, burnerKey: null }]) {
    const signer = { keys, wallets: [wallet], now: NOW };
    await expect(signExtension({ ...JOB, ...change }, WISH, signer)).rejects.toThrow(ExtensionMismatch);
  }
  expect(signed).toEqual([]);
});

it("asks no wallet to sign that does not show the buyer", async () => {
  const { wallet, signed } = walletOf(privateKeyToAccount(generatePrivateKey()));
  const keys = { ...KEYS, burnerKey: null };
  await expect(signExtension(JOB, WISH, { keys, wallets: [wallet], now: NOW })).rejects.toMatchObject({
    reason: "wrong-account",
  });
  expect(signed).toEqual([]);
});
