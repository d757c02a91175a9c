import { createWalletClient, custom, type Hex } from "viem";
import { beforeEach, expect, test } from "vitest";
import { type DeploymentPlan, defaultWindows, deployNecto, requireCode } from "../abi/deploy-necto.ts";
import { nectoEscrow, teamRoles, testUSDC } from "../abi/generated.ts";
import { networks } from "../abi/networks.ts";
import { startChain, type TestChain, testChain } from "./support/chain.ts";
import { people } from "./support/world.ts";

const deployerAddress = "0x4e59b44847b379578588920cA78FbF26c0B4956C";
/** The runtime code of the usual CREATE2 deployer. */
const deployerCode: Hex =
  "0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3";

const plan: DeploymentPlan = {
  ...defaultWindows,
  owner: people.owner.address,
  guardian: people.guardian.address,
  treasury: people.treasury.address,
  arbiter: people.arbiter.address,
  feeBps: 250,
};

let chain: TestChain;

beforeEach(async () => {
  chain = await startChain();
});

function clientsOf({ publicClient, walletClient }: TestChain) {
  return {
    publicClient,
    walletClient: createWalletClient({
      account: people.deployer,
      chain: testChain,
      transport: custom({ request: walletClient.request as never }, { retryCount: 0 }),
    }),
  };
}

test("deploys everything and reads back what was planned", { timeout: 60_000 }, async () => {
  const deployment = await deployNecto(clientsOf(chain), networks.sandbox, plan);
  expect(deployment).toMatchObject({
    network: "sandbox",
    chainId: 31_337,
    tokenCapabilities: { decimals: 6, hasAuthorization: true, hasPermit: true, hasPermit2: false },
  });
  const { escrow, registry, roles, testUsdc } = deployment.contracts;
  for (const contract of [escrow, registry, roles, testUsdc!]) {
    expect(contract.codeHash).toMatch(/^0x[0-9a-f]{64}$/);
    expect(contract.isDeterministic).toBe(false);
  }
  expect(deployment.token).toBe(testUsdc!.address);
});

test("with a CREATE2 deployer, a second call finds the same contracts", { timeout: 60_000 }, async () => {
  await chain.testClient.setCode({ address: deployerAddress, bytecode: deployerCode });
  const first = await deployNecto(clientsOf(chain), networks.sandbox, plan);
  const second = await deployNecto(clientsOf(chain), networks.sandbox, plan);
  expect(first.contracts.escrow.isDeterministic).toBe(true);
  expect(first.contracts.escrow.transactionHash).not.toBeNull();
  expect(second.contracts.escrow.transactionHash).toBeNull();
  expect(second.contracts.escrow.address).toBe(first.contracts.escrow.address);
  expect(second.contracts.escrow.codeHash).toBe(first.contracts.escrow.codeHash);

  const other = await startChain();
  await other.testClient.setCode({ address: deployerAddress, bytecode: deployerCode });
  const third = await deployNecto(clientsOf(other), networks.sandbox, plan);
  expect(third.contracts.escrow.address).toBe(first.contracts.escrow.address);
});

test("another chain is refused before anything is sent", async () => {
  await expect(deployNecto(clientsOf(chain), networks["adi-mainnet"], plan)).rejects.toThrow(
    "adi-mainnet is 36900",
  );
  expect(await chain.publicClient.getBlockNumber({ cacheTime: 0 })).toBe(0n);
});

test("a chain whose USDC is not there is refused", async () => {
  const network = { ...networks["adi-mainnet"], chainId: 31_337 };
  await expect(deployNecto(clientsOf(chain), network, plan)).rejects.toThrow();
});

test("a plan that the escrow refuses is an error", async () => {
  await expect(deployNecto(clientsOf(chain), networks.sandbox, { ...plan, feeBps: 501 })).rejects.toThrow();
});

test("code that was changed is found out, immutables are not", { timeout: 60_000 }, async () => {
  const { contracts } = await deployNecto(clientsOf(chain), networks.sandbox, plan);
  const { address, codeHash } = contracts.escrow;
  expect(await requireCode(chain.publicClient, address, nectoEscrow)).toBe(codeHash);
  await expect(requireCode(chain.publicClient, address, teamRoles)).rejects.toThrow("not the code");

  const code = (await chain.publicClient.getCode({ address }))!;
  const changed: Hex = `0x${code.slice(2, 200)}${code[200] === "0" ? "1" : "0"}${code.slice(201)}`;
  await chain.testClient.setCode({ address, bytecode: changed });
  await expect(requireCode(chain.publicClient, address, nectoEscrow)).rejects.toThrow("not the code");
  await expect(requireCode(chain.publicClient, people.stranger.address, testUSDC)).rejects.toThrow("no code");
});
