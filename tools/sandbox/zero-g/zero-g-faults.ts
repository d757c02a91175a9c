import { NO_STORAGE_FAULTS, type StorageFaults } from "../../storage/storage-faults.ts";

/** Switches of the sandbox's 0G node. */
export interface ZeroGFaults extends StorageFaults {
  /** As how many nodes it appears; files are spread over them segment by segment. */
  readonly shards: 1 | 2;
}

export const NO_ZERO_G_FAULTS: ZeroGFaults = { ...NO_STORAGE_FAULTS, shards: 1 };
