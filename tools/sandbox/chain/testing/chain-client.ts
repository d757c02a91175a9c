import { type Address, createPublicClient, createWalletClient, defineChain, type Hex, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";

export const CHAIN_ID = 77_001;

/** Accounts that only these tests know. */
export const accounts = Array.from({ length: 4 }, (_, index) =>
  privateKeyToAccount(`0x${(0x5a_0000 + index).toString(16).padStart(64, "0")}`),
);
export const [alice, bob] = accounts as [(typeof accounts)[0], (typeof accounts)[0]];
export const balances = Object.fromEntries(accounts.map(({ address }) => [address, 10n ** 21n]));

/** Clients of a chain, without retries. */
export function clientsOf(url: string, account = alice) {
  const chain = defineChain({
    id: CHAIN_ID,
    name: "test",
    nativeCurrency: { name: "test", symbol: "T", decimals: 18 },
    rpcUrls: { default: { http: [url] } },
  });
  const options = {
    chain,
    transport: http(url, { retryCount: 0 }),
    pollingInterval: 10,
    cacheTime: 0,
  } as const;
  return { read: createPublicClient(options), write: createWalletClient({ ...options, account }) };
}

/** A signed transfer of one wei, with everything fixed: the same nonce gives the same bytes. */
export function transfer(
  nonce: number,
  { from = alice, to = bob.address as Address, maxFeePerGas = 10n ** 11n } = {},
): Promise<Hex> {
  const fees = { maxFeePerGas, maxPriorityFeePerGas: 0n };
  return from.signTransaction({
    chainId: CHAIN_ID,
    type: "eip1559",
    nonce,
    to,
    value: 1n,
    gas: 21_000n,
    ...fees,
  });
}

export interface RpcBody {
  readonly id?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** One JSON-RPC request as a browser makes it. */
export async function ask(url: string, method: string, params: readonly unknown[] = []): Promise<RpcBody> {
  return (await post(url, { jsonrpc: "2.0", id: 1, method, params })).json() as Promise<RpcBody>;
}

export function post(url: string, body: unknown): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}
