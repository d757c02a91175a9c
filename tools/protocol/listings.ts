import { z } from "zod";
import { Count, IsoTime } from "../core/decimal.ts";
import { ListingDraft } from "../core/listing-draft.ts";
import { Address, Bytes32, HexBytes } from "./chain-values.ts";
import { BuyerCall } from "./payment.ts";

/**
 * Where a listing stands. `publishing`: its owner wants it published, and the chain does not have it yet; `paused`: published
 * and not for rent.
 */
export const LISTING_STATES = ["draft", "publishing", "published", "paused", "withdrawn"] as const;
export type ListingState = (typeof LISTING_STATES)[number];

/** Units of a listing; see `countUnits`. */
export const UnitCounts = z.object({ total: Count, reserved: Count, offline: Count, available: Count });
export type UnitCounts = z.output<typeof UnitCounts>;

export const LISTING_CALLS = ["registerListing", "updateListing", "updateRate", "setStatus"] as const;

/** What the chain does not have yet of what its owner wants. */
export const PendingChange = z.object({
  /** The next transaction; others may follow it. */
  call: z.enum(LISTING_CALLS),
  /** `sending`: the server does; `wallet`: the owner's wallet has to; `failed`: for the reason in `problem`. */
  state: z.enum(["sending", "wallet", "failed"]),
  problem: z.string().nullable(),
  txHash: Bytes32.nullable(),
});
export type PendingChange = z.output<typeof PendingChange>;

const Words = z.object({ field: z.string(), message: z.string() });

/** A listing as its owner sees it. */
export const ListingView = z.object({
  listingId: Bytes32,
  /** As offers name its provider. */
  provider: z.string(),
  state: z.enum(LISTING_STATES),
  /** As it was saved last. */
  draft: ListingDraft,
  /** What is in force, or will be when the chain has it; null for one that was never published. */
  published: ListingDraft.nullable(),
  /** Whether the draft is another than what is published. */
  isEdited: z.boolean(),
  /** What keeps the draft from being published. */
  problems: z.array(Words),
  /** By the registry; null while it is not registered. */
  chain: z
    .object({
      status: z.enum(["none", "available", "reserved", "offline"]),
      version: Count,
      /** Micro-USD per hour for one unit. */
      ceilingRate: Count,
      specsHash: Bytes32,
    })
    .nullable(),
  /** Null when the chain has everything. */
  pending: PendingChange.nullable(),
  /** Null before it is published. */
  units: UnitCounts.nullable(),
  /** Machines' own agents that have ever been heard of. */
  agents: z.array(z.object({ agent: z.string(), units: Count, seenAt: IsoTime, isSilent: z.boolean() })),
  /** As buyers see it now; null when it is on no market. */
  market: z
    .object({
      usdMicrosPerGpuHour: Count.nullable(),
      /** Why no search ranks it, as `constraint/reason`; empty when searches do. */
      reasons: z.array(z.string()),
    })
    .nullable(),
  createdAt: IsoTime,
  updatedAt: IsoTime,
});
export type ListingView = z.output<typeof ListingView>;

export const Listings = z.object({
  listings: z.array(ListingView),
  /** Who sends transactions: the server for demo accounts, and for owners whose operator it is. */
  sends: z.enum(["server", "wallet"]),
  /** Whom to name as operator (`setOperator`), so that the server may send edits; null for nobody. */
  operator: Address.nullable(),
  /**
   * The transaction with which a wallet names the server as its operator: until then nobody signs its quotes here, and nobody
   * can book. Null where it is not needed.
   */
  delegation: BuyerCall.nullable(),
  registry: z.object({
    chainId: Count,
    address: Address,
    name: z.string(),
    explorerUrl: z.string().nullable(),
  }),
});
export type Listings = z.output<typeof Listings>;

export const DraftBody = z.strictObject({ draft: ListingDraft });
export type DraftBody = z.output<typeof DraftBody>;

