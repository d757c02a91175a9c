import { encodeFunctionData, hashTypedData, zeroAddress } from "viem";
import { beforeAll, describe, expect, test } from "vitest";
import { closeReasons, jobStatuses } from "../abi/fold-events.ts";
import { nectoEscrow, providerRegistry, teamRoles, testUSDC } from "../abi/generated.ts";
import { depositOf, earnedOf, extensionOf, feeOf } from "../abi/pricing.ts";
import { paymentWays, probeToken } from "../abi/probe-token.ts";
import { extensionIdOf, jobIdOf, toAbiTerms, zeroBytes32 } from "../abi/terms.ts";
import {
  acceptance,
  extendAuthorization,
  openAuthorization,
  permit,
  permit2Witness,
  quote,
} from "../abi/typed-data.ts";
import { testChain } from "./support/chain.ts";
import {
  buildWorld,
  escrowEvents,
  exampleTerms,
  openJob,
  people,
  permit2Address,
  type World,
  word,
} from "./support/world.ts";

const { buyer, provider, operator, relayer, stranger } = people;
const far = 10n ** 11n;
const lots = 10n ** 15n;

describe("prices", () => {
  test.each([
    { rate: 2_500_000n, secs: 5_400n, deposit: 3_750_000n, earned: 3_750_000n },
    { rate: 2_500_001n, secs: 3_601n, deposit: 2_500_696n, earned: 2_500_695n },
    { rate: 2_500_000n, secs: 1n, deposit: 695n, earned: 694n },
    { rate: 0n, secs: 60n, deposit: 0n, earned: 0n },
  ])("$secs s at $rate an hour", ({ rate, secs, deposit, earned }) => {
    expect(depositOf(rate, secs)).toBe(deposit);
    expect(earnedOf(rate, secs)).toBe(earned);
  });

  test("a fee of 2.5 % is rounded down", () => {
    expect(feeOf(1_000_039n, 250n)).toBe(25_000n);
  });

  test("an extension costs the difference of two prices", () => {
    expect(extensionOf(2_500_001n, 3_601n, 1_801n)).toBe(
      depositOf(2_500_001n, 5_402n) - depositOf(2_500_001n, 3_601n),
    );
  });
});

describe("selectors", () => {
  test.each([
    ["start(bytes32)", "0x015a18ed"],
    ["end(bytes32)", "0x7015913c"],
    ["withdraw(address)", "0x51cff8d9"],
  ] as const)("%s is %s", (signature, selector) => {
    expect(nectoEscrow.selectors[signature]).toBe(selector);
  });
});

