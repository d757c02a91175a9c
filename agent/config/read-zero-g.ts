import { NectoError } from "@necto/tools/errors";
import { badVariable, type Read, readKey, readUrl } from "./read-variable.ts";

/** A public 0G network. What else it takes (Flow, market, nodes) is asked of the network itself. */
export interface ZeroGConfig {
  readonly chainId: number;
  readonly evmRpc: string;
  readonly indexerUrl: string;
  /** Pays for uploads; null is enough to read and verify. */
  readonly privateKey: string | null;
}

/** Endpoints of the public networks (docs.0g.ai, read 2026-11-22); 16600 and 16601 are testnets that are gone. */
const ZERO_G_ENDPOINTS: Readonly<Record<number, Pick<ZeroGConfig, "evmRpc" | "indexerUrl">>> = {
  16602: {
    evmRpc: "https://evmrpc-testnet.0g.ai",
    indexerUrl: "https://indexer-storage-testnet-turbo.0g.ai",
  },
  16661: { evmRpc: "https://evmrpc.0g.ai", indexerUrl: "https://indexer-storage-turbo.0g.ai" },
};

export function readZeroG(read: Read): ZeroGConfig | null {
  const names = ["ZG_CHAIN_ID", "ZG_PRIVATE_KEY", "ZG_EVM_RPC", "ZG_INDEXER_URL"] as const;
  const [chain, key, rpc, indexer] = names.map(read);
  if (names.every((name) => read(name) === null)) return null;
  const set = names.find((name) => read(name) !== null)!;
  if (!chain)
    throw new NectoError({
      code: "config/missing-chain",
      message: `${set} is set, but ZG_CHAIN_ID is not. Set it to 16602 (Galileo), 16661 (mainnet) or the id of another 0G chain.`,
    });
  const chainId = Number(chain);
  if (!Number.isSafeInteger(chainId) || chainId <= 0)
    throw badVariable("ZG_CHAIN_ID", chain, "16602 (Galileo), 16661 (mainnet) or the id of another 0G chain");
  const known = ZERO_G_ENDPOINTS[chainId];
  const endpoint = (name: "ZG_EVM_RPC" | "ZG_INDEXER_URL", text: string | null, fallback?: string) => {
    const url = readUrl(name, text) ?? fallback;
    if (url === undefined)
      throw badVariable(name, "", `the URL of chain ${chainId}: only 16602 and 16661 are known`);
    return url;
  };
  return {
    chainId,
    evmRpc: endpoint("ZG_EVM_RPC", rpc ?? null, known?.evmRpc),
    indexerUrl: endpoint("ZG_INDEXER_URL", indexer ?? null, known?.indexerUrl),
    privateKey: readKey("ZG_PRIVATE_KEY", key ?? null),
  };
}
