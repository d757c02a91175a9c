import { expect, it } from "vitest";
import type { Wallet } from "../booking/wallets.ts";
import { sendByWallet } from "./send-by-wallet.ts";

const BUYER = "0x2C859ac64A634b2Fe7ea2710A8a1fC1C2A34e2E8";
const CALL = { to: `0x${"44".repeat(20)}`, data: "0x1234", chainId: 313_370_036 };
const HASH = `0x${"ab".repeat(32)}`;

function walletOf(account: string, { isConnected = false, refuses = false } = {}) {
  const sent: unknown[] = [];
  const asked: string[] = [];
  const provider: Wallet["provider"] = {
    request: async ({ method, params }) => {
      asked.push(method);
      if (method === "eth_accounts") return isConnected ? [account] : [];
      if (method === "eth_requestAccounts" && refuses) throw { code: 4001, message: "User rejected." };
      if (method === "eth_requestAccounts") return [account];
      if (method === "eth_chainId") return "0x12ada5b4";
      sent.push(...(params ?? []));
      return HASH;
    },
  };
  return { wallet: { provider, info: { uuid: account, name: "W", icon: "", rdns: "" } }, sent, asked };
}

it("sends from the buyer's account, in the wallet that holds it", async () => {
  const [other, own] = [walletOf(`0x${"99".repeat(20)}`), walletOf(BUYER.toLowerCase())];
  expect(await sendByWallet(CALL, BUYER, [other.wallet, own.wallet])).toBe(HASH);
  expect(other.sent).toEqual([]);
  expect(own.sent).toEqual([{ from: BUYER, to: CALL.to, data: CALL.data }]);
});

it("sends from no other account", async () => {
  const other = walletOf(`0x${"99".repeat(20)}`);
  await expect(sendByWallet(CALL, BUYER, [other.wallet])).rejects.toMatchObject({ reason: "wrong-account" });
  expect(other.sent).toEqual([]);
});

it("asks no other wallet's owner when one shows the account already", async () => {
  const [other, own] = [walletOf(`0x${"99".repeat(20)}`), walletOf(BUYER, { isConnected: true })];
  expect(await sendByWallet(CALL, BUYER, [other.wallet, own.wallet])).toBe(HASH);
  expect(other.asked).toEqual(["eth_accounts"]);
});

it("goes on to the next wallet when the owner of one says no, and says so when none is left", async () => {
  const [other, own] = [walletOf(`0x${"99".repeat(20)}`, { refuses: true }), walletOf(BUYER)];
  expect(await sendByWallet(CALL, BUYER, [other.wallet, own.wallet])).toBe(HASH);
  await expect(sendByWallet(CALL, BUYER, [other.wallet])).rejects.toMatchObject({ reason: "declined" });
});
