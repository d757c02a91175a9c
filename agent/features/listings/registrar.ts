import { type ListingNow, readListing, readQuoteOperator } from "@necto/tools/chain/quotes";
import { encodeRegistryCall, encodeSetOperator, type RegistryCall } from "@necto/tools/chain/registry-call";
import { NectoError } from "@necto/tools/errors";
import type { ListingCall } from "@necto/tools/protocol/listings";
import type { BuyerCall } from "@necto/tools/protocol/payment";
import { type Address, type Hex, isAddressEqual, zeroAddress } from "viem";
import type { Store } from "../../store/open-store.ts";
import { gateListingCall } from "../booking/gate-order.ts";
import type { Intent } from "../booking/journal/intent-queries.ts";
import type { OpenBooking } from "../booking/open-booking.ts";
import { lockListing } from "./capacity.ts";
import { findListing, type StoredListing, saveIntent, toStored } from "./listing-queries.ts";
import { nextCall } from "./next-call.ts";

export interface RegistrarOptions {
  readonly store: Store;
  readonly booking: Pick<OpenBooking, "chain" | "registry" | "operator" | "sendsFor" | "journal" | "follow">;
  /** Hears that the registry has something of ours that it did not have before, or has refused it. */
  readonly onChange: () => void;
  readonly onFault: (error: unknown) => void;
}

/** What the chain says that a call depends on; read before the transaction that records it. */
export interface ChainSide {
  readonly listing: ListingNow | null;
  /** Whom the owner lets send edits; null for nobody. */
  readonly operator: Address | null;
}

