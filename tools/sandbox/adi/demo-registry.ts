import { listingStatuses } from "@necto/contracts/abi/enum-names";
import { providerRegistry } from "@necto/contracts/abi/generated";
import { type Address, getAbiItem, type Hex } from "viem";
import { type ChainAt, readClient, writeClient } from "../../chain/chain-clients.ts";
import { listingsAt } from "../../chain/registry.ts";
import { listingIdOf } from "../../chain/registry-call.ts";
import type { NectoListing } from "../../sources/necto-listing.ts";
import { DEMO_ORGS, type DemoOrg, demoListingId, demoListings } from "../demo-listings.ts";
import { type DevRole, devAccount } from "../dev-accounts.ts";

/** Which registry, on which chain. */
export interface DemoRegistry {
  readonly chainId: number;
  readonly registry: Address;
}

const ROLE_OF: Readonly<Record<DemoOrg, DevRole>> = {
  "Rheinwerk Compute": "provider-rheinwerk",
  "Nordlys GPU": "provider-nordlys",
  "Pacific Lattice": "provider-pacific",
};

/** The account of a demo organisation: it owns its listings and is paid. */
export const demoProvider = (org: DemoOrg) => devAccount(ROLE_OF[org]);

/**
 * The demo listings under the ids that the registry gives them, as they are when they are first registered.
 *
 * @example demoListingsAt({ chainId, registry }).map(({ listingId }) => `necto:${listingId}`)
 */
export function demoListingsAt({ chainId, registry }: DemoRegistry): readonly NectoListing[] {
  const listings = demoListings({
    registry: { chainId, address: registry },
    payeeOf: (org) => demoProvider(org).address,
    listingIdOf: (org, slug) =>
      listingIdOf({ chainId, registry }, demoProvider(org).address, demoListingId(org, slug) as Hex),
  });
  return listings.map((listing) => ({ ...listing, version: 1 }));
}

/** What the chain takes as the ceiling: USDC base units per hour for one unit, all its GPUs. */
export const ceilingRateOf = ({ ceilingUsdMicros, terms }: NectoListing): number =>
  ceilingUsdMicros * terms.gpuCount;

/**
 * Registers the demo listings that the registry does not have yet, each by its provider, and gives those that are not for rent
 * their status. What a provider changed since then stays as it is.
 */
export async function registerDemoListings(at: ChainAt, registry: Address): Promise<void> {
  const missing = await findMissing(at, registry);
  await Promise.all(DEMO_ORGS.map((org) => registerFor(org)));

  /** One after the other: a provider's transactions are numbered. */
  async function registerFor(org: DemoOrg): Promise<void> {
    const own = missing.filter(({ listing }) => listing.provider === org);
    for (const { listing, salt, isRegistered } of own) {
      const listingId = listing.listingId as Hex;
      const specsHash = listing.specsHash as Hex;
      if (!isRegistered) await send(org, "registerListing", [salt, ceilingRateOf(listing), specsHash]);
      const { status } = listing.spec;
      if (status !== "available") await send(org, "setStatus", [listingId, listingStatuses.indexOf(status)]);
    }
  }

  async function send(org: DemoOrg, functionName: "registerListing" | "setStatus", args: readonly unknown[]) {
    const client = writeClient(at, demoProvider(org));
    const call = { address: registry, abi: providerRegistry.abi, functionName, args } as never;
    const hash = await client.writeContract(call);
    const { status } = await readClient(at).waitForTransactionReceipt({ hash });
    if (status !== "success") throw new Error(`${functionName} of ${org} reverted: ${hash}.`);
  }
}

interface Missing {
  readonly listing: NectoListing;
  readonly salt: Hex;
  /** Registered already; only its status was never set. */
  readonly isRegistered: boolean;
}

async function findMissing(at: ChainAt, registry: Address): Promise<readonly Missing[]> {
  const client = readClient(at);
  const block = await client.getBlockNumber();
  const known = await listingsAt({ client, registry }, { block, fromBlock: 0n });
  const registered = new Set<string>(known.map(({ listingId }) => listingId));
  const event = getAbiItem({ abi: providerRegistry.abi, name: "StatusSet" });
  const said = await client.getLogs({
    address: registry,
    event,
    fromBlock: 0n,
    toBlock: block,
    strict: true,
  });
  const hasStatus = new Set<string>(said.map(({ args }) => args.listingId));
  // Without a registry, the id of a demo listing is what becomes its salt.
  const salts = demoListings().map(({ listingId }) => listingId as Hex);
  return demoListingsAt({ chainId: at.chainId, registry })
    .map((listing, index) => ({
      listing,
      salt: salts[index]!,
      isRegistered: registered.has(listing.listingId),
    }))
    .filter(({ listing: { listingId, spec }, isRegistered }) => {
      const isComplete = spec.status === "available" || hasStatus.has(listingId);
      return !isRegistered || !isComplete;
    });
}