/** A draft to be tried in the market as it is now; of a listing, or of none yet. */
export const PreviewBody = z.strictObject({ draft: ListingDraft, listingId: Bytes32.nullable() });
export type PreviewBody = z.output<typeof PreviewBody>;

/** What buyers would see of a draft. They ask for its GPU in its country. */
export const DraftPreview = z.object({
  usdMicrosPerGpuHour: Count.nullable(),
  /** Place among the offers that answer, from 1; null when it does not answer. */
  rank: Count.nullable(),
  /** Offers that answer, the draft among them when it does. */
  ranked: Count,
  /** Of the best of the others. */
  bestUsdMicrosPerGpuHour: Count.nullable(),
  /** Why it does not answer, in words. */
  reasons: z.array(z.string()),
});
export type DraftPreview = z.output<typeof DraftPreview>;

export const LISTING_ACTIONS = ["publish", "pause", "resume", "withdraw"] as const;
export type ListingAction = (typeof LISTING_ACTIONS)[number];

/** A transaction that the owner's wallet sends. */
export const ListingCall = z.object({
  listingId: Bytes32,
  call: z.enum(LISTING_CALLS),
  to: Address,
  data: HexBytes,
  chainId: Count,
});
export type ListingCall = z.output<typeof ListingCall>;

/** What was taken down to be done. `calls` is empty where the server sends. */
export const Applied = z.object({ listingIds: z.array(Bytes32), calls: z.array(ListingCall) });
export type Applied = z.output<typeof Applied>;

/** One line of the history of a listing. */
export const ListingEditView = z.object({
  seq: Count,
  at: IsoTime,
  by: Address,
  what: z.enum(["created", "edited", "published", "withdrawn"]),
});
export type ListingEditView = z.output<typeof ListingEditView>;

/** A file of listings to be read in. It makes and changes drafts only: nothing is published by it. */
export const ImportBody = z.strictObject({
  format: z.enum(["csv", "json"]),
  text: z.string().max(48_000),
  /** True only says what would be done. */
  dryRun: z.boolean(),
});
export type ImportBody = z.output<typeof ImportBody>;

export const ImportRow = z.object({
  /** Of the file's rows, from 1. */
  row: Count,
  /** Null for a listing that would be new. */
  listingId: Bytes32.nullable(),
  title: z.string(),
  outcome: z.enum(["new", "changed", "same", "invalid"]),
  problems: z.array(Words),
  /** Fields of the draft that differ, as they are and as they would be; JSON text. */
  changes: z.array(z.object({ field: z.string(), from: z.string().nullable(), to: z.string() })),
});
export type ImportRow = z.output<typeof ImportRow>;

/** What a file does, or would do. Nothing is done while a row is invalid. */
export const ImportReport = z.object({ isApplied: z.boolean(), rows: z.array(ImportRow) });
export type ImportReport = z.output<typeof ImportReport>;

/** A sign of life of a provider's machines, signed by the provider's key or its operator's (`heartbeat-data.ts`). */
export const HeartbeatBody = z.strictObject({
  listingId: Bytes32,
  /** Names the agent among those of the listing. */
  agent: z.string().regex(/^[\w.:-]{1,64}$/),
  /** Units that it looks after and that are up. */
  units: z.number().int().min(0).max(65_535),
  /** Epoch milliseconds by the agent's clock; each is later than the one before. */
  signedAt: Count,
  /** Random, so that no two are alike: uint256 as decimal text. */
  nonce: z.string().regex(/^\d{1,78}$/),
  signature: HexBytes,
});
export type HeartbeatBody = z.output<typeof HeartbeatBody>;

export const HeartbeatAnswer = z.object({
  /** After that without another one, its units are offline. */
  silentAfter: IsoTime,
  units: UnitCounts,
});
export type HeartbeatAnswer = z.output<typeof HeartbeatAnswer>;
