import type { TypedDataView } from "@necto/tools/protocol/payment";
import { getAddress, type Hex } from "viem";
import type { WalletProvider } from "./wallets.ts";

/** Why a wallet did not sign; `declined` is what its owner said. */
export class WalletError extends Error {
  readonly reason: "declined" | "wrong-chain" | "wrong-account" | "failed";

  constructor(reason: WalletError["reason"], message: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }
}

/** EIP-1193: the user refused. EIP-3326: the wallet does not know the chain. */
const USER_REFUSED = 4001;
const UNKNOWN_CHAIN = 4902;

const codeOf = (error: unknown): unknown => (error as { readonly code?: unknown } | null)?.code;

/** The account that the wallet's owner lets this page see. @throws WalletError */
export async function connectWallet(provider: WalletProvider): Promise<Hex> {
  const accounts = await askWallet(provider, "eth_requestAccounts");
  const [first] = Array.isArray(accounts) ? (accounts as readonly unknown[]) : [];
  if (typeof first !== "string")
    throw new WalletError(
      "failed",
      "The wallet named no account. Unlock it, choose one there, and try again.",
    );
  return getAddress(first);
}

/**
 * Has `address` sign `typedData` with `eth_signTypedData_v4`, on the chain that the data names.
 *
 * @throws WalletError when the owner declines, or the wallet is on another chain and cannot change
 */
export async function signWithWallet(
  provider: WalletProvider,
  address: Hex,
  typedData: TypedDataView,
): Promise<Hex> {
  await useChain(provider, Number(typedData.domain.chainId));
  const signature = await askWallet(provider, "eth_signTypedData_v4", [address, JSON.stringify(typedData)]);
  if (typeof signature !== "string" || !/^0x[0-9a-f]+$/i.test(signature))
    throw new WalletError("failed", "The wallet gave no signature. Try again, or use another wallet.");
  return signature as Hex;
}

/** Wallets refuse to sign for a chain that they are not on. */
export async function useChain(provider: WalletProvider, chainId: number): Promise<void> {
  const wanted = `0x${chainId.toString(16)}`;
  if (Number(await askWallet(provider, "eth_chainId")) === chainId) return;
  try {
    await provider.request({ method: "wallet_switchEthereumChain", params: [{ chainId: wanted }] });
  } catch (error) {
    if (codeOf(error) === USER_REFUSED)
      throw new WalletError("declined", "You declined in the wallet.", error);
    const why = codeOf(error) === UNKNOWN_CHAIN ? "The wallet does not know" : "The wallet did not change to";
    throw new WalletError("wrong-chain", `${why} chain ${chainId}. Add it there, then try again.`, error);
  }
}

export async function askWallet(
  provider: WalletProvider,
  method: string,
  params?: readonly unknown[],
): Promise<unknown> {
  try {
    return await provider.request(params ? { method, params } : { method });
  } catch (error) {
    if (codeOf(error) === USER_REFUSED)
      throw new WalletError("declined", "You declined in the wallet.", error);
    throw new WalletError("failed", `The wallet answered with an error: ${messageOf(error)}`, error);
  }
}

const messageOf = (error: unknown): string =>
  String((error as { readonly message?: unknown } | null)?.message ?? error).slice(0, 200);
