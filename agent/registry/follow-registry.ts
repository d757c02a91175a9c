import { foldListings, type RegisteredListing, type RegistryAt } from "@necto/tools/chain/registry";
import type { Hex } from "viem";

export type RegisteredListings = ReadonlyMap<Hex, RegisteredListing>;

/** The registry's listings, read from where the last reading ended. */
export interface RegistryReader {
  /** All listings at the newest block, whatever their status. */
  readonly read: () => Promise<RegisteredListings>;
}

/** Blocks that may be replaced: they are read again each time. */
const REORG_BLOCKS = 64n;

/**
 * Reads the registry's events once, and those of the newest blocks again each time, so that a block that is replaced takes
 * its listings with it.
 *
 * @param fromBlock where the registry was deployed, or any block before that
 * @param onChange hears that a reading found other listings than the one before
 */
export function followRegistry(
  at: RegistryAt,
  fromBlock: bigint,
  onChange: () => void = () => {},
): RegistryReader {
  let settled: RegisteredListings = new Map();
  /** The next block to settle. */
  let next = fromBlock;
  let last: { readonly hash: Hex; readonly listings: RegisteredListings } | null = null;
  let reading: Promise<RegisteredListings> | null = null;

  async function readOnce(): Promise<RegisteredListings> {
    const head = await at.client.getBlock();
    if (head.hash === last?.hash) return last.listings;
    const settledTo = head.number - REORG_BLOCKS;
    if (settledTo >= next) {
      settled = await foldListings(settled, at, { fromBlock: next, block: settledTo });
      next = settledTo + 1n;
    }
    const listings = await foldListings(settled, at, { fromBlock: next, block: head.number });
    const isOther = last !== null && !isSame(last.listings, listings);
    last = { hash: head.hash, listings };
    if (isOther) onChange();
    return listings;
  }

  return {
    /** One at a time. Who asks while one is going on waits for the next: it may have begun before what is asked about. */
    async read() {
      const before = reading;
      const mine = (async () => {
        await before?.catch(() => {});
        return readOnce();
      })();
      reading = mine;
      return mine;
    },
  };
}

const isSame = (before: RegisteredListings, after: RegisteredListings): boolean =>
  before.size === after.size &&
  [...after.values()].every(({ listingId, version, status }) => {
    const was = before.get(listingId);
    return was?.version === version && was.status === status;
  });
