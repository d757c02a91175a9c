import { testUSDC } from "@necto/contracts/abi/generated";
import { type ChainAt, readClient, writeClient } from "@necto/tools/chain/chain-clients";
import { readBalance } from "@necto/tools/chain/escrow";
import { NectoError } from "@necto/tools/errors";
import type { FaucetRequest, FaucetResult } from "@necto/tools/protocol/faucet";
import { devAccount } from "@necto/tools/sandbox/dev-accounts";
import { type Address, parseEther } from "viem";

/** What one address has at most from here: 1,000 test USDC, enough for the cap of one order. */
const USDC = 1_000_000_000n;
/** Enough for many transactions of a chain of this machine. */
const GAS = parseEther("0.05");

/** Gives test money of the sandbox to a fresh key. */
export interface Faucet {
  readonly give: (request: FaucetRequest) => Promise<FaucetResult>;
}

/** The deployer mints; one request after the other, since its transactions are numbered. */
export function createFaucet(chain: ChainAt, token: Address): Faucet {
  const client = readClient(chain);
  const deployer = writeClient(chain, devAccount("deployer"));
  let queue: Promise<unknown> = Promise.resolve();

  async function mined(hash: `0x${string}`): Promise<void> {
    const { status } = await client.waitForTransactionReceipt({ hash });
    if (status === "success") return;
    throw new NectoError({ code: "chain/reverted", message: `The faucet's transaction ${hash} reverted.` });
  }

  async function fill({ address, gas }: FaucetRequest): Promise<FaucetResult> {
    const to = address as Address;
    const has = await readBalance(client, token, to);
    let txHash: `0x${string}` | null = null;
    if (has < USDC) {
      txHash = await deployer.writeContract({
        ...{ address: token, abi: testUSDC.abi, functionName: "mint", args: [to, USDC - has] },
      });
      await mined(txHash);
    }
    if (gas && (await client.getBalance({ address: to })) < GAS)
      await mined(await deployer.sendTransaction({ to, value: GAS }));
    return { address, balanceUsdMicros: Number(await readBalance(client, token, to)), txHash };
  }

  return {
    give(request) {
      const mine = queue.then(() => fill(request));
      queue = mine.catch(() => {});
      return mine;
    },
  };
}
