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

/**
 * The wallet that shows an account: one that shows it already, or else the first whose owner lets it. Each is asked although the
 * owner of another said no.
 *
 * @throws WalletError when none here does; what the owner said, when that is why
 */
export async function findWallet(buyer: string, wallets: readonly Wallet[]): Promise<Wallet["provider"]> {
  const refusals: unknown[] = [];
  for (const method of ["eth_accounts", "eth_requestAccounts"])
    for (const { provider } of wallets) {
      const accounts = await askWallet(provider, method).catch((error: unknown) => void refusals.push(error));
      if (((accounts ?? []) as readonly Hex[]).some((account) => isAddressEqual(account, buyer as Hex)))
        return provider;
    }
  const said = refusals.find((error) => error instanceof WalletError && error.reason === "declined");
  throw (
    said ??
    new WalletError("wrong-account", `No wallet of this browser shows the account ${buyer}. Choose it there.`)
  );
}
