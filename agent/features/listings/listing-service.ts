import { listingIdOf } from "@necto/tools/chain/registry-call";
import { digestOf, keccakText } from "@necto/tools/core/digest";
import { describeReason } from "@necto/tools/core/explain";
import { filterOffers } from "@necto/tools/core/filter";
import { diffListings, type ListingDiff } from "@necto/tools/core/listing-diff";
import type { ListingDraft, OwnListing } from "@necto/tools/core/listing-draft";
import { plainRequest, previewPrice } from "@necto/tools/core/preview-price";
import type { ProviderChange } from "@necto/tools/core/provider-change";
import { NOTHING_SAID } from "@necto/tools/core/requirements";
import type { MarketSnapshot } from "@necto/tools/core/snapshot";
import { NectoError } from "@necto/tools/errors";
import { completeDraft } from "@necto/tools/protocol/complete-draft";
import type {
  DraftPreview,
  ImportBody,
  ImportReport,
  ListingAction,
  ListingCall,
  ListingEditView,
  Listings,
  ListingView,
  PreviewBody,
} from "@necto/tools/protocol/listings";
import { type ListingFormat, writeListings } from "@necto/tools/sources/listing-file";
import type { Address, Hex } from "viem";
import type { RegistryReader } from "../../registry/follow-registry.ts";
import type { Store } from "../../store/open-store.ts";
import { recordOwn } from "../audit/own-acts-queries.ts";
import type { MoneyAnswer } from "../booking/idempotency-queries.ts";
import type { OpenBooking } from "../booking/open-booking.ts";
import type { Capacity } from "./capacity.ts";
import { changeListings, type ListingChange, noListing } from "./change-listings.ts";
import { utilisationBps } from "./count-units.ts";
import { importListings } from "./import-listings.ts";
import {
  findListing,
  insertEdit,
  insertListing,
  listEdits,
  listOwned,
  type NewListing,
  type StoredListing,
  saveDraft,
} from "./listing-queries.ts";
import { toListingView } from "./listing-view.ts";
import { shortAddress } from "./market-listings.ts";
import { createRegistrar, type Registrar } from "./registrar.ts";

export interface ListingServiceOptions {
  readonly store: Store;
  readonly booking: OpenBooking;
  readonly registry: RegistryReader;
  readonly capacity: Capacity;
  /** The market now, for what buyers see. */
  readonly snapshot: () => Promise<MarketSnapshot>;
  /** How an owner is called where its offers are shown; null for the address. */
  readonly nameOf: (owner: string) => string | null;
  readonly silenceMs: number;
  /** Hears that what the market shows of listings may be another now. */
  readonly onChange: () => void;
  readonly now: () => number;
  /** 32 random bytes. */
  readonly newSalt: () => string;
  readonly onFault: (error: unknown) => void;
}

/** A change of a listing that somebody has seen and wants: new ones have no id yet. */
export type WantedChange = Pick<ListingDiff, "listingId" | "before" | "after">;

/** Listings as their owners see and change them. An owner is an address in lower case, and reaches its own only. */
export interface ListingService {
  /** What is in force, or drafted where nothing is; withdrawn ones are left out. */
  readonly mine: (owner: string) => Promise<OwnListing[]>;
  /** Everything, newest first. */
  readonly list: (owner: string) => Promise<Listings>;
  readonly view: (owner: string, listingId: string) => Promise<ListingView>;
  readonly history: (owner: string, listingId: string) => Promise<ListingEditView[]>;
  /** What buyers would see if a draft were published now; nothing is kept. */
  readonly previewDraft: (owner: string, of: PreviewBody) => Promise<DraftPreview>;
  readonly create: (owner: string, draft: ListingDraft) => Promise<ListingView>;
  readonly edit: (owner: string, listingId: string, draft: ListingDraft) => Promise<ListingView>;
  /** Does it once for each key. @returns an `Applied` */
  readonly act: (
    owner: string,
    acting: { readonly listingId: string; readonly action: ListingAction; readonly key: string },
  ) => Promise<MoneyAnswer>;
  /** What a change would make of an owner's listings; nothing is done. */
  readonly preview: (owner: string, change: ProviderChange) => Promise<ListingDiff[]>;
  /** Puts changes in force, all or none, once for each key. @returns an `Applied` */
  readonly apply: (owner: string, changes: readonly WantedChange[], key: string) => Promise<MoneyAnswer>;
  /** What the owner's wallet has to send next; null for nothing. */
  readonly callFor: (owner: string, listingId: string) => Promise<ListingCall | null>;
  /** Forgets an agent: its units count as those of a machine without one. */
  readonly forgetAgent: (owner: string, listingId: string, agent: string) => Promise<ListingView>;
  /** Reads a file into drafts, or says what that would do. @throws NectoError `request/bad-file` */
  readonly importFile: (owner: string, file: ImportBody, key: string) => Promise<ImportReport>;
  /** Drafts as they were saved last, those of withdrawn listings aside. */
  readonly exportFile: (owner: string, format: ListingFormat) => Promise<string>;
  readonly registrar: Registrar;
}

