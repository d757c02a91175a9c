import { encodeFunctionData, type Hex } from "viem";
import { providerRegistry, teamRoles } from "../../abi/generated.ts";
import { jobIdOf, type Terms, toAbiTerms } from "../../abi/terms.ts";
import {
  acceptance,
  openAuthorization,
  permit2Witness,
  receiveWithAuthorization,
} from "../../abi/typed-data.ts";
import { accounts } from "./chain.ts";
import {
  buildWorld,
  exampleTerms,
  openJob,
  people,
  permit2Address,
  splitSignature,
  type World,
  windows,
  word,
} from "./world.ts";

const far = 10n ** 11n;
const lots = 10n ** 15n;
const { buyer, provider, relayer } = people;

/** The token by itself; the same operations of Circle's token are known, so the twin can be held against them. */
export const circleGas = {
  transfer: 45_047,
  approveFresh: 55_437,
  approveAgain: 38_337,
  transferFrom: 53_280,
  receiveWithAuthorization: 86_100,
} as const;

/**
 * Gas of each operation, from receipts on Cancun rules with the token that behaves like Circle's, behind its proxy. Steady state:
 * escrow, provider and buyers hold tokens, and a fee has been booked before.
 */
export async function measureGas(): Promise<Record<string, number>> {
  const world = await buildWorld("fiat");
  const gas: Record<string, number> = {};
  let salt = 100;
  const nextTerms = (fields: Partial<Terms> = {}) => exampleTerms(++salt, fields);
  await prepare(world);

  const allowance = nextTerms();
  gas.open = Number((await world.call(buyer, "open", [toAbiTerms(allowance)])).gasUsed);

  const authorized = nextTerms();
  gas.openWithAuthorization = Number(
    (
      await world.call(relayer, "openWithAuthorization", [
        toAbiTerms(authorized),
        0n,
        far,
        await signAuthorization(world, authorized),
      ])
    ).gasUsed,
  );

  await openWithPermit2(world, nextTerms(), 0n);
  gas.openWithPermit2 = await openWithPermit2(world, nextTerms(), 1n);

  const { terms: accepted, gasUsed } = await openAndStart(world, nextTerms());
  gas.openAndStart = gasUsed;
  await world.wait(1_800);
  gas.endByBuyer = Number((await world.call(buyer, "end", [jobIdOf(world.at, accepted)])).gasUsed);
  gas.lifecycle = gas.openAndStart + gas.endByBuyer;

  const jobId = await openJob(world, nextTerms());
  gas.start = Number((await world.call(provider, "start", [jobId])).gasUsed);
  gas.extend = Number((await world.call(buyer, "extend", [jobId, 1_800])).gasUsed);
  await world.wait(1_200);
  gas.endByProvider = Number((await world.call(provider, "end", [jobId, 1_100])).gasUsed);
  await world.wait(windows.dispute);
  gas.settle = Number((await world.call(relayer, "settle", [jobId])).gasUsed);

  const cancelled = await openJob(world, nextTerms());
  gas.cancel = Number((await world.call(buyer, "cancel", [cancelled])).gasUsed);

  const disputed = await endedJob(world, nextTerms());
  gas.dispute = Number((await world.call(buyer, "dispute", [disputed, word(7), 0])).gasUsed);
  gas.resolve = Number((await world.call(people.arbiter, "resolve", [disputed, 500, word(8)])).gasUsed);

  const long = await openJob(world, nextTerms({ secs: 200_000 }));
  await world.call(provider, "start", [long]);
  await world.wait(windows.dispute + 3_600);
  gas.checkpoint = Number((await world.call(provider, "checkpoint", [long])).gasUsed);

  gas.settleMany10 = await settleMany(world, 10, nextTerms);
  gas.settleMany50 = await settleMany(world, 50, nextTerms);

  gas.withdraw = await withdraw(world, nextTerms());
  Object.assign(gas, await measureRegistries(world));
  return gas;
}

/** The twin's own operations, to hold against `circleGas`. */
export async function measureToken(): Promise<Record<keyof typeof circleGas, number>> {
  const world = await buildWorld("fiat");
  for (const account of [buyer, provider, relayer])
    await world.callToken(account, "mint", [account.address, lots]);
  const authorization = receiveWithAuthorization(world.tokenDomain, {
    from: buyer.address,
    to: relayer.address,
    value: 2_500_000n,
    validAfter: 0n,
    validBefore: far,
    nonce: word(5),
  });
  const { from, to, value, validAfter, validBefore, nonce } = authorization.message;
  const parts = splitSignature(await buyer.signTypedData(authorization));
  const used = async (account: typeof buyer, name: string, args: readonly unknown[]) =>
    Number((await world.callToken(account, name, args)).gasUsed);
  return {
    transfer: await used(buyer, "transfer", [provider.address, 2_500_000n]),
    approveFresh: await used(buyer, "approve", [relayer.address, lots]),
    approveAgain: await used(buyer, "approve", [relayer.address, lots - 1n]),
    transferFrom: await used(relayer, "transferFrom", [buyer.address, provider.address, 2_500_000n]),
    receiveWithAuthorization: await used(relayer, "receiveWithAuthorization", [
      from,
      to,
      value,
      validAfter,
      validBefore,
      nonce,
      ...parts,
    ]),
  };
}

