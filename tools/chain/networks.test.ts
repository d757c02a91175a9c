import * as chains from "viem/chains";
import { expect, test } from "vitest";
import {
  addressUrl,
  describeChainId,
  NETWORKS,
  networkNamed,
  networkOf,
  RETIRED_CHAIN_IDS,
  transactionUrl,
} from "./networks.ts";

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

test.each([
  [16_602, "https://chainscan-galileo.0g.ai"],
  [16_661, "https://chainscan.0g.ai"],
  [36_900, "https://explorer.adifoundation.ai"],
  [99_999, "https://explorer.ab.testnet.adifoundation.ai"],
])("on %i a transaction and an address are looked up at %s", (chainId, base) => {
  expect(transactionUrl(chainId, "0x12")).toBe(`${base}/tx/0x12`);
  expect(addressUrl(chainId, "0x34")).toBe(`${base}/address/0x34`);
});

test("where there is no explorer there is no link", () => {
  expect(transactionUrl(313_370_036, "0x12")).toBeNull();
  expect(addressUrl(5, "0x34")).toBeNull();
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
