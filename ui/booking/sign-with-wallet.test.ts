import { toCheckout } from "@necto/tools/protocol/checkout";
import { TEST_ORDER } from "@necto/tools/protocol/testing/order";
import { verifyTypedData } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { expect, it } from "vitest";
import { connectWallet, signWithWallet } from "./sign-with-wallet.ts";
import type { WalletProvider } from "./wallets.ts";

const owner = privateKeyToAccount(`0x${"11".repeat(32)}`);
const typedData = toCheckout(TEST_ORDER, owner.address).plans[0]!.typedData!;

/** A wallet that signs what it is given as JSON text, as wallets do. */
function walletOf({ chainId = 313_370_036, refuses = "", code = 4001 } = {}) {
  const asked: string[] = [];
  const provider: WalletProvider = {
    request: async ({ method, params }) => {
      asked.push(method);
      if (method === refuses) throw { code, message: "no" };
      if (method === "eth_chainId") return `0x${chainId.toString(16)}`;
      if (method === "eth_requestAccounts") return [owner.address.toLowerCase()];
      if (method === "eth_signTypedData_v4") return owner.signTypedData(JSON.parse(String(params?.[1])));
      return null;
    },
  };
  return { provider, asked };
}

it("connects to the account in checksum form", async () => {
  expect(await connectWallet(walletOf().provider)).toBe(owner.address);
});

it("has the wallet sign the very typed data, large amounts included", async () => {
  const signature = await signWithWallet(walletOf().provider, owner.address, typedData);
  expect(
    await verifyTypedData({ ...(typedData as object), address: owner.address, signature } as never),
  ).toBe(true);
});

it("has the wallet change to the chain of the data before it signs", async () => {
  const { provider, asked } = walletOf({ chainId: 1 });
  await signWithWallet(provider, owner.address, typedData);
  expect(asked).toEqual(["eth_chainId", "wallet_switchEthereumChain", "eth_signTypedData_v4"]);
});

it.each([
  ["eth_signTypedData_v4", 4001, "declined"],
  ["eth_signTypedData_v4", -32_603, "failed"],
  ["wallet_switchEthereumChain", 4902, "wrong-chain"],
  ["wallet_switchEthereumChain", 4001, "declined"],
])("says why when %s ends with %i", async (refuses, code, reason) => {
  const { provider } = walletOf({ chainId: 1, refuses, code });
  await expect(signWithWallet(provider, owner.address, typedData)).rejects.toMatchObject({ reason });
});