async function prepare(world: World): Promise<void> {
  for (const account of accounts.slice(5, 70)) {
    await world.callToken(account, "mint", [account.address, lots]);
    await world.callToken(account, "approve", [world.escrow, lots]);
  }
  await world.callToken(buyer, "approve", [permit2Address, lots]);
  const first = await endedJob(world, exampleTerms(1));
  await world.call(buyer, "settle", [first]);
  await openJob(world, exampleTerms(2));
}

async function signAuthorization(world: World, terms: Terms): Promise<Hex> {
  return buyer.signTypedData(
    openAuthorization(world.at, world.tokenDomain, terms, { validAfter: 0n, validBefore: far }),
  );
}

async function openWithPermit2(world: World, terms: Terms, nonce: bigint): Promise<number> {
  const witness = permit2Witness(world.at, { permit2: permit2Address, token: world.token }, terms, {
    nonce,
    deadline: far,
  });
  const signature = await buyer.signTypedData(witness);
  const receipt = await world.call(relayer, "openWithPermit2", [toAbiTerms(terms), nonce, far, signature]);
  return Number(receipt.gasUsed);
}

async function openAndStart(world: World, terms: Terms): Promise<{ terms: Terms; gasUsed: number }> {
  const jobId = jobIdOf(world.at, terms);
  const signature = await provider.signTypedData(acceptance(world.at, { jobId, expiry: far }));
  const receipt = await world.call(relayer, "openAndStart", [
    toAbiTerms(terms),
    { expiry: far, signature },
    { method: 2, nonce: 0n, validAfter: 0n, deadline: far, signature: await signAuthorization(world, terms) },
  ]);
  return { terms, gasUsed: Number(receipt.gasUsed) };
}

async function endedJob(world: World, terms: Terms): Promise<Hex> {
  const jobId = await openJob(world, terms);
  await world.call(provider, "start", [jobId]);
  await world.wait(1_000);
  await world.call(provider, "end", [jobId, 900]);
  return jobId;
}

/** One provider, as many buyers as jobs, each paid for a part of its time and refunded the rest. */
async function settleMany(
  world: World,
  count: number,
  nextTerms: (fields: Partial<Terms>) => Terms,
): Promise<number> {
  const jobIds: Hex[] = [];
  for (const account of accounts.slice(10, 10 + count))
    jobIds.push(await endedJob(world, nextTerms({ buyer: account.address })));
  await world.wait(windows.dispute);
  const receipt = await world.call(relayer, "settleMany", [jobIds]);
  return Math.ceil(Number(receipt.gasUsed) / count);
}

async function withdraw(world: World, terms: Terms): Promise<number> {
  const jobId = await endedJob(world, terms);
  await world.callToken(people.deployer, "blacklist", [provider.address]);
  await world.call(buyer, "settle", [jobId]);
  await world.callToken(people.deployer, "unBlacklist", [provider.address]);
  return Number((await world.call(provider, "withdraw", [provider.address])).gasUsed);
}

async function measureRegistries(world: World): Promise<Record<string, number>> {
  const registry = async (functionName: string, args: readonly unknown[]) =>
    Number(
      (
        await world.send(
          provider,
          world.registry,
          encodeFunctionData({ abi: providerRegistry.abi, functionName, args } as never),
        )
      ).gasUsed,
    );
  const roles = async (functionName: string, args: readonly unknown[]) =>
    Number(
      (
        await world.send(
          buyer,
          world.roles,
          encodeFunctionData({ abi: teamRoles.abi, functionName, args } as never),
        )
      ).gasUsed,
    );
  const registerListing = await registry("registerListing", [word(11), 2_500_000, word(12)]);
  const listingId = await world.publicClient.readContract({
    address: world.registry,
    abi: providerRegistry.abi,
    functionName: "listingIdOf",
    args: [provider.address, word(11)],
  });
  const updateRate = await registry("updateRate", [listingId, 2_400_000]);
  const createOrg = await roles("createOrg", [word(13)]);
  const grantRole = await roles("setRole", [word(13), provider.address, 2]);
  return { registerListing, updateRate, createOrg, grantRole };
}
