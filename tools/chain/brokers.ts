import { providerRegistry } from "@necto/contracts/abi/generated";
import { type Address, getAbiItem, type Hex, hexToString, stringToHex } from "viem";
import { blockHashAt, type ListingsQuery, pagesOf, type RegistryAt } from "./registry.ts";

const { abi } = providerRegistry;
const EVENTS = [getAbiItem({ abi, name: "BrokerSet" })] as const;

/** The account that brokers for a source, by the source's name. Where several do, it is the first that was registered. */
export type Brokers = ReadonlyMap<string, Address>;

/** A source's name as the registry has it: ASCII, filled up with zeros. */
export const sourceIdOf = (source: string): Hex => stringToHex(source, { size: 32 });

/** Whether an account may broker for a source now. */
export const isBroker = (
  { client, registry }: RegistryAt,
  source: string,
  account: Address,
): Promise<boolean> =>
  client.readContract({
    ...{ address: registry, abi, functionName: "isBroker", args: [sourceIdOf(source), account] },
  });

/** Whether a provider, or a broker, has voided a nonce of its quotes. */
export const isQuoteCancelled = (
  { client, registry }: RegistryAt,
  provider: Address,
  nonce: bigint,
): Promise<boolean> =>
  client.readContract({
    ...{ address: registry, abi, functionName: "isQuoteCancelled", args: [provider, nonce] },
  });

/** Who brokered for which source at a block, from events: nodes without history can answer. */
export async function brokersAt(at: RegistryAt, query: ListingsQuery): Promise<Brokers> {
  const active = new Map<string, Set<Address>>();
  for await (const page of pagesOf(at, query, EVENTS))
    for (const { args } of page) {
      const source = hexToString(args.source, { size: 32 });
      const accounts = active.get(source) ?? new Set();
      if (args.active) accounts.add(args.account);
      else accounts.delete(args.account);
      active.set(source, accounts);
    }
  return new Map([...active].flatMap(([source, [first]]) => (first ? [[source, first] as const] : [])));
}

/**
 * Reads brokers for one block after another, and only the blocks since the last one, as long as the chain still has it.
 *
 * @throws viem's error when the node does not answer
 */
export function createBrokerReader(at: RegistryAt, fromBlock: bigint): (block: bigint) => Promise<Brokers> {
  let known: { readonly block: bigint; readonly hash: Hex; readonly brokers: Brokers } | null = null;
  return async (block) => {
    const hash = await blockHashAt(at.client, block);
    if (hash === null) throw new Error(`The chain has no block ${block} to read brokers at.`);
    if (known !== null && known.hash === hash) return known.brokers;
    const isBelow =
      known !== null && known.block < block && (await blockHashAt(at.client, known.block)) === known.hash;
    if (isBelow && !(await hasNews(at, known!.block + 1n, block)))
      known = { block, hash, brokers: known!.brokers };
    else known = { block, hash, brokers: await brokersAt(at, { block, fromBlock }) };
    return known.brokers;
  };
}

async function hasNews(at: RegistryAt, fromBlock: bigint, block: bigint): Promise<boolean> {
  for await (const page of pagesOf(at, { block, fromBlock }, EVENTS)) if (page.length > 0) return true;
  return false;
}