describe.each(["fiat", "plain"] as const)("with the %s token", (kind) => {
  let world: World;
  let salt = 0;
  const next = () => exampleTerms(++salt);
  const readEscrow = (functionName: string, args: readonly unknown[]) =>
    world.publicClient.readContract({
      address: world.escrow,
      abi: nectoEscrow.abi,
      functionName,
      args,
    } as never) as Promise<never>;
  const statusOf = async (jobId: `0x${string}`) =>
    jobStatuses[((await readEscrow("jobs", [jobId])) as { status: number }).status];

  beforeAll(async () => {
    world = await buildWorld(kind);
    for (const account of [buyer, provider]) {
      await world.callToken(account, "mint", [account.address, lots]);
      await world.callToken(account, "approve", [world.escrow, lots]);
      await world.callToken(account, "approve", [permit2Address, lots]);
    }
  });

  test("the job id is the contract's", async () => {
    const terms = next();
    expect(jobIdOf(world.at, terms)).toBe(await readEscrow("jobIdOf", [toAbiTerms(terms)]));
  });

  test("the extension id is the contract's", async () => {
    const args = { jobId: word(4), secs: 3_600, extraSecs: 60 };
    expect(extensionIdOf(world.at, args)).toBe(await readEscrow("extensionIdOf", [word(4), 3_600, 60]));
  });

  test("the domains are the contracts'", async () => {
    const [, name, version, chainId, verifyingContract] = await world.publicClient.readContract({
      address: world.escrow,
      abi: nectoEscrow.abi,
      functionName: "eip712Domain",
    });
    expect(acceptance(world.at, { jobId: word(1), expiry: 0n }).domain).toEqual({
      name,
      version,
      chainId: Number(chainId),
      verifyingContract: expect.toSatisfy((address: string) => sameAddress(address, verifyingContract)),
    });
  });

  test("open from an allowance, in a browser's three lines", async () => {
    const terms = next();
    const jobId = await openJob(world, terms);
    expect(await statusOf(jobId)).toBe("funded");
  });

  test("every way of opening logs the same event", async () => {
    const ways =
      kind === "fiat" ? ["open", "permit", "permit2", "authorization"] : ["open", "permit", "permit2"];
    for (const way of ways) {
      const terms = next();
      const receipt = await openBy(way, terms);
      const [event, ...others] = escrowEvents(world, receipt);
      expect(others).toEqual([]);
      const { rate, ...rest } = terms;
      expect(event).toEqual({
        eventName: "JobOpened",
        args: { ...rest, rate: Number(rate), jobId: jobIdOf(world.at, terms) },
      });
    }
  });

  async function openBy(way: string, terms: ReturnType<typeof next>) {
    const abiTerms = toAbiTerms(terms);
    if (way === "open") return world.call(buyer, "open", [abiTerms]);
    if (way === "permit") {
      const nonce = await world.publicClient.readContract({
        address: world.token,
        abi: testUSDC.abi,
        functionName: "nonces",
        args: [buyer.address],
      });
      const value = depositOf(BigInt(terms.rate), BigInt(terms.secs));
      const signature = await buyer.signTypedData(
        permit(world.tokenDomain, {
          owner: buyer.address,
          spender: world.escrow,
          value,
          nonce,
          deadline: far,
        }),
      );
      await world.callToken(buyer, "approve", [world.escrow, 0n]);
      const receipt = await world.call(buyer, "openWithPermit", [abiTerms, far, signature]);
      await world.callToken(buyer, "approve", [world.escrow, lots]);
      return receipt;
    }
    if (way === "permit2") {
      const options = { nonce: BigInt(salt), deadline: far };
      const witness = permit2Witness(
        world.at,
        { permit2: permit2Address, token: world.token },
        terms,
        options,
      );
      return world.call(relayer, "openWithPermit2", [
        abiTerms,
        options.nonce,
        far,
        await buyer.signTypedData(witness),
      ]);
    }
    const authorization = openAuthorization(world.at, world.tokenDomain, terms, {
      validAfter: 0n,
      validBefore: far,
    });
    const signature = await buyer.signTypedData(authorization);
    return world.call(relayer, "openWithAuthorization", [abiTerms, 0n, far, signature]);
  }

  test.each(["provider", "operator"] as const)("an acceptance signed by the %s starts a job", async (who) => {
    await world.call(provider, "setOperator", [operator.address]);
    const terms = next();
    const jobId = jobIdOf(world.at, terms);
    const signature = await people[who].signTypedData(acceptance(world.at, { jobId, expiry: far }));
    await world.call(buyer, "openAndStart", [
      toAbiTerms(terms),
      { expiry: far, signature },
      { method: 0, nonce: 0n, validAfter: 0n, deadline: 0n, signature: "0x" },
    ]);
    expect(await statusOf(jobId)).toBe("active");
  });

  test("an acceptance of another job is refused", async () => {
    const terms = next();
    const signature = await provider.signTypedData(acceptance(world.at, { jobId: word(9), expiry: far }));
    await expect(
      world.call(buyer, "openAndStart", [
        toAbiTerms(terms),
        { expiry: far, signature },
        { method: 0, nonce: 0n, validAfter: 0n, deadline: 0n, signature: "0x" },
      ]),
    ).rejects.toThrow();
  });

  test("a probe finds what the token can do", async () => {
    const capabilities = await probeToken(world.publicClient, {
      token: world.token,
      permit2: permit2Address,
      account: buyer.address,
    });
    expect(capabilities).toMatchObject({
      decimals: 6,
      symbol: kind === "fiat" ? "tUSDC" : "USDC.e",
      domain: world.tokenDomain,
      hasAuthorization: kind === "fiat",
      hasPermit: true,
      hasPermit2: true,
      paused: kind === "fiat" ? false : null,
      canBlock: kind === "fiat",
    });
    const all = paymentWays(capabilities, { hasPermit2Allowance: true });
    expect(all).toEqual(
      kind === "fiat" ? ["permit2", "authorization", "permit", "approve"] : ["permit2", "permit", "approve"],
    );
    expect(paymentWays(capabilities, { hasPermit2Allowance: false })[0]).toBe(
      kind === "fiat" ? "authorization" : "permit",
    );
  });

  test("quotes that the registry takes, and does not take when changed", async () => {
    const at = { chainId: testChain.id, registry: world.registry };
    const listingSalt = word(salt + 1_000);
    await send(provider, world.registry, providerRegistry.abi, "registerListing", [
      listingSalt,
      2_500_000,
      word(2),
    ]);
    const listingId = await world.publicClient.readContract({
      address: world.registry,
      abi: providerRegistry.abi,
      functionName: "listingIdOf",
      args: [provider.address, listingSalt],
    });
    const message = {
      provider: provider.address,
      listingId,
      listingVersion: 1,
      units: 8,
      rate: 20_000_000,
      maxSecs: 86_400,
      buyer: zeroAddress,
      expiry: 4_000_000_000,
      nonce: 1n,
    };
    const signature = await provider.signTypedData(quote(at, message));
    const ask = (functionName: string, args: readonly unknown[]) =>
      world.publicClient.readContract({
        address: world.registry,
        abi: providerRegistry.abi,
        functionName,
        args,
      } as never);
    await ask("requireQuote", [message, signature]);
    expect(await ask("quoteDigest", [message])).toBe(hashTypedData(quote(at, message)));
    await expect(ask("requireQuote", [{ ...message, rate: 19_000_000 }, signature])).rejects.toThrow(
      "InvalidQuoteSignature",
    );
    await expect(ask("requireQuote", [{ ...message, rate: 20_000_001 }, signature])).rejects.toThrow(
      "RateAboveCeiling",
    );
  });

  test("roles are granted and read", async () => {
    const org = word(salt + 2_000);
    await send(buyer, world.roles, teamRoles.abi, "createOrg", [org]);
    await send(buyer, world.roles, teamRoles.abi, "setRole", [org, stranger.address, 1]);
    expect(
      await world.publicClient.readContract({
        address: world.roles,
        abi: teamRoles.abi,
        functionName: "roleOf",
        args: [org, stranger.address],
      }),
    ).toBe(1);
  });

  if (kind === "fiat")
    test("an extension signed by the buyer and sent by a relayer", async () => {
      const terms = next();
      const jobId = await openJob(world, terms);
      await world.call(provider, "start", [jobId]);
      const signature = await buyer.signTypedData(
        extendAuthorization(
          world.at,
          world.tokenDomain,
          { jobId, buyer: buyer.address, rate: BigInt(terms.rate), secs: terms.secs },
          { extraSecs: 600, validAfter: 0n, validBefore: far },
        ),
      );
      await world.call(relayer, "extendWithAuthorization", [jobId, 600, 0n, far, signature]);
      expect(((await readEscrow("jobs", [jobId])) as { secs: number }).secs).toBe(terms.secs + 600);
    });

  async function send(
    account: typeof buyer,
    to: `0x${string}`,
    abi: unknown,
    functionName: string,
    args: readonly unknown[],
  ) {
    return world.send(account, to, encodeFunctionData({ abi, functionName, args } as never));
  }
});

test("a token that is no token is an error, not a capability", async () => {
  const world = await buildWorld("plain");
  await expect(
    probeToken(world.publicClient, {
      token: world.roles,
      permit2: permit2Address,
      account: buyer.address,
    }),
  ).rejects.toThrow();
});

test("the contract's numbers have names", () => {
  expect(jobStatuses).toHaveLength(6);
  expect(closeReasons).toHaveLength(7);
  expect(zeroBytes32).toHaveLength(66);
});

function sameAddress(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
