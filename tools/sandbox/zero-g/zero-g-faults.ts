import { NO_STORAGE_FAULTS, type StorageFaults } from "../../storage/storage-faults.ts";

/** Switches of the sandbox's 0G node. */
export interface ZeroGFaults extends StorageFaults {
  /** As how many nodes it appears; files are spread over them segment by segment. */
  readonly shards: 1 | 2;
}

/** The switches by the names that people set them by. */
export const ZERO_G_FAULTS = ["corrupt", "paused", "down", "two-shards", "wrong-chain", "slow"] as const;
export type ZeroGFault = (typeof ZERO_G_FAULTS)[number];

const SETTINGS: Readonly<Record<ZeroGFault, Partial<ZeroGFaults>>> = {
  corrupt: { corrupt: true },
  paused: { paused: true },
  down: { dropped: true },
  "two-shards": { shards: 2 },
  "wrong-chain": { chainId: 1 },
  slow: { slowMs: 1_500 },
};

export const toZeroGFaults = (names: readonly ZeroGFault[]): Partial<ZeroGFaults> =>
  Object.assign({}, ...names.map((name) => SETTINGS[name]));

export const NO_ZERO_G_FAULTS: ZeroGFaults = { ...NO_STORAGE_FAULTS, shards: 1 };
