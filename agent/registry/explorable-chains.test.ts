import { expect, test } from "vitest";
import { explorableChains } from "./explorable-chains.ts";
import type { AdiNetwork } from "./open-adi-network.ts";

const at = (digit: string) => `0x${digit.repeat(40)}` as const;
const network = {
  chain: { url: "https://rpc.example/secret-key", chainId: 36_900 },
  ...{
    publicRpcUrl: "https://rpc.example",
    fromBlock: 12n,
    escrow: at("1"),
    registry: at("2"),
    token: at("3"),
  },
  roles: null,
  tokenCapabilities: { symbol: "USDC" },
} as AdiNetwork;

test("a page is told the public endpoint of the escrow's chain, never the one with a key in it", () => {
  const chains = explorableChains({ network }, null);
  expect(chains).toEqual([
    {
      ...{ chainId: 36_900, title: "ADI mainnet", currency: "ADI", token: "USDC", fromBlock: 12 },
      ...{ rpcUrl: "https://rpc.example", explorerUrl: "https://explorer.adifoundation.ai" },
      contracts: [
        { name: "escrow", address: at("1") },
        { name: "registry", address: at("2") },
        { name: "token", address: at("3") },
      ],
    },
  ]);
});

test("the roles of teams have a name where they are", () => {
  const [chain] = explorableChains({ network: { ...network, roles: at("5") } }, null);
  expect(chain!.contracts).toContainEqual({ name: "roles", address: at("5") });
});

test("0G's chain is told where it may be asked, and nothing where there is none", () => {
  const flow = { chainId: 313_370_016, rpcUrl: "http://127.0.0.1:1", flow: at("4") };
  expect(explorableChains(null, flow)).toMatchObject([
    { title: "sandbox for 0G", explorerUrl: null, contracts: [{ name: "flow", address: at("4") }] },
  ]);
  expect(explorableChains(null, null)).toEqual([]);
});
