import {
  type Abi,
  type Account,
  type Address,
  type Chain,
  concatHex,
  encodeDeployData,
  getContractAddress,
  type Hex,
  isAddressEqual,
  keccak256,
  type PublicClient,
  type Transport,
  toHex,
  type WalletClient,
} from "viem";
import { nectoEscrow, providerRegistry, teamRoles, testUSDC } from "./generated.ts";
import { type NectoNetwork, permit2Address } from "./networks.ts";
import { probeToken, type TokenCapabilities } from "./probe-token.ts";

/** Who rules, and by which figures. Windows in seconds. */
export interface DeploymentPlan {
  readonly owner: Address;
  readonly guardian: Address;
  readonly treasury: Address;
  readonly arbiter: Address;
  readonly feeBps: number;
  readonly startWindow: number;
  readonly disputeWindow: number;
  readonly arbiterWindow: number;
}

/** Fifteen minutes to start, six hours to dispute (longer than a plausible sequencer outage), seven days to decide. */
export const defaultWindows = { startWindow: 900, disputeWindow: 21_600, arbiterWindow: 604_800 } as const;

/** One deployed contract. */
export interface DeployedContract {
  readonly address: Address;
  readonly codeHash: Hex;
  /** Null when it was there before. */
  readonly transactionHash: Hex | null;
  readonly constructorArguments: readonly unknown[];
  readonly isDeterministic: boolean;
}

/** What was deployed, or found deployed. */
export interface Deployment {
  readonly network: NectoNetwork["name"];
  readonly chainId: number;
  /** From this block on there are events. */
  readonly fromBlock: bigint;
  readonly token: Address;
  readonly tokenCapabilities: TokenCapabilities;
  readonly contracts: {
    readonly escrow: DeployedContract;
    readonly registry: DeployedContract;
    readonly roles: DeployedContract;
    /** Null where the chain has a USDC. */
    readonly testUsdc: DeployedContract | null;
  };
}

export interface DeploymentClients {
  readonly publicClient: PublicClient;
  readonly walletClient: WalletClient<Transport, Chain | undefined, Account>;
}

/** A contract as the generated module has it. */
export interface Compiled {
  readonly abi: Abi;
  readonly bytecode: Hex;
  readonly deployedBytecode: Hex;
  readonly immutables: readonly (readonly [number, number])[];
}

/** The usual CREATE2 deployer. Where a chain has it, addresses depend on code and arguments alone. */
const create2Deployer: Address = "0x4e59b44847b379578588920cA78FbF26c0B4956C";
const salt = keccak256(toHex("necto/1"));

/**
 * Deploys what is missing and checks everything: chain id, token, runtime code outside the immutables, and every constructor
 * argument as the contract itself reports it. Calling it again with the same plan finds the same contracts where CREATE2 works.
 * @throws when anything is not as planned; what was deployed until then stays, and is found by the next call.
 */
export async function deployNecto(
  clients: DeploymentClients,
  network: NectoNetwork,
  plan: DeploymentPlan,
): Promise<Deployment> {
  const { publicClient, walletClient } = clients;
  const chainId = await publicClient.getChainId();
  if (chainId !== network.chainId)
    throw new Error(`This is chain ${chainId}, ${network.name} is ${network.chainId}: check the RPC URL.`);
  const fromBlock = await publicClient.getBlockNumber({ cacheTime: 0 });

  const testUsdc = network.usdc === null ? await placeContract(clients, testUSDC, [plan.owner]) : null;
  const token = network.usdc ?? testUsdc!.address;
  const tokenCapabilities = await probeToken(publicClient, {
    token,
    permit2: permit2Address,
    account: walletClient.account.address,
  });
  const escrow = await placeContract(clients, nectoEscrow, [{ token, permit2: permit2Address, ...plan }]);
  const registry = await placeContract(clients, providerRegistry, [plan.owner]);
  const roles = await placeContract(clients, teamRoles, []);

  await requireSetup(publicClient, escrow.address, token, plan);
  await requireOwner(publicClient, registry.address, plan.owner);
  if (testUsdc !== null) await requireOwner(publicClient, testUsdc.address, plan.owner);
  return {
    network: network.name,
    chainId,
    fromBlock,
    token,
    tokenCapabilities,
    contracts: { escrow, registry, roles, testUsdc },
  };
}

