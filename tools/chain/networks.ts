/** A chain that Necto can speak to. */
export interface Network {
  readonly name: "0g-galileo" | "0g-mainnet" | "adi-testnet" | "adi-mainnet" | "0g-sandbox" | "adi-sandbox";
  /** As people know it. */
  readonly title: string;
  readonly chainId: number;
  /** Null for a chain of this machine, which has a port of its own at every start. */
  readonly rpcUrl: string | null;
  readonly explorerUrl: string | null;
  /** What gas is paid in; 18 decimals. */
  readonly currency: "0G" | "ADI";
  /** Sandbox prices are refused where this is true. */
  readonly isRealMoney: boolean;
}

/**
 * ADI: docs.adi.foundation, pages "ADI mainnet" and "ADI testnet", read 2026-11. 0G: docs.0g.ai and viem's chains, read
 * 2026-11. The sandbox's ids are in no list of public networks (viem's 724 chains among them) and not 31337, which every
 * tool's local chain has: a signature for our sandbox is good on no other chain, and a wallet that is on another is told.
 */
export const NETWORKS: readonly Network[] = [
  {
    ...{
      name: "0g-galileo",
      title: "0G Galileo testnet",
      chainId: 16_602,
      currency: "0G",
      isRealMoney: false,
    },
    rpcUrl: "https://evmrpc-testnet.0g.ai",
    explorerUrl: "https://chainscan-galileo.0g.ai",
  },
  {
    name: "0g-mainnet",
    title: "0G mainnet",
    chainId: 16_661,
    currency: "0G",
    isRealMoney: true,
    rpcUrl: "https://evmrpc.0g.ai",
    explorerUrl: "https://chainscan.0g.ai",
  },
  {
    name: "adi-testnet",
    title: "ADI testnet",
    chainId: 99_999,
    currency: "ADI",
    isRealMoney: false,
    rpcUrl: "https://rpc.ab.testnet.adifoundation.ai",
    explorerUrl: "https://explorer.ab.testnet.adifoundation.ai",
  },
  {
    name: "adi-mainnet",
    title: "ADI mainnet",
    chainId: 36_900,
    currency: "ADI",
    isRealMoney: true,
    rpcUrl: "https://rpc.adifoundation.ai",
    explorerUrl: "https://explorer.adifoundation.ai",
  },
  {
    name: "0g-sandbox",
    title: "sandbox for 0G",
    chainId: 313_370_016,
    currency: "0G",
    isRealMoney: false,
    rpcUrl: null,
    explorerUrl: null,
  },
  {
    name: "adi-sandbox",
    title: "sandbox for ADI",
    chainId: 313_370_036,
    currency: "ADI",
    isRealMoney: false,
    rpcUrl: null,
    explorerUrl: null,
  },
];

/** Ids of 0G testnets that were replaced; lists of chains and recipes still name them. The id in use is the value. */
export const RETIRED_CHAIN_IDS: Readonly<Record<number, number>> = { 16600: 16_602, 16601: 16_602 };

export const networkOf = (chainId: number): Network | null =>
  NETWORKS.find((network) => network.chainId === chainId) ?? null;

/** The network of that name. */
export const networkNamed = (name: Network["name"]): Network =>
  NETWORKS.find((network) => network.name === name)!;

/**
 * The id with the name that people know.
 *
 * @example describeChainId(16_602) // "16602 (0G Galileo testnet)"
 */
export function describeChainId(chainId: number): string {
  const title = networkOf(chainId)?.title ?? (RETIRED_CHAIN_IDS[chainId] && "a retired 0G testnet");
  return title ? `${chainId} (${title})` : String(chainId);
}
