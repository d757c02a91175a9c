import type { BuyerCall } from "@necto/tools/protocol/payment";
import { type Hex, isAddressEqual } from "viem";
import { askWallet, useChain, WalletError } from "../booking/sign-with-wallet.ts";
import type { Wallet } from "../booking/wallets.ts";

/**
 * Has the wallet that holds the buyer's account send a call, and returns the transaction's hash.
 *
 * @throws WalletError when no wallet here holds it, or its owner declines
 */
export async function sendByWallet(call: BuyerCall, buyer: string, wallets: readonly Wallet[]): Promise<Hex> {
  const provider = await findWallet(buyer, wallets);
  await useChain(provider, call.chainId);
  const transaction = { from: buyer, to: call.to, data: call.data };
  return (await askWallet(provider, "eth_sendTransaction", [transaction])) as Hex;
}

/** The wallet that shows an account. @throws WalletError when none here does */
export async function findWallet(buyer: string, wallets: readonly Wallet[]): Promise<Wallet["provider"]> {
  for (const { provider } of wallets) {
    const accounts = (await askWallet(provider, "eth_requestAccounts")) as readonly Hex[];
    if (accounts.some((account) => isAddressEqual(account, buyer as Hex))) return provider;
  }
  throw new WalletError(
    "wrong-account",
    `No wallet of this browser shows the account ${buyer}. Choose it there.`,
  );
}