/**
 * The runtime code's hash, after checking that outside the immutables it is the code that was compiled here.
 * @throws when it is not.
 */
export async function requireCode(
  publicClient: PublicClient,
  address: Address,
  compiled: Compiled,
): Promise<Hex> {
  const code = await publicClient.getCode({ address });
  if (code === undefined || code === "0x") throw new Error(`There is no code at ${address}.`);
  if (maskImmutables(code, compiled) !== maskImmutables(compiled.deployedBytecode, compiled))
    throw new Error(`The code at ${address} is not the code of these sources.`);
  return keccak256(code);
}

/**
 * Deploys a contract, at the address that its code and arguments give where the chain has the CREATE2 deployer, and checks its
 * runtime code. There, calling it again finds the same contract.
 * @throws when the deployment reverts, or when other code is at the address.
 */
export async function placeContract(
  { publicClient, walletClient }: DeploymentClients,
  compiled: Compiled,
  constructorArguments: readonly unknown[],
): Promise<DeployedContract> {
  const data = encodeDeployData({
    abi: compiled.abi,
    bytecode: compiled.bytecode,
    args: constructorArguments,
  });
  const isDeterministic = await hasCode(publicClient, create2Deployer);
  const found = getContractAddress({ opcode: "CREATE2", from: create2Deployer, salt, bytecode: data });
  const common = { constructorArguments, isDeterministic } as const;
  if (isDeterministic && (await hasCode(publicClient, found))) {
    const codeHash = await requireCode(publicClient, found, compiled);
    return { ...common, address: found, codeHash, transactionHash: null };
  }

  const { account, chain } = walletClient;
  const transactionHash = await walletClient.sendTransaction({
    account,
    chain: chain ?? null,
    ...(isDeterministic ? { to: create2Deployer, data: concatHex([salt, data]) } : { data }),
  });
  const receipt = await publicClient.waitForTransactionReceipt({ hash: transactionHash });
  if (receipt.status !== "success") throw new Error(`Deployment reverted: ${transactionHash}.`);
  const address = isDeterministic ? found : receipt.contractAddress!;
  const codeHash = await requireCode(publicClient, address, compiled);
  return { ...common, address, codeHash, transactionHash };
}

async function requireSetup(
  publicClient: PublicClient,
  address: Address,
  token: Address,
  plan: DeploymentPlan,
): Promise<void> {
  const escrow = { address, abi: nectoEscrow.abi } as const;
  const [setup, config] = await Promise.all([
    publicClient.readContract({ ...escrow, functionName: "setup" }),
    publicClient.readContract({ ...escrow, functionName: "config" }),
    requireOwner(publicClient, address, plan.owner),
  ]);
  const checks: readonly (readonly [string, Address | number, Address | number])[] = [
    ["token", setup.token, token],
    ["permit2", setup.permit2, permit2Address],
    ["arbiter", setup.arbiter, plan.arbiter],
    ["startWindow", setup.startWindow, plan.startWindow],
    ["disputeWindow", setup.disputeWindow, plan.disputeWindow],
    ["arbiterWindow", setup.arbiterWindow, plan.arbiterWindow],
    ["treasury", config.treasury, plan.treasury],
    ["guardian", config.guardian, plan.guardian],
    ["feeBps", config.feeBps, plan.feeBps],
  ];
  for (const [name, actual, expected] of checks)
    if (String(actual).toLowerCase() !== String(expected).toLowerCase())
      throw new Error(`The escrow at ${address} has ${name} ${actual}, planned is ${expected}.`);
}

async function requireOwner(publicClient: PublicClient, address: Address, owner: Address): Promise<void> {
  const actual = await publicClient.readContract({ address, abi: nectoEscrow.abi, functionName: "owner" });
  if (!isAddressEqual(actual, owner))
    throw new Error(`${address} is owned by ${actual}, planned is ${owner}.`);
}

async function hasCode(publicClient: PublicClient, address: Address): Promise<boolean> {
  const code = await publicClient.getCode({ address });
  return code !== undefined && code !== "0x";
}

function maskImmutables(code: Hex, { immutables }: Compiled): string {
  let masked = code.slice(2).toLowerCase();
  for (const [start, length] of immutables)
    masked = masked.slice(0, start * 2) + "0".repeat(length * 2) + masked.slice((start + length) * 2);
  return masked;
}
