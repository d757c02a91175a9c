import { type ChainAt, readClient, writeClient } from "@necto/tools/chain/chain-clients";
import type { Page } from "playwright-core";
import { type Hex, isAddressEqual, keccak256 } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";

/** A wallet of a browser extension as a page meets it (EIP-6963), whose key signs and sends in Node. */
export interface NodeWallet {
  readonly name: string;
  readonly account: ReturnType<typeof privateKeyToAccount>;
  /** Methods that the page asked for, in order. */
  readonly asked: string[];
  /** Its owner declines everything while this is true. */
  refuses: boolean;
  /** A busy chain: what the wallet has sent waits, while this is true, for `arrive`. */
  isSlow: boolean;
  /** Brings what waits to the chain, and waits for its blocks. */
  readonly arrive: () => Promise<void>;
}

export interface NodeWalletOptions {
  /** `Test Wallet` unless given. */
  readonly name?: string;
  readonly account?: NodeWallet["account"];
  /** It starts on another chain than the page wants, and changes when it is asked to. */
  readonly isElsewhere?: boolean;
}

/** Ethereum's own: a wallet is there before it is asked to change. */
const ELSEWHERE = 1;
const USER_REFUSED = 4001;
const UNAUTHORIZED = 4100;

/**
 * Gives a page a wallet, from its next load on. As wallets do, it shows its account only once that was asked for, signs and sends
 * for no other, and not for a chain that it is not on.
 */
export async function giveWallet(
  page: Page,
  chain: ChainAt,
  options: NodeWalletOptions = {},
): Promise<NodeWallet> {
  const {
    name = "Test Wallet",
    account = privateKeyToAccount(generatePrivateKey()),
    isElsewhere = false,
  } = options;
  const waiting: Hex[] = [];
  const client = readClient(chain);
  const wallet: NodeWallet = {
    ...{ name, account, asked: [], refuses: false, isSlow: false },
    async arrive() {
      for (const serializedTransaction of waiting.splice(0)) {
        const hash = await client.sendRawTransaction({ serializedTransaction });
        await client.waitForTransactionReceipt({ hash });
      }
    },
  };
  const send = async (call: { readonly to: Hex; readonly data: Hex }): Promise<Hex> => {
    const writer = writeClient(chain, account);
    const bytes = await writer.signTransaction(await writer.prepareTransactionRequest(call));
    waiting.push(bytes);
    if (!wallet.isSlow) await wallet.arrive();
    return keccak256(bytes);
  };
  const answer = answersOf(wallet, { chain, chainId: isElsewhere ? ELSEWHERE : chain.chainId, send });
  const door = `wallet${account.address}`;
  await page.exposeFunction(door, async (method: string, params: readonly unknown[]) => {
    wallet.asked.push(method);
    try {
      return { result: await answer(method, params) };
    } catch (error) {
      const { code = -32_603, message } = error as { readonly code?: number; readonly message: string };
      return { error: { code, message } };
    }
  });
  await page.addInitScript(announce, { door, name });
  return wallet;
}

/** Runs in the page. */
function announce({ door, name }: { readonly door: string; readonly name: string }): void {
  type Ask = (method: string, params: readonly unknown[]) => Promise<{ result?: unknown; error?: unknown }>;
  const provider = {
    request: async ({ method, params = [] }: { method: string; params?: readonly unknown[] }) => {
      const { result, error } = await (globalThis as unknown as Record<string, Ask>)[door]!(method, params);
      if (error) throw error;
      return result;
    },
  };
  const info = { uuid: door, name, icon: "data:image/svg+xml,<svg/>", rdns: "example.test" };
  window.addEventListener("eip6963:requestProvider", () =>
    window.dispatchEvent(
      new CustomEvent("eip6963:announceProvider", { detail: Object.freeze({ info, provider }) }),
    ),
  );
}

interface Place {
  readonly chain: ChainAt;
  /** Where the wallet is now. */
  chainId: number;
  readonly send: (call: { readonly to: Hex; readonly data: Hex }) => Promise<Hex>;
}

function answersOf(wallet: NodeWallet, place: Place) {
  const { account } = wallet;
  let isConnected = false;
  const own = (address: unknown) => {
    if (isConnected && isAddressEqual(address as Hex, account.address)) return;
    throw refusal(UNAUTHORIZED, "The requested account has not been authorized by the user.");
  };
  const here = (chainId: number) => {
    if (chainId !== place.chainId)
      throw refusal(-32_602, `The active chain is ${place.chainId}, not ${chainId}.`);
  };
  const asked = () => {
    if (wallet.refuses) throw refusal(USER_REFUSED, "User rejected the request.");
  };
  const answers: Readonly<Record<string, (params: readonly never[]) => unknown>> = {
    eth_accounts: () => (isConnected ? [account.address] : []),
    eth_requestAccounts() {
      asked();
      isConnected = true;
      return [account.address];
    },
    eth_chainId: () => `0x${place.chainId.toString(16)}`,
    wallet_switchEthereumChain([{ chainId }]: readonly [{ readonly chainId: Hex }]) {
      asked();
      if (Number(chainId) !== place.chain.chainId) throw refusal(4902, "Unrecognized chain ID.");
      place.chainId = Number(chainId);
      return null;
    },
    personal_sign([raw, address]: readonly Hex[]) {
      own(address);
      asked();
      return account.signMessage({ message: { raw: raw! } });
    },
    eth_signTypedData_v4([address, text]: readonly string[]) {
      own(address);
      const data = JSON.parse(text!);
      here(Number(data.domain.chainId));
      asked();
      return account.signTypedData(data);
    },
    eth_sendTransaction([{ from, to, data }]: readonly [
      { readonly from: Hex; readonly to: Hex; readonly data: Hex },
    ]) {
      own(from);
      here(place.chain.chainId);
      asked();
      return place.send({ to, data });
    },
  } as never;
  return (method: string, params: readonly unknown[]): unknown => {
    const found = answers[method];
    if (!found) throw refusal(4200, `A wallet does not know ${method}.`);
    return found(params as readonly never[]);
  };
}

const refusal = (code: number, message: string): Error => Object.assign(new Error(message), { code });
