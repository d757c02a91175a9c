import type { BuyerCall } from "@necto/tools/protocol/payment";
import { type Address, type Hex, hexToBigInt, hexToNumber } from "viem";
import { privateKeyToAccount } from "viem/accounts";

/** Most time that a transaction of a key of this browser is waited for. */
const MINED_WITHIN_MS = 30_000;
const LOOK_MS = 400;

/** A node said no, or nothing. */
export class ChainError extends Error {}

interface Receipt {
  readonly status: Hex;
}

async function rpc<T>(url: string, method: string, params: readonly unknown[]): Promise<T> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  }).catch((cause: unknown) => {
    throw new ChainError("The chain cannot be reached.", { cause });
  });
  const answer = (await response.json()) as {
    readonly result?: T;
    readonly error?: { readonly message: string };
  };
  if (answer.error) throw new ChainError(`The chain refused: ${answer.error.message.slice(0, 200)}`);
  return answer.result as T;
}

/**
 * Signs a call with a key of this browser, sends it to the chain and waits until it is mined.
 *
 * @throws ChainError when the chain refuses it, it fails there, or it is not mined in time
 */
export async function sendCall(call: BuyerCall, key: Hex, rpcUrl: string): Promise<Hex> {
  const account = privateKeyToAccount(key);
  const transaction = { from: account.address, to: call.to, data: call.data };
  const [nonce, gas, gasPrice] = await Promise.all([
    rpc<Hex>(rpcUrl, "eth_getTransactionCount", [account.address, "pending"]),
    rpc<Hex>(rpcUrl, "eth_estimateGas", [transaction]),
    rpc<Hex>(rpcUrl, "eth_gasPrice", []),
  ]);
  const signed = await account.signTransaction({
    type: "legacy",
    chainId: call.chainId,
    to: call.to as Address,
    data: call.data as Hex,
    nonce: hexToNumber(nonce),
    // The escrow wants some left when a payout fails; what is not used comes back.
    gas: hexToBigInt(gas) + 150_000n,
    gasPrice: hexToBigInt(gasPrice) * 2n,
  });
  const hash = await rpc<Hex>(rpcUrl, "eth_sendRawTransaction", [signed]);
  const until = Date.now() + MINED_WITHIN_MS;
  while (Date.now() < until) {
    const receipt = await rpc<Receipt | null>(rpcUrl, "eth_getTransactionReceipt", [hash]);
    if (receipt?.status === "0x1") return hash;
    if (receipt) throw new ChainError(`The transaction ${hash} was mined and failed.`);
    await new Promise((resolve) => window.setTimeout(resolve, LOOK_MS));
  }
  throw new ChainError(`The transaction ${hash} is sent and not mined yet. Look again before you repeat it.`);
}
