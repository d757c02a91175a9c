import type { Address } from "viem";

/** A chain that Necto is deployed on. */
export interface NectoNetwork {
  readonly name: "sandbox" | "adi-testnet" | "adi-mainnet";
  readonly chainId: number;
  readonly rpcUrl: string | null;
  readonly explorerUrl: string | null;
  /** Where sources can be verified; the primary explorer of the mainnet cannot. */
  readonly verificationUrl: string | null;
  /** The chain's USDC; null where a `TestUSDC` of our own is deployed. */
  readonly usdc: Address | null;
}

/** Permit2, at the same address on every chain that has it. */
export const permit2Address: Address = "0x000000000022D473030F116dDEE9F6B43aC78BA3";

/** The chains, as ADI's documentation names them (read 2026-11). The sandbox is a local chain of any port. */
export const networks = {
  sandbox: {
    name: "sandbox",
    chainId: 31_337,
    rpcUrl: null,
    explorerUrl: null,
    verificationUrl: null,
    usdc: null,
  },
  "adi-testnet": {
    name: "adi-testnet",
    chainId: 99_999,
    rpcUrl: "https://rpc.ab.testnet.adifoundation.ai",
    explorerUrl: "https://explorer.ab.testnet.adifoundation.ai",
    verificationUrl: "https://explorer-api.ab.testnet.adifoundation.ai/api",
    usdc: null,
  },
  "adi-mainnet": {
    name: "adi-mainnet",
    chainId: 36_900,
    rpcUrl: "https://rpc.adifoundation.ai",
    explorerUrl: "https://explorer.adifoundation.ai",
    verificationUrl: "https://explorer-bls.adifoundation.ai/api",
    usdc: "0x9cb8142aEBBcdc60AF7c97Af897A67A8f3CA71C2",
  },
} as const satisfies Record<NectoNetwork["name"], NectoNetwork>;
