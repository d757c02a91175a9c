import {
  type Account,
  type Chain,
  createPublicClient,
  createWalletClient,
  defineChain,
  http,
  type PublicClient,
  type Transport,
  type WalletClient,
} from "viem";
import { networkOf } from "./networks.ts";

export interface ChainAt {
  /** JSON-RPC over HTTP. */
  readonly url: string;
  /** Said, never asked: a client for the wrong chain must fail, not adapt. */
  readonly chainId: number;
  /** Deadline of one request; 10,000 unless said. */
  readonly timeoutMs?: number;
}

/** Reads a chain. */
export type ReadClient = PublicClient<Transport, Chain>;

/** Signs and sends as one account. */
export type WriteClient = WalletClient<Transport, Chain, Account>;

const TIMEOUT_MS = 10_000;
/** A chain of this machine has a block as soon as it has a transaction; ADI has one about every second. */
const POLLING_MS = { here: 20, elsewhere: 1_000 } as const;
/** A read may be asked again. */
const READ_RETRIES = { here: 0, elsewhere: 2 } as const;

/**
 * A client that reads. Nothing is cached: what it says of a block number is what the node says now.
 *
 * @example const block = await readClient({ url: "http://127.0.0.1:8545", chainId: 36_900 }).getBlockNumber();
 */
export function readClient(at: ChainAt): ReadClient {
  return createPublicClient({ ...optionsOf(at), transport: transportOf(at, READ_RETRIES[placeOf(at)]) });
}

/** A client that signs and sends as `account`. It never sends twice by itself: whoever sends decides what a failure meant. */
export function writeClient(at: ChainAt, account: Account): WriteClient {
  return createWalletClient({ ...optionsOf(at), account, transport: transportOf(at, 0) });
}

const optionsOf = (at: ChainAt) => ({
  chain: chainOf(at),
  pollingInterval: POLLING_MS[placeOf(at)],
  cacheTime: 0,
});

const transportOf = ({ url, timeoutMs = TIMEOUT_MS }: ChainAt, retryCount: number) =>
  http(url, { timeout: timeoutMs, retryCount });

function chainOf({ chainId, url }: ChainAt): Chain {
  const network = networkOf(chainId);
  const symbol = network?.currency ?? "ETH";
  return defineChain({
    id: chainId,
    name: network?.title ?? `chain ${chainId}`,
    nativeCurrency: { name: symbol, symbol, decimals: 18 },
    rpcUrls: { default: { http: [url] } },
  });
}

function placeOf({ url }: ChainAt): "here" | "elsewhere" {
  const { hostname } = new URL(url);
  return hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.")
    ? "here"
    : "elsewhere";
}
