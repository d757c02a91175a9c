import type { Deployment } from "@necto/contracts/abi/deploy-necto";
import { type Brokers, brokersAt } from "@necto/tools/chain/brokers";
import { type ChainAt, readClient } from "@necto/tools/chain/chain-clients";
import { networkNamed } from "@necto/tools/chain/networks";
import { setUpAdi } from "@necto/tools/sandbox/adi/open-adi";
import { startAnvil } from "@necto/tools/sandbox/chain/start-anvil";
import { type DevRole, devAccount, devBalances } from "@necto/tools/sandbox/dev-accounts";
import { foundTeam } from "./trial-team.ts";

/** A chain that plays ADI for one trial after the other: each begins with the same blocks. */
export interface TrialChain extends ChainAt {
  readonly deployment: Deployment;
  /** Who rents at other markets. */
  readonly brokers: Brokers;
  /** Forgets everything since the set-up, and makes it the given time (epoch milliseconds). */
  readonly reset: (now: number) => Promise<void>;
  /** A block at a time. */
  readonly mineAt: (now: number) => Promise<void>;
  /** Whether transactions get a block at once; when they do again, those that waited get theirs. */
  readonly setMining: (isMining: boolean) => Promise<void>;
  /** What an account has of the test USDC, micro-USD. */
  readonly setBalance: (role: DevRole, usdMicros: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Before the clock of any scenario. */
const GENESIS = Date.parse("2026-01-01T00:00:00Z");
const HISTORY_BLOCKS = 512;
/** One gwei. */
const BASE_FEE = "0x3b9aca00";
const seconds = (now: number): number => Math.floor(now / 1_000);

interface LatestBlock {
  readonly number: string;
  /** Seconds, as hex. */
  readonly timestamp: string;
}

export async function openTrialChain(): Promise<TrialChain> {
  const { chainId } = networkNamed("adi-sandbox");
  const anvil = await startAnvil({
    ...{ chainId, genesisTime: seconds(GENESIS), folder: null, historyBlocks: HISTORY_BLOCKS },
  });
  const at = { url: anvil.url, chainId };
  try {
    await anvil.call("evm_setAutomine", true);
    // A block is a second after the one before it, however long the machine took.
    await anvil.call("anvil_setBlockTimestampInterval", 1);
    for (const [address, wei] of Object.entries(devBalances()))
      await anvil.call("anvil_setBalance", address, `0x${wei.toString(16)}`);
    const deployment = await setUpAdi(at, devAccount("agent").address);
    const brokers = await brokersOn(at, deployment);
    await foundTeam({ ...at, deployment });
    let snapshot = await anvil.call("evm_snapshot");
    const latest = async () => (await anvil.call("eth_getBlockByNumber", "latest", false)) as LatestBlock;
    const { number: start } = await latest();
    const mineAt = async (now: number, last?: LatestBlock) => {
      last ??= await latest();
      // Many blocks of a second each may have run ahead of the clock.
      if (seconds(now) > Number(last.timestamp)) await anvil.call("evm_setNextBlockTimestamp", seconds(now));
      await anvil.call("anvil_mine", "0x1");
    };
    return {
      ...{ ...at, deployment, brokers, mineAt: (now) => mineAt(now) },
      async reset(now) {
        await anvil.call("evm_setAutomine", true);
        // What waits for a block would get it in the next trial.
        await anvil.call("anvil_dropAllTransactions");
        if ((await anvil.call("evm_revert", snapshot)) !== true)
          throw new Error("The chain did not go back.");
        snapshot = await anvil.call("evm_snapshot");
        // The fee market goes on from where it was before; with it every transaction would be another one.
        await anvil.call("anvil_setNextBlockBaseFeePerGas", BASE_FEE);
        const last = await latest();
        if (last.number !== start) throw new Error("Something was mined between two trials.");
        await mineAt(now, last);
      },
      async setMining(isMining) {
        await anvil.call("evm_setAutomine", isMining);
        if (isMining) await anvil.call("anvil_mine", "0x1");
      },
      async setBalance(role, usdMicros) {
        const { address } = devAccount(role);
        await anvil.call("anvil_dealERC20", address, deployment.token, `0x${usdMicros.toString(16)}`);
      },
      close: anvil.kill,
    };
  } catch (error) {
    await anvil.kill();
    throw error;
  }
}

async function brokersOn(at: ChainAt, { contracts, fromBlock }: Deployment): Promise<Brokers> {
  const client = readClient(at);
  const block = await client.getBlockNumber();
  return brokersAt({ client, registry: contracts.registry.address }, { block, fromBlock: BigInt(fromBlock) });
}
