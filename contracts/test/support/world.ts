import {
  type Account,
  type Address,
  decodeEventLog,
  encodeFunctionData,
  type Hex,
  parseSignature,
  type TransactionReceipt,
} from "viem";
import { nectoEscrow, providerRegistry, teamRoles, testUSDC } from "../../abi/generated.ts";
import { jobIdOf, type Terms, toAbiTerms } from "../../abi/terms.ts";
import type { TokenDomain } from "../../abi/typed-data.ts";
import { accounts, startChain, type TestChain, testChain } from "./chain.ts";
import { loadDoubles } from "./doubles.ts";

/** The parties of the tests. */
export const people = {
  deployer: accounts[0]!,
  owner: accounts[1]!,
  guardian: accounts[2]!,
  treasury: accounts[3]!,
  arbiter: accounts[4]!,
  buyer: accounts[5]!,
  provider: accounts[6]!,
  operator: accounts[7]!,
  relayer: accounts[8]!,
  stranger: accounts[9]!,
} as const;

/** The windows that Necto deploys with, seconds. */
export const windows = { start: 900, dispute: 21_600, arbiter: 604_800 } as const;

/** Where Permit2 is on every chain. */
export const permit2Address: Address = "0x000000000022D473030F116dDEE9F6B43aC78BA3";

/** All contracts on a fresh chain. */
export interface World extends TestChain {
  readonly token: Address;
  readonly escrow: Address;
  readonly registry: Address;
  readonly roles: Address;
  readonly tokenDomain: TokenDomain;
  readonly at: { readonly chainId: number; readonly escrow: Address };
  /** Calls a function of the escrow, and returns the receipt. */
  call(account: Account, functionName: string, args: readonly unknown[]): Promise<TransactionReceipt>;
  /** Calls a function of the token. */
  callToken(account: Account, functionName: string, args: readonly unknown[]): Promise<TransactionReceipt>;
  /** Moves the clock and mines. */
  wait(seconds: number): Promise<void>;
}

/** Deploys the contracts with the token that behaves like Circle's, behind a proxy, or with the plain one. */
export async function buildWorld(kind: "fiat" | "plain" = "fiat"): Promise<World> {
  const chain = await startChain();
  const doubles = loadDoubles();
  await chain.testClient.setCode({
    address: permit2Address,
    bytecode: doubles.Permit2Double.deployedBytecode,
  });
  const token = kind === "plain" ? await chain.deploy(doubles.PlainUsdc) : await deployFiat(chain);
  const escrow = await chain.deploy(nectoEscrow, [
    {
      token,
      permit2: permit2Address,
      arbiter: people.arbiter.address,
      owner: people.owner.address,
      guardian: people.guardian.address,
      treasury: people.treasury.address,
      feeBps: 250,
      startWindow: windows.start,
      disputeWindow: windows.dispute,
      arbiterWindow: windows.arbiter,
    },
  ]);
  const registry = await chain.deploy(providerRegistry, [people.owner.address]);
  const roles = await chain.deploy(teamRoles);

  const call = (account: Account, functionName: string, args: readonly unknown[]) =>
    chain.send(account, escrow, encodeFunctionData({ abi: nectoEscrow.abi, functionName, args } as never));
  const callToken = (account: Account, functionName: string, args: readonly unknown[]) =>
    chain.send(account, token, encodeFunctionData({ abi: testUSDC.abi, functionName, args } as never));
  return {
    ...chain,
    token,
    escrow,
    registry,
    roles,
    tokenDomain: {
      name: kind === "plain" ? "USDC.e" : "Test USDC",
      version: kind === "plain" ? "1" : "2",
      chainId: testChain.id,
      verifyingContract: token,
    },
    at: { chainId: testChain.id, escrow },
    call,
    callToken,
    async wait(seconds) {
      await chain.testClient.increaseTime({ seconds });
      await chain.testClient.mine({ blocks: 1 });
    },
  };
}

async function deployFiat(chain: TestChain): Promise<Address> {
  const implementation = await chain.deploy(testUSDC, [people.deployer.address]);
  const setup = encodeFunctionData({
    abi: testUSDC.abi,
    functionName: "initialize",
    args: [people.deployer.address],
  });
  return chain.deploy(loadDoubles().FiatProxy, [implementation, accounts[79]!.address, setup]);
}

/** Terms of an hour at 2.50 USD, with a salt of its own for each number. */
export function exampleTerms(number: number, fields: Partial<Terms> = {}): Terms {
  return {
    buyer: people.buyer.address,
    provider: people.provider.address,
    listingId: word(0xaa),
    listingVersion: 3,
    rate: 2_500_000,
    secs: 3_600,
    root: word(0xbb),
    mode: word(0),
    feeBps: 250,
    salt: word(number + 1),
    ...fields,
  };
}

/** Thirty-two bytes that look random, for a number; zero stays zero. */
export function word(number: number): Hex {
  return `0x${number === 0 ? "0".repeat(64) : (BigInt(number) * 0x9e3779b97f4a7c15f39cc0605cedc8341082276bf3a27251f86c6a11d0c18e95n).toString(16).padStart(64, "0").slice(-64)}`;
}

/** Opens a job from the buyer's allowance and returns its id. */
export async function openJob(world: World, terms: Terms): Promise<Hex> {
  const buyer = accounts.find(({ address }) => address === terms.buyer)!;
  await world.call(buyer, "open", [toAbiTerms(terms)]);
  return jobIdOf(world.at, terms);
}

/** The escrow's events in a receipt, in order. */
export function escrowEvents(world: World, receipt: TransactionReceipt) {
  return receipt.logs
    .filter(({ address }) => address.toLowerCase() === world.escrow.toLowerCase())
    .map((log) => decodeEventLog({ abi: nectoEscrow.abi, data: log.data, topics: log.topics }));
}

/** A signature's three parts, as the `(v, r, s)` functions want them. */
export function splitSignature(signature: Hex): readonly [number, Hex, Hex] {
  const { r, s, yParity } = parseSignature(signature);
  return [27 + yParity, r, s];
}
