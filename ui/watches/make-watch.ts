import type { WatchTerms, WatchView } from "@necto/tools/protocol/watch";
import { bytesToHex, keccak256 } from "viem";
import { ownWatches } from "./own-watches.ts";
import { createWatch, deleteWatch } from "./watch-api.ts";

/** Makes a watch of the account that is signed in, or one that only this browser can open. */
export async function makeWatch(terms: WatchTerms, isUntracked: boolean): Promise<WatchView> {
  if (!isUntracked) return createWatch({ ...terms, capabilityHash: null });
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  const watch = await createWatch({ ...terms, capabilityHash: keccak256(bytes) });
  const own = { id: watch.id, capability: bytesToHex(bytes) };
  try {
    ownWatches.keep(own);
  } catch (error) {
    // Nobody could ever read it.
    await deleteWatch(own.id, own.capability);
    throw error;
  }
  return watch;
}
