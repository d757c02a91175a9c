import { permit2Address } from "@necto/contracts/abi/networks";
import { readClient, writeClient } from "@necto/tools/chain/chain-clients";
import type { Chain } from "@necto/tools/sandbox/chain/open-chain";
import { devAccount } from "@necto/tools/sandbox/dev-accounts";
import type { Address } from "viem";
import { loadDoubles } from "../../contracts/test/support/doubles.ts";

/** A bridged USDC without EIP-3009, on a chain that has Permit2: as it may be met on ADI. */
export async function placePlainToken(chain: Chain): Promise<Address> {
  const { PlainUsdc, Permit2Double } = loadDoubles();
  await chain.setCode(permit2Address, Permit2Double.deployedBytecode);
  const deployer = writeClient(chain, devAccount("deployer"));
  const hash = await deployer.deployContract({ ...PlainUsdc, args: [] });
  const { contractAddress } = await readClient(chain).waitForTransactionReceipt({ hash });
  return contractAddress!;
}
