import { type Deployment, defaultWindows, deployNecto } from "@necto/contracts/abi/deploy-necto";
import { testUSDC } from "@necto/contracts/abi/generated";
import { networks } from "@necto/contracts/abi/networks";
import { type ChainAt, readClient, writeClient } from "@necto/tools/chain/chain-clients";
import { networkNamed } from "@necto/tools/chain/networks";
import { startAnvil } from "@necto/tools/sandbox/chain/start-anvil";
import { devAccount, devBalances } from "@necto/tools/sandbox/dev-accounts";

/** A chain that can be made to replace its last blocks, as the sandbox's own cannot: what that one said stays. */
export interface BareChain {
  readonly at: ChainAt;
  readonly deployment: Deployment;
  /** Mines empty blocks. */
  readonly mine: (blocks: number) => Promise<void>;
  /** Replaces the last blocks by empty ones; their transactions are gone. */
  readonly reorg: (depth: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What bookings of a chaos run can cost, base units. */
const BUYER_USDC = 10n ** 13n;
/** Blocks after the last of the deployment, which no reorg may reach. */
const GROUND = 64;

export async function openBareChain(now: () => number): Promise<BareChain> {
  const { chainId } = networkNamed("adi-sandbox");
  const anvil = await startAnvil({
    chainId,
    genesisTime: Math.floor(now() / 1000),
    folder: null,
    historyBlocks: 2 * GROUND,
  });
  const at = { url: anvil.url, chainId };
  let reorgs = 0;
  const mine = async (blocks: number) => void (await anvil.call("anvil_mine", `0x${blocks.toString(16)}`));
  try {
    await anvil.call("evm_setAutomine", true);
    for (const [address, wei] of Object.entries(devBalances()))
      await anvil.call("anvil_setBalance", address, `0x${wei.toString(16)}`);
    const deployer = devAccount("deployer");
    const clients = { publicClient: readClient(at), walletClient: writeClient(at, deployer) };
    const deployment = await deployNecto(
      clients,
      { ...networks.sandbox, chainId },
      {
        ...{ ...defaultWindows, feeBps: 250, owner: deployer.address },
        guardian: devAccount("guardian").address,
        treasury: devAccount("treasury").address,
        arbiter: devAccount("arbiter").address,
      },
    );
    await clients.walletClient.writeContract({
      ...{ address: deployment.token, abi: testUSDC.abi, functionName: "mint" },
      args: [devAccount("buyer").address, BUYER_USDC],
    });
    await mine(GROUND);
    return {
      ...{ at, deployment, mine },
      async reorg(depth) {
        // A block that comes out exactly as one that was replaced before makes anvil lose blocks: each gets its own miner.
        await anvil.call("anvil_setCoinbase", `0x${(++reorgs).toString(16).padStart(40, "0")}`);
        await anvil.call("anvil_reorg", depth, []);
      },
      close: anvil.kill,
    };
  } catch (error) {
    await anvil.kill();
    throw error;
  }
}
