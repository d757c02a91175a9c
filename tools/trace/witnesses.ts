/** Serves the bytes of a root as 0G has them; they are not trusted. */
export interface StoredBytes {
  /** Where from, for people: the gateway's address. */
  readonly from: string;
  /** Null when 0G does not have that root. */
  readonly fetch: (root: string) => Promise<Uint8Array | null>;
}

/** Knows which keys are the agent's. */
export interface AgentKeys {
  /** Where from, for people: the registry's address and chain, or a list. */
  readonly from: string;
  /** Whether a key is an agent's at a block of the registry's chain; at the latest one when null. */
  readonly isValid: (signer: string, block: number | null) => Promise<boolean>;
}

/** Knows what the registry had on offer. */
export interface ListingRegistry {
  readonly from: string;
  readonly chainId: number;
  readonly address: string;
  readonly blockHash: (block: number) => Promise<string | null>;
  /** Ids of the listings that were active. */
  readonly activeListings: (block: number) => Promise<readonly string[]>;
  /** The account that brokered for a source, by the source's name. */
  readonly brokers: (block: number) => Promise<ReadonlyMap<string, string>>;
}

/** A job by the event that opened it. */
export interface JobOnChain {
  /** Root of the decision that it was paid for. */
  readonly root: string;
  readonly txHash: string;
  readonly blockNumber: number;
  /** The last block that the node counts as final; null when it knows none. */
  readonly finalBlock: number | null;
}

/** Knows the jobs of an escrow. */
export interface JobWitness {
  readonly from: string;
  /** Null when there is none of that id. */
  readonly find: (jobId: string) => Promise<JobOnChain | null>;
}

/** What a verification stands on. Whatever is null could not be asked, and the verdict says so. */
export interface Witnesses {
  readonly storage: StoredBytes | null;
  readonly agentKeys: AgentKeys | null;
  readonly registry: ListingRegistry | null;
  /** Absent where nobody asks about jobs. */
  readonly job?: JobWitness | null;
}

export type Subject =
  | {
      readonly kind: "root";
      readonly root: string;
      /** What somebody else says is that file, for as long as 0G does not have it; it never makes a file count as stored. */
      readonly copy?: Uint8Array;
      /** The job that is said to be paid for it. */
      readonly jobId?: string;
    }
  | { readonly kind: "file"; readonly bytes: Uint8Array; readonly jobId?: string };
