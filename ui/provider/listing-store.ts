import type { ListingAction, Listings } from "@necto/tools/protocol/listings";
import type { AccountStore } from "../account/account-store.ts";
import { wordsOf } from "../api/error-words.ts";
import { wallets } from "../booking/approval-store.ts";
import { sendByWallet } from "../jobs/send-by-wallet.ts";
import { actOnListing, fetchListingCall, fetchListings } from "./listing-api.ts";

const POLL_MS = 2_500;
/** While something is on its way to the chain. */
const PENDING_MS = 300;

/** The listings of the account that is signed in, kept as they are now. Dispatches `change`. */
export class ListingStore extends EventTarget {
  readonly #account: AccountStore;
  /** Null until they are read. */
  listings: Listings | null = null;
  problem: string | null = null;
  /** The listing that something is being done with. */
  acting: string | null = null;
  #timer = 0;
  #isOpen = false;

  constructor(account: AccountStore) {
    super();
    this.#account = account;
  }

  open(): void {
    this.#isOpen = true;
    this.#account.addEventListener("account", this.#accountChanged);
    void this.#account.known.then(() => this.#poll());
  }

  close(): void {
    this.#isOpen = false;
    this.#account.removeEventListener("account", this.#accountChanged);
    window.clearTimeout(this.#timer);
  }

  async load(): Promise<void> {
    const owner = this.#account.account?.address;
    if (owner === undefined) return;
    try {
      const listings = await fetchListings();
      if (owner !== this.#account.account?.address) return;
      this.listings = listings;
      this.problem = null;
    } catch (error) {
      this.problem = wordsOf(error);
    }
    this.#changed();
  }

  /** Does it, and has the owner's wallet send what only the wallet may. True when nothing refused. */
  async act(listingId: string, action: ListingAction): Promise<boolean> {
    return this.#attempt(listingId, async () => {
      await actOnListing(listingId, action, crypto.randomUUID());
      await this.#sendCalls(listingId);
    });
  }

  /** Has the wallet send what is still to be sent. */
  send(listingId: string): Promise<boolean> {
    return this.#attempt(listingId, () => this.#sendCalls(listingId));
  }

  /** Has the wallet name the server as its operator, so that it signs quotes and sends edits. */
  delegate(): Promise<boolean> {
    return this.#attempt("delegation", async () => {
      const owner = this.#account.account?.address;
      const call = this.listings?.delegation;
      if (call && owner !== undefined) await sendByWallet(call, owner, wallets.found);
    });
  }

  async #sendCalls(listingId: string): Promise<void> {
    const owner = this.#account.account?.address;
    const { call } = await fetchListingCall(listingId);
    if (call !== null && owner !== undefined) await sendByWallet(call, owner, wallets.found);
  }

  async #attempt(listingId: string, work: () => Promise<void>): Promise<boolean> {
    this.acting = listingId;
    this.#changed();
    try {
      await work();
      await this.load();
      this.#soon();
      return true;
    } catch (error) {
      await this.load();
      this.problem = wordsOf(error);
      return false;
    } finally {
      this.acting = null;
      this.#changed();
    }
  }

  async #poll(): Promise<void> {
    if (document.visibilityState === "visible" && this.acting === null) await this.load();
    this.#soon();
  }

  #soon(): void {
    window.clearTimeout(this.#timer);
    if (!this.#isOpen) return;
    const isPending = this.listings?.listings.some(
      ({ pending }) => pending !== null && pending.state !== "failed",
    );
    this.#timer = window.setTimeout(() => void this.#poll(), isPending ? PENDING_MS : POLL_MS);
  }

  readonly #accountChanged = () => {
    this.listings = null;
    this.problem = null;
    this.#changed();
    void this.load();
  };

  #changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}
