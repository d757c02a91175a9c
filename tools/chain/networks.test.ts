import * as chains from "viem/chains";
import { expect, test } from "vitest";
import { describeChainId, NETWORKS, networkNamed, networkOf, RETIRED_CHAIN_IDS } from "./networks.ts";

test("ids and names are there once each", () => {
  expect(new Set(NETWORKS.map(({ chainId }) => chainId)).size).toBe(NETWORKS.length);
  expect(new Set(NETWORKS.map(({ name }) => name)).size).toBe(NETWORKS.length);
  for (const network of NETWORKS) expect(networkOf(network.chainId)).toBe(networkNamed(network.name));
});

test("the sandbox's chains have the id of no public network and no other tool's local chain", () => {
  const known = new Set<number>(Object.values(chains).map(({ id }) => id));
  expect(known.has(31_337)).toBe(true);
  for (const name of ["0g-sandbox", "adi-sandbox"] as const)
    expect(known.has(networkNamed(name).chainId)).toBe(false);
});

test("where viem knows a network, it says the same", () => {
  for (const { id, rpcUrls, blockExplorers } of [chains.adi, chains.zeroGMainnet, chains.zeroGTestnet]) {
    const network = networkOf(id)!;
    expect(rpcUrls.default.http.map(String)).toContain(network.rpcUrl);
    expect(blockExplorers.default.url).toBe(network.explorerUrl);
  }
});

test("retired ids lead to one that is in use", () => {
  for (const [retired, current] of Object.entries(RETIRED_CHAIN_IDS)) {
    expect(networkOf(Number(retired))).toBeNull();
    expect(networkOf(current)).not.toBeNull();
  }
  expect(describeChainId(16_601)).toBe("16601 (a retired 0G testnet)");
  expect(describeChainId(36_900)).toBe("36900 (ADI mainnet)");
  expect(describeChainId(5)).toBe("5");
});
