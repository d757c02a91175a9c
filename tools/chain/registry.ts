import { listingStatuses } from "@necto/contracts/abi/enum-names";
import { providerRegistry } from "@necto/contracts/abi/generated";
import {
  type AbiEvent,
  type Address,
  BaseError,
  BlockNotFoundError,
  type GetLogsReturnType,
  getAbiItem,
  type Hex,
  RpcRequestError,
} from "viem";
import type { ReadClient } from "./chain-clients.ts";

const { abi } = providerRegistry;
const EVENTS = [
  getAbiItem({ abi, name: "ListingRegistered" }),
  getAbiItem({ abi, name: "ListingUpdated" }),
  getAbiItem({ abi, name: "RateUpdated" }),
  getAbiItem({ abi, name: "StatusSet" }),
] as const;

/** What public nodes give in one answer at least; where one gives less, pages get shorter by themselves. */
const PAGE_BLOCKS = 10_000n;

/** Which registry, on which chain. */
export interface RegistryAt {
  readonly client: ReadClient;
  readonly registry: Address;
}

/** Blocks in which a key signs validly, both included. */
export interface AgentKey {
  /** Null when it was never registered. */
  readonly from: bigint | null;
  /** Null while it is not retired. */
  readonly until: bigint | null;
  /** At the block that was asked about. */
  readonly isValid: boolean;
}

/** A listing as the chain has it. */
export interface RegisteredListing {
  readonly listingId: Hex;
  readonly provider: Address;
  /** Token base units per hour for one unit. */
  readonly ceilingRate: number;
  /** Edits of specs and ceiling, from 1. */
  readonly version: number;
  readonly status: (typeof listingStatuses)[number];
  readonly specsHash: Hex;
  readonly salt: Hex;
  readonly registeredAt: bigint;
}

export interface ListingsQuery {
  /** The last block that counts. */
  readonly block: bigint;
  /** The first block that counts: where the registry was deployed, or any block before that. */
  readonly fromBlock: bigint;
  /** Blocks in one request; 10,000 unless said. */
  readonly pageBlocks?: bigint;
}

/**
 * Whether a key was one of the agent's at a block. It asks for the present state: a key's blocks are set once and stay, so
 * nodes without history can answer.
 */
export async function agentKeyAt(
  { client, registry }: RegistryAt,
  key: Address,
  block: bigint,
): Promise<AgentKey> {
  const [from, until] = await client.readContract({
    address: registry,
    abi,
    functionName: "agentKeys",
    args: [key],
  });
  const isValid = from !== 0n && block >= from && (until === 0n || block <= until);
  return { from: from === 0n ? null : from, until: until === 0n ? null : until, isValid };
}

/**
 * Every listing that could be booked at a block, in order of id. It is rebuilt from events, so that nodes without history can
 * answer and the answer for a block never changes.
 */
export async function activeListingsAt(
  at: RegistryAt,
  query: ListingsQuery,
): Promise<readonly RegisteredListing[]> {
  const listings = await listingsAt(at, query);
  return listings.filter(({ status }) => status === "available");
}

/** Every listing at a block, whatever its status, in order of id. */
export async function listingsAt(
  at: RegistryAt,
  query: ListingsQuery,
): Promise<readonly RegisteredListing[]> {
  const listings = await foldListings(new Map(), at, query);
  return [...listings.values()].sort((a, b) => (a.listingId < b.listingId ? -1 : 1));
}

/** Listings as they are after `fromBlock` to `block`, from how they were before. What is given stays as it is. */
export async function foldListings(
  before: ReadonlyMap<Hex, RegisteredListing>,
  at: RegistryAt,
  query: ListingsQuery,
): Promise<ReadonlyMap<Hex, RegisteredListing>> {
  const listings = new Map(before);
  for await (const page of pagesOf(at, query, EVENTS)) for (const log of page) apply(listings, log);
  return listings;
}

/** The hash of the block of that number; null when the chain has none yet. */
export async function blockHashAt(client: ReadClient, block: bigint): Promise<Hex | null> {
  try {
    return (await client.getBlock({ blockNumber: block })).hash;
  } catch (error) {
    if (error instanceof BlockNotFoundError) return null;
    throw error;
  }
}

type RegistryLog = LogOf<typeof EVENTS>;

/** A log of one of some events, decoded. */
type LogOf<Events extends readonly AbiEvent[]> = GetLogsReturnType<undefined, Events, true>[number];

/** Logs of some events in the order of the chain. A page that a node refuses is asked for again in halves. */
export async function* pagesOf<const Events extends readonly AbiEvent[]>(
  { client, registry }: RegistryAt,
  { block, fromBlock, pageBlocks = PAGE_BLOCKS }: ListingsQuery,
  events: Events,
): AsyncGenerator<readonly LogOf<Events>[]> {
  let size = pageBlocks;
  for (let from = fromBlock; from <= block; ) {
    const to = from + size - 1n < block ? from + size - 1n : block;
    try {
      const logs = await client.getLogs({
        ...{ address: registry, events, fromBlock: from, toBlock: to, strict: true },
      });
      yield logs as readonly LogOf<Events>[];
      from = to + 1n;
    } catch (error) {
      if (to === from || !isRefusal(error)) throw error;
      size = (to - from + 1n) / 2n;
    }
  }
}

/** The node is there and does not want to answer this. */
const isRefusal = (error: unknown): boolean =>
  error instanceof BaseError && error.walk((cause) => cause instanceof RpcRequestError) !== null;

function apply(listings: Map<Hex, RegisteredListing>, log: RegistryLog): void {
  const { listingId } = log.args;
  if (log.eventName === "ListingRegistered") {
    const { provider, ceilingRate, specsHash, salt } = log.args;
    listings.set(listingId, {
      listingId,
      provider,
      ceilingRate,
      version: 1,
      status: "available",
      specsHash,
      salt,
      registeredAt: log.blockNumber,
    });
    return;
  }
  const before = listings.get(listingId);
  if (before === undefined)
    throw new Error(
      `${log.eventName} of ${listingId}, which was registered before the first block asked for.`,
    );
  const version = before.version + 1;
  if (log.eventName === "StatusSet")
    listings.set(listingId, { ...before, status: listingStatuses[log.args.status]! });
  else listings.set(listingId, { ...before, ...log.args, version });
}
