import { type Deployment, defaultWindows, deployNecto } from "@necto/contracts/abi/deploy-necto";
import { providerRegistry, testUSDC } from "@necto/contracts/abi/generated";
import { networks } from "@necto/contracts/abi/networks";
import { readClient, writeClient } from "@necto/tools/chain/chain-clients";
import { demoProvider, registerDemoListings } from "@necto/tools/sandbox/adi/demo-registry";
import { type Chain, openChain } from "@necto/tools/sandbox/chain/open-chain";
import { DEMO_ORGS } from "@necto/tools/sandbox/demo-listings";
import { devAccount, devBalances } from "@necto/tools/sandbox/dev-accounts";
import { type Account, type Address, parseEther } from "viem";

/** A chain of this machine in the place of a public one. */
export interface TestNetwork {
  readonly chain: Chain;
  readonly deployment: Deployment;
  readonly giveUsdc: (to: Address, amount: bigint) => Promise<void>;
}

/**
 * A chain with the id of ADI's testnet, Necto's contracts as the deploy script deploys them, and the demo providers'
 * listings. `quoteOperator` may sign their quotes, and `sender` has gas.
 */
export async function openTestNetwork({
  quoteOperator,
  sender,
}: {
  readonly quoteOperator: Address;
  readonly sender: Address;
}): Promise<TestNetwork> {
  const network = networks["adi-testnet"];
  const balances = { ...devBalances(), [sender]: parseEther("10") };
  const chain = await openChain({ folder: null, now: Date.now, chainId: network.chainId, balances });
  const publicClient = readClient(chain);
  const deployer = devAccount("deployer");
  const send = async (from: Account, call: object) => {
    const hash = await writeClient(chain, from).writeContract(call as never);
    const { status } = await publicClient.waitForTransactionReceipt({ hash });
    if (status !== "success") throw new Error(`${hash} reverted.`);
  };
  const deployment = await deployNecto(
    { publicClient, walletClient: writeClient(chain, deployer) },
    network,
    {
      ...{ ...defaultWindows, feeBps: 250, owner: deployer.address },
      guardian: devAccount("guardian").address,
      treasury: devAccount("treasury").address,
      arbiter: devAccount("arbiter").address,
    },
  );
  const registry = { address: deployment.contracts.registry.address, abi: providerRegistry.abi };
  await registerDemoListings(chain, registry.address);
  for (const org of DEMO_ORGS)
    await send(demoProvider(org), { ...registry, functionName: "setOperator", args: [quoteOperator] });
  return {
    ...{ chain, deployment },
    giveUsdc: (to, amount) =>
      send(deployer, {
        ...{ address: deployment.token, abi: testUSDC.abi, functionName: "mint", args: [to, amount] },
      }),
  };
}