export function createListingService(options: ListingServiceOptions): ListingService {
  const { store, booking, registry, capacity, snapshot, nameOf, silenceMs, onChange, now, newSalt } = options;
  const { db } = store;
  const registrar = createRegistrar({ store, booking, onChange, onFault: options.onFault });
  const change = { store, registrar, onChange, now };
  const iso = (): string => new Date(now()).toISOString();

  async function owned(owner: string, listingId: string): Promise<StoredListing> {
    const listing = await findListing(db, listingId);
    if (listing?.owner !== owner) throw noListing(listingId);
    return listing;
  }

  async function mine(owner: string): Promise<OwnListing[]> {
    const [onChain, listings] = await Promise.all([registry.read(), listOwned(db, owner)]);
    return listings
      .filter(({ state }) => state !== "withdrawn")
      .map(({ listingId, published, draft }) => ({
        ...{ listingId, version: onChain.get(listingId as Hex)?.version ?? 0 },
        draft: published ?? draft,
      }));
  }

  async function viewsOf(listings: readonly StoredListing[], owner: string): Promise<ListingView[]> {
    const [onChain, { operator }] = await Promise.all([
      registry.read(),
      registrar.look({ listingId: ZERO, owner }),
    ]);
    // After the chain: what is new there makes the market before it out of date.
    const market = await snapshot();
    const masks = filterOffers(market, NOTHING_SAID, now());
    const ids = listings.map(({ listingId }) => listingId);
    const units = await capacity.count(
      db,
      listings.map(({ listingId, published }) => ({
        listing_id: listingId,
        published: published && JSON.stringify(published),
      })),
    );
    const agents =
      ids.length === 0
        ? []
        : await db
            .selectFrom("heartbeats")
            .selectAll()
            .where("listing_id", "in", ids)
            .orderBy("agent")
            .execute();
    return Promise.all(
      listings.map(async (listing) =>
        toListingView(listing, {
          chain: onChain.get(listing.listingId as Hex) ?? null,
          intent: listing.intentId === null ? null : await booking.journal.find(listing.intentId),
          sends: registrar.sends(owner, operator),
          units: units.get(listing.listingId) ?? null,
          agents: agents.filter(({ listing_id }) => listing_id === listing.listingId),
          ...{ snapshot: market, masks, now: now(), silenceMs },
        }),
      ),
    );
  }

  const view = async (owner: string, listingId: string): Promise<ListingView> =>
    (await viewsOf([await owned(owner, listingId)], owner))[0]!;

  /** The id is decided with the salt, before anything is sent. */
  function newListing(owner: string, draft: ListingDraft, salt: string): NewListing {
    const at = { chainId: booking.chain.id, registry: booking.registry.registry };
    const listingId = listingIdOf(at, owner as Address, salt as Hex);
    const provider = nameOf(owner) ?? shortAddress(owner);
    return { listingId, owner, provider, salt, draft: completeDraft(draft, null), createdAt: iso() };
  }

  async function changeFor(owner: string, listingId: string, action: ListingAction): Promise<ListingChange> {
    const { draft, published, state } = await owned(owner, listingId);
    if (action === "withdraw") {
      if (published === null) throw notPublished();
      return { listingId, what: "withdrawn" };
    }
    if (action === "publish")
      return { listingId, what: "published", draft: { ...draft, status: "available" } };
    if (published === null || state === "withdrawn") throw notPublished();
    const status = action === "pause" ? ("offline" as const) : ("available" as const);
    return { listingId, what: "published", draft: { ...published, status } };
  }

  return {
    ...{ view, mine, registrar },
    preview: async (owner, wanted) => diffListings(wanted, await mine(owner), now()),
    async list(owner) {
      const [listings, { operator }] = await Promise.all([
        viewsOf(await listOwned(db, owner), owner),
        registrar.look({ listingId: ZERO, owner }),
      ]);
      const { id: chainId, name, explorerUrl } = booking.chain;
      return {
        ...{ listings, sends: registrar.sends(owner, operator), operator: booking.operator },
        delegation: registrar.delegation(owner, operator),
        registry: { chainId, address: booking.registry.registry, name, explorerUrl },
      };
    },
    async history(owner, listingId) {
      await owned(owner, listingId);
      return (await listEdits(db, listingId)).map(({ seq, at, by, what }) => ({ seq, at, by, what }));
    },
    async previewDraft(owner, { draft: given, listingId }) {
      const listing = listingId === null ? null : await owned(owner, listingId);
      const draft = completeDraft(given, listing?.draft ?? null);
      const published = JSON.stringify(draft);
      const id = listingId ?? ZERO;
      const units = (await capacity.count(db, [{ listing_id: id, published }])).get(id)!;
      const market = await snapshot();
      const of = {
        ...{ draft, listingId, provider: listing?.provider ?? nameOf(owner) ?? shortAddress(owner) },
        ...{ unitsAvailable: units.available, utilisationBps: utilisationBps(units), at: now() },
      };
      const preview = previewPrice(market, of, plainRequest(market, of, [draft.country]));
      const { usdMicrosPerGpuHour, rank, ranked, best, reasons } = preview;
      return {
        ...{ usdMicrosPerGpuHour, rank, ranked, reasons: reasons.map(describeReason) },
        bestUsdMicrosPerGpuHour: best?.usdMicrosPerGpuHour ?? null,
      };
    },
    async create(owner, draft) {
      const listing = newListing(owner, draft, newSalt());
      await db.transaction().execute(async (transaction) => {
        await insertListing(transaction, listing);
        await recordOwn(transaction, owner, {
          action: "listing.created",
          target: listing.listingId,
          at: iso(),
        });
      });
      return view(owner, listing.listingId);
    },
    async edit(owner, listingId, draft) {
      const before = await owned(owner, listingId);
      await db.transaction().execute(async (transaction) => {
        const whole = completeDraft(draft, before.draft);
        await saveDraft(transaction, listingId, whole);
        await insertEdit(transaction, listingId, { at: iso(), by: owner, what: "edited", detail: whole });
        await recordOwn(transaction, owner, { action: "listing.edited", target: listingId, at: iso() });
      });
      return view(owner, listingId);
    },
    act: (owner, { listingId, action, key }) =>
      changeListings(change, {
        ...{ owner, route: `POST /api/provider/listings/:id/${action}`, key, body: listingId },
        changes: async () => [await changeFor(owner, listingId, action)],
      }),
    apply: (owner, wanted, key) =>
      changeListings(change, {
        ...{ owner, route: "apply", key, body: JSON.stringify(wanted) },
        changes: () =>
          Promise.all(
            wanted.map(async ({ listingId, before, after }, index): Promise<ListingChange> => {
              const draft = completeDraft(after, before);
              if (listingId === null) {
                // A repeat after a crash is the same listing.
                const create = newListing(owner, draft, keccakText(`necto/apply/${owner}/${key}/${index}`));
                return { listingId: create.listingId, create, what: "published", draft };
              }
              const known = await owned(owner, listingId);
              if (digestOf(known.published ?? known.draft) !== digestOf(before)) throw outOfDate();
              return { listingId, what: "published", draft };
            }),
          ),
      }),
    async callFor(owner, listingId) {
      const listing = await owned(owner, listingId);
      return registrar.walletCall(listing, await registrar.look(listing));
    },
    importFile: (owner, file, key) =>
      importListings(
        { store, owner, key, at: iso(), newListing: (draft, salt) => newListing(owner, draft, salt) },
        file,
      ),
    exportFile: async (owner, format) =>
      writeListings(
        (await listOwned(db, owner)).filter(({ state }) => state !== "withdrawn"),
        format,
      ),
    async forgetAgent(owner, listingId, agent) {
      await owned(owner, listingId);
      await db
        .deleteFrom("heartbeats")
        .where("listing_id", "=", listingId)
        .where("agent", "=", agent)
        .execute();
      onChange();
      return view(owner, listingId);
    },
  };
}

const ZERO = `0x${"0".repeat(64)}`;

const notPublished = (): NectoError =>
  new NectoError({
    code: "request/listing-state",
    message: "This listing is not published, so there is nothing to take off.",
  });

const outOfDate = (): NectoError =>
  new NectoError({
    code: "request/listing-changed",
    message: "This listing was changed since these changes were shown. Nothing was done; ask again.",
  });
