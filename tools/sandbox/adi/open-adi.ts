import { join } from "node:path";
import { type Deployment, defaultWindows, deployNecto } from "@necto/contracts/abi/deploy-necto";
import { providerRegistry, testUSDC } from "@necto/contracts/abi/generated";
import { networks } from "@necto/contracts/abi/networks";
import { type Address, getAbiItem, zeroAddress } from "viem";
import { isBroker, sourceIdOf } from "../../chain/brokers.ts";
import { type ChainAt, type ReadClient, readClient, writeClient } from "../../chain/chain-clients.ts";
import { networkNamed } from "../../chain/networks.ts";
import { type Chain, type ChainOptions, openChain } from "../chain/open-chain.ts";
import { type DevRole, devAccount, devBalances } from "../dev-accounts.ts";
import { registerDemoListings } from "./demo-registry.ts";

export interface AdiOptions extends Pick<ChainOptions, "now" | "port" | "snapshotEveryBlocks"> {
  /** Holds the chain in a folder of its own; null keeps it in memory. */
  readonly folder: string | null;
  /** Key that signs traces; that of the sandbox's agent account unless said. */
  readonly agentKey?: Address;
  /** Puts another token on the chain, to be paid with in the place of `TestUSDC`. It has the same `mint`. */
  readonly placeToken?: (chain: Chain) => Promise<Address>;
}

export interface AdiSandbox {
  readonly chain: Chain;
  /** Where everything is. Its events begin with the chain. */
  readonly deployment: Deployment;
}

/** A share of what a provider earns, as on the public networks. */
const FEE_BPS = 250;

/** Test USDC in base units (micro-USD), once. */
const USDC: Partial<Readonly<Record<DevRole, bigint>>> = {
  buyer: 10_000_000_000n,
  "team-admin": 50_000_000_000n,
  "team-user": 10_000_000_000n,
};

/**
 * The chain that plays ADI: Necto's contracts with a test USDC, the agent's signing key, the demo providers' listings and
 * buyers with money. Every step looks first whether it was done, so that a start after a crash goes on where the last one
 * stopped, and what people did stays.
 *
 * @example const { chain, deployment } = await openAdi({ folder: ".necto/chains", now: Date.now });
 */
export async function openAdi({
  folder,
  agentKey = devAccount("agent").address,
  placeToken,
  ...options
}: AdiOptions): Promise<AdiSandbox> {
  const { chainId } = networkNamed("adi-sandbox");
  const chain = await openChain({
    ...options,
    chainId,
    balances: devBalances(),
    folder: folder === null ? null : join(folder, "adi"),
  });
  try {
    const usdc = (await placeToken?.(chain)) ?? null;
    return { chain, deployment: await setUpAdi(chain, agentKey, usdc) };
  } catch (error) {
    await chain.close();
    throw error;
  }
}

/**
 * Puts on a chain what is not there yet: contracts, agent key, listings, brokers, money.
 *
 * @param usdc a token of the chain in the place of the test USDC
 */
export async function setUpAdi(
  at: ChainAt,
  agentKey: Address,
  usdc: Address | null = null,
): Promise<Deployment> {
  const deployer = devAccount("deployer");
  const clients = { publicClient: readClient(at), walletClient: writeClient(at, deployer) };
  const network = { ...networks.sandbox, chainId: at.chainId, usdc };
  const deployment = await deployNecto(clients, network, {
    ...defaultWindows,
    feeBps: FEE_BPS,
    owner: deployer.address,
    guardian: devAccount("guardian").address,
    treasury: devAccount("treasury").address,
    arbiter: devAccount("arbiter").address,
  });
  const { contracts, token } = deployment;
  await registerAgentKey(at, contracts.registry.address, agentKey);
  await fund(at, token);
  await registerDemoListings(at, contracts.registry.address);
  await registerBroker(at, contracts.registry.address);
  return { ...deployment, fromBlock: 0n };
}

async function registerAgentKey(at: ChainAt, registry: Address, key: Address): Promise<void> {
  const contract = { address: registry, abi: providerRegistry.abi } as const;
  const [from] = await readClient(at).readContract({ ...contract, functionName: "agentKeys", args: [key] });
  if (from !== 0n) return;
  const client = writeClient(at, devAccount("deployer"));
  await mined(at, await client.writeContract({ ...contract, functionName: "addAgentKey", args: [key] }));
}

/** The markets that the demo broker rents at; what others offer is handed over instead. */
const BROKERED = ["lambda", "akash"] as const;

async function registerBroker(at: ChainAt, registry: Address): Promise<void> {
  const { address } = devAccount("broker");
  const client = writeClient(at, devAccount("deployer"));
  for (const source of BROKERED) {
    if (await isBroker({ client: readClient(at), registry }, source, address)) continue;
    const args = [sourceIdOf(source), address, true] as const;
    const call = { address: registry, abi: providerRegistry.abi, functionName: "setBroker", args } as const;
    await mined(at, await client.writeContract(call));
  }
}

async function fund(at: ChainAt, token: Address): Promise<void> {
  const had = await findFunded(readClient(at), token);
  const client = writeClient(at, devAccount("deployer"));
  for (const [role, amount] of Object.entries(USDC) as [DevRole, bigint][]) {
    const { address } = devAccount(role);
    if (had.has(address)) continue;
    const args = [address, amount] as const;
    const hash = await client.writeContract({
      address: token,
      abi: testUSDC.abi,
      functionName: "mint",
      args,
    });
    await mined(at, hash);
  }
}

/** Who was given money once, and may have spent it. */
async function findFunded(client: ReadClient, token: Address): Promise<ReadonlySet<Address>> {
  const event = getAbiItem({ abi: testUSDC.abi, name: "Transfer" });
  const logs = await client.getLogs({
    address: token,
    event,
    args: { from: zeroAddress },
    fromBlock: 0n,
    toBlock: "latest",
    strict: true,
  });
  return new Set(logs.map(({ args }) => args.to));
}

async function mined(at: ChainAt, hash: `0x${string}`): Promise<void> {
  const { status } = await readClient(at).waitForTransactionReceipt({ hash });
  if (status !== "success") throw new Error(`${hash} reverted while the sandbox was being set up.`);
}