/** Brings listings on chain, one call after the other, each once, until the registry is what their owners want. */
export interface Registrar {
  readonly look: (listing: Pick<StoredListing, "listingId" | "owner">) => Promise<ChainSide>;
  /** @throws NectoError `request/listing-busy` while a call about it is under way */
  readonly requireIdle: (listing: StoredListing, side: ChainSide) => Promise<void>;
  /**
   * Records the next call in the caller's transaction; `goOn` when it is committed.
   *
   * @returns the transaction that the owner's wallet has to send instead; null when there is none
   */
  readonly record: (db: Store["db"], listing: StoredListing, side: ChainSide) => Promise<ListingCall | null>;
  /** The transaction that the owner's wallet has to send next; null when there is none, or the server sends it. */
  readonly walletCall: (listing: StoredListing, side: ChainSide) => ListingCall | null;
  /** Who sends for an owner. */
  readonly sends: (owner: string, operator: Address | null) => "server" | "wallet";
  /** What an owner's wallet sends so that the server may sign its quotes and send its edits; null where it may. */
  readonly delegation: (owner: string, operator: Address | null) => BuyerCall | null;
  /** Follows what was recorded about a listing, and what comes after it. */
  readonly goOn: (listingId: string) => void;
  /** Goes on with what was under way when the last process ended. */
  readonly recover: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const UNDER_WAY: readonly Intent["state"][] = ["recorded", "reserved", "signed", "sent"];
const REFUSED: readonly Intent["state"][] = ["failed", "cancelled"];

export const isUnderWay = (intent: Intent | null): boolean =>
  intent !== null && UNDER_WAY.includes(intent.state);
export const isRefused = (intent: Intent | null): boolean =>
  intent !== null && REFUSED.includes(intent.state);

export function createRegistrar({ store, booking, onChange, onFault }: RegistrarOptions): Registrar {
  const { registry, journal, chain, sendsFor } = booking;
  const closing = new AbortController();
  const going = new Map<string, Promise<void>>();

  async function look({ listingId, owner }: Pick<StoredListing, "listingId" | "owner">): Promise<ChainSide> {
    const [listing, operator] = await Promise.all([
      readListing(registry, listingId as Hex),
      readQuoteOperator(registry, owner as Address),
    ]);
    return { listing, operator: operator === zeroAddress ? null : operator };
  }

  const isOurs = (operator: Address | null): boolean =>
    operator !== null && booking.operator !== null && isAddressEqual(operator, booking.operator);

  const sends = (owner: string, operator: Address | null): "server" | "wallet" =>
    sendsFor(owner) || isOurs(operator) ? "server" : "wallet";

  /** Whose key sends here; null for the owner's wallet. A registration is its sender's: no operator can make one. */
  function accountFor({ call }: RegistryCall, owner: Address, operator: Address | null): Address | null {
    if (sendsFor(owner)) return owner;
    return isOurs(operator) && call !== "registerListing" ? operator : null;
  }

  const intentOf = async ({ intentId }: StoredListing): Promise<Intent | null> =>
    intentId === null ? null : journal.find(intentId);

  async function record(
    db: Store["db"],
    listing: StoredListing,
    { listing: onChain, operator }: ChainSide,
  ): Promise<ListingCall | null> {
    const { listingId, seq } = listing;
    const owner = listing.owner as Address;
    const call = nextCall(listing, onChain);
    const account = call && accountFor(call, owner, operator);
    if (call === null || account === null) {
      await saveIntent(db, listingId, null);
      return call && toWalletCall(call);
    }
    const key = call.call === "registerListing" ? "register" : String(seq);
    const at = { chainId: chain.id, registry: registry.registry };
    const order = gateListingCall(call, { ...at, account, owner, listing: onChain, operator, key });
    await saveIntent(db, listingId, (await journal.record(db, order)).id);
    return null;
  }

  const toWalletCall = (call: RegistryCall): ListingCall => ({
    ...{ listingId: call.listingId, call: call.call, chainId: chain.id },
    ...{ to: registry.registry, data: encodeRegistryCall(call) },
  });

  async function follow(listingId: string): Promise<void> {
    for (;;) {
      const listing = await findListing(store.db, listingId);
      const intent = listing && (await intentOf(listing));
      if (!listing || !intent) return;
      const ended = await booking.follow(intent, () => {}, closing.signal);
      onChange();
      if (isRefused(ended) || !(await recordNext(listing, intent))) return;
      journal.wake();
    }
  }

  /** False when there is nothing more to tell, or the node does not know yet what was told last. */
  async function recordNext(listing: StoredListing, last: Intent): Promise<boolean> {
    const side = await look(listing);
    if (nextCall(listing, side.listing) === null) return false;
    return store.db.transaction().execute(async (db) => {
      const row = await lockListing(db, listing.listingId);
      if (row === null) return false;
      const isMine = row.intent_id === last.id && row.seq === listing.seq;
      if (isMine) await record(db, toStored(row), side);
      const next = (await findListing(db, listing.listingId))!.intentId;
      return next !== null && next !== last.id;
    });
  }

  function goOn(listingId: string): void {
    journal.wake();
    if (going.has(listingId)) return;
    const mine = follow(listingId)
      .catch((error: unknown) => {
        if (!closing.signal.aborted) onFault(error);
      })
      .finally(() => going.delete(listingId));
    going.set(listingId, mine);
  }

  return {
    ...{ look, record, goOn, sends },
    walletCall(listing, side) {
      const call = nextCall(listing, side.listing);
      const isWallets = call && accountFor(call, listing.owner as Address, side.operator) === null;
      return isWallets ? toWalletCall(call) : null;
    },
    delegation(owner, operator) {
      if (booking.operator === null || sends(owner, operator) === "server") return null;
      return { to: registry.registry, data: encodeSetOperator(booking.operator), chainId: chain.id };
    },
    async requireIdle(listing, side) {
      // What the chain has already is not under way, though it may not be written down yet.
      if (nextCall(listing, side.listing) === null || !isUnderWay(await intentOf(listing))) return;
      throw new NectoError({
        code: "request/listing-busy",
        message: "The last change of this listing is still on its way to the chain. Try again in a moment.",
        retryable: true,
      });
    },
    async recover() {
      const rows = await store.db
        .selectFrom("listings")
        .innerJoin("intents", "intents.id", "listings.intent_id")
        .select("listings.listing_id as id")
        .where("intents.state", "in", [...UNDER_WAY, "mined"])
        .execute();
      for (const { id } of rows) goOn(id);
    },
    async close() {
      closing.abort();
      await Promise.all(going.values());
    },
  };
}
